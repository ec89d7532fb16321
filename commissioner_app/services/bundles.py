"""By hand: what waits here as a file on a stick, what others brought, and the receipts for both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from commissioner_app.errors import InputError
from commissioner_app.services.changes import Changes
from commissioner_app.services.desk import Desk
from commissioner_app.services.progress import Progress
from commissioner_app.services.words import Wording

LEAST_PART: Final = 1024 * 1024
"""A smaller part would hold not even one piece of a photo."""
_UNITS: Final = {"": 1, "K": 1024, "M": 1024**2, "G": 1024**3}


@dataclass(frozen=True, slots=True)
class Waiting:
    """What an export would hold: records and files of this laptop, pieces carried for others, receipts for others.
    ``ready``: the server has given this laptop its keys."""

    records: int
    files: int
    carried: int
    receipts: int
    ready: bool

    def __bool__(self) -> bool:
        return bool(self.records or self.files or self.carried or self.receipts)


@dataclass(frozen=True, slots=True)
class CarriedRow:
    """What is carried of one bundle. ``name`` is whose it is, "" where it is sealed for others; ``state``: ``waiting``,
    ``relayed``, ``refused`` (``code`` says why); ``missing`` pieces have not come here yet."""

    bundle: str
    person: str
    name: str
    records: int
    pieces: int
    missing: int
    size: int
    state: str
    code: str
    received_at: str


class Run(Protocol):
    """An export or import under way."""

    result: Any

    def run(self) -> Iterator[Any]:
        """Yields progress; stop iterating to cancel."""
        ...


class Bundles:
    """The way by hand of this profile. Both ways are generators of ``Progress``; ``result`` is the JSON of the last."""

    def __init__(self, desk: Desk, wording: Wording) -> None:
        self._desk = desk
        self._wording = wording
        self.result: dict[str, Any] | None = None
        self.changes: Changes = Changes.of("bundle")

    def waiting(self) -> Waiting:
        """What an export would hold now."""
        from commissioner_app.sync.bundle import keyring

        store = self._desk.store
        return Waiting(
            records=sum(store.records.waiting_counts().values()),
            files=len(store.attachments.waiting()),
            carried=len(store.carried.waiting("changes", "file")),
            receipts=len(store.carried.receipts()),
            ready=keyring.is_complete(store),
        )

    def export(self, target: Path, max_size: int = 0) -> Iterator[Progress]:
        """Write all that waits into ``target``, or, with ``max_size`` (bytes), into ``target.1``, ``target.2`` … Nothing
        appears under these names before all of it is whole. What was exported goes on waiting until a receipt or a sync
        says that the server has it; exporting it again exports the same.

        Raises ``InputError`` bundle_no_keys, bundle_part_too_small; ``EnvironmentFault`` disk_full …"""
        from commissioner_app.sync.bundle.export import Export

        if max_size and max_size < LEAST_PART:
            raise InputError("bundle_part_too_small", least="1M")
        yield from self._steps(Export(self._desk.store, target, most=max_size), lambda result: set())

    def take_over(self, file: Path) -> Iterator[Progress]:
        """Take a file (or one part of it): records to be shown and relayed, receipts of this laptop and for others.

        Raises ``InputError`` (bundle_not_one, bundle_damaged, bundle_foreign, bundle_no_keys …)."""
        from commissioner_app.sync.bundle.importing import Import

        yield from self._steps(Import(self._desk.store, file), lambda result: result.changed)

    def carried(self) -> list[CarriedRow]:
        """What this laptop carries and has carried for others, the latest first."""
        store = self._desk.store
        rows: dict[str, CarriedRow] = {}
        for piece in store.carried.pieces():
            row = rows.get(piece.bundle)
            state, code = piece.status, piece.code
            if row is not None:
                state = (
                    "waiting"
                    if "waiting" in (state, row.state)
                    else "refused"
                    if "refused" in (state, row.state)
                    else state
                )
                code = row.code or code
            records = len({one.record_id for one in store.carried.changes_in(piece.id)})
            name = (row.name if row is not None else "") or piece.name or self._wording.title(piece.person)
            rows[piece.bundle] = CarriedRow(
                bundle=piece.bundle,
                person=piece.person,
                name=name,
                records=(row.records if row is not None else 0) + records,
                pieces=(row.pieces if row is not None else 0) + 1,
                missing=piece.total - len(store.carried.numbers(piece.bundle)),
                size=(row.size if row is not None else 0) + piece.size,
                state=state,
                code=code,
                received_at=piece.received_at,
            )
        return list(rows.values())

    def brought_by(self, record_id: str) -> str:
        """Whose version of a record is shown though the server does not have it yet: their name, "" where it is the
        server's or one's own."""
        shown = self._desk.store.carried.shown(record_id)
        return shown.name if shown is not None else ""

    def _steps(self, work: Run, changed: Callable[[Any], set[tuple[str, str]]]) -> Iterator[Progress]:
        self.result, self.changes = None, Changes.of("bundle")
        try:
            for step in work.run():
                yield Progress(step.stage, step.text_key, step.params, step.done, step.total)
            self.result = work.result.to_json()
        finally:
            self.changes = Changes(frozenset(changed(work.result)), "bundle")
            if self.changes:
                self._desk.undo_log.clear()
                self._desk.announce(self.changes)


def size_of(text: str) -> int:
    """Bytes of a size as people write it: ``700M``, ``4G``, ``0``. Raises ``ValueError``."""
    number = text.strip().upper().removesuffix("B")
    unit = number[-1:] if number[-1:] in "KMG" else ""
    return int(float(number.removesuffix(unit)) * _UNITS[unit])


def is_bundle(file: Path) -> bool:
    """Whether a file looks like a bundle, for what is dropped onto the window."""
    from commissioner_app.sync.bundle.importing import is_bundle as looks_like_one

    return looks_like_one(file)
