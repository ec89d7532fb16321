"""Taking over a bundle: all of it is believed before anything is done, then each piece is kept, shown or applied.

Every piece is complete in itself and known by its content, so parts may come in any order, on different days and twice,
and an import that was killed is simply done again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from commissioner_app.errors import EnvironmentFault, InputError
from commissioner_app.store.carried import CarriedPiece
from commissioner_app.store.faults import disk_faults
from commissioner_app.store.store import Store
from commissioner_app.sync.bundle import keyring, receipts, showing, stretches
from commissioner_app.sync.bundle.keyring import Keyring
from commissioner_app.sync.progress import Progress
from commissioner_app.system.clock import stamp
from sync_protocol import codes
from sync_protocol.bundles import container, keys
from sync_protocol.bundles import piece as pieces
from sync_protocol.bundles.container import Framed
from sync_protocol.bundles.faults import BundleFault
from sync_protocol.bundles.messages import Batch, Receipts, Stretch
from sync_protocol.bundles.piece import Content, Piece
from sync_protocol.shapes import wrong

STAGE = "bundle"
_SHAPES: dict[str, Any] = {"changes": Batch, "file": Stretch, "receipts": Receipts}


@dataclass
class Imported:
    """What a file brought. ``carried`` counts new pieces that this laptop now carries, ``sealed`` those of them that it
    cannot open, ``repeated`` those that had come before, ``own`` this laptop's. ``missing``: bundle -> numbers of the
    pieces that are still to come. ``people``: who it is from, as far as it could be opened."""

    part: int = 0
    parts: int = 0
    records: int = 0
    files: int = 0
    carried: int = 0
    sealed: int = 0
    repeated: int = 0
    own: int = 0
    accepted: int = 0
    merged: int = 0
    refused: int = 0
    conflicts: int = 0
    received_files: int = 0
    for_others: int = 0
    people: list[str] = field(default_factory=list)
    missing: dict[str, list[int]] = field(default_factory=dict)
    changed: set[tuple[str, str]] = field(default_factory=set)

    def to_json(self) -> dict[str, Any]:
        """The object that ``bundle import`` prints."""
        return {
            "part": self.part,
            "parts": self.parts,
            "from": self.people,
            "records": self.records,
            "files": self.files,
            "pieces": {
                "carried": self.carried,
                "sealed": self.sealed,
                "repeated": self.repeated,
                "own": self.own,
                "missing": self.missing,
            },
            "receipts": {
                "accepted": self.accepted,
                "merged": self.merged,
                "refused": self.refused,
                "conflicts": self.conflicts,
                "files": self.received_files,
                "for_others": self.for_others,
            },
        }


class Import:
    """One import of one file. ``result`` is final when ``run`` ends; iterating may be stopped, and begun again later."""

    def __init__(self, store: Store, file: Path) -> None:
        self._store = store
        self._file = file
        self.result = Imported()

    def run(self) -> Iterator[Progress]:
        """Raises ``InputError`` (bundle_no_keys, bundle_damaged, bundle_foreign … with their place)."""
        ring = keyring.held(self._store)
        yield Progress(STAGE, "bundle.step.checking")
        with disk_faults():
            total = self._check(ring)
            for done, framed in enumerate(container.read(self._file)):
                yield Progress(STAGE, "bundle.step.reading", {"done": done, "total": total}, done, total)
                self._take(ring, framed.piece)
        for bundle, numbers in self.result.missing.items():
            held = self._store.carried.numbers(bundle)
            self.result.missing[bundle] = [one for one in numbers if one not in held]
        self.result.missing = {bundle: left for bundle, left in self.result.missing.items() if left}

    def _check(self, ring: Keyring) -> int:
        """Believe every piece and open what is for here; nothing is done yet. Gives how many pieces there are."""
        try:
            header = container.header(self._file)
            if header["server"] != ring.server:
                raise BundleFault(codes.BUNDLE_FOREIGN, "header")
            self.result.part, self.result.parts = header["part"], header["parts"]
            count = 0
            for framed in container.read(self._file):
                _opened(ring, framed)
                count += 1
        except BundleFault as fault:
            raise InputError(fault.code, file=self._file.name, place=fault.place) from fault
        return count

    def _take(self, ring: Keyring, piece: Piece) -> None:
        content = _opened(ring, Framed(0, piece))
        if piece.head["kind"] == "receipts":
            self._take_receipt(ring, piece, content)
            return
        sender = piece.sender
        if sender is None or sender["device"] == ring.device:
            self.result.own += 1
            return
        bundle, of = piece.head["bundle"], piece.head["of"]
        self.result.missing.setdefault(bundle, list(range(1, of + 1)))
        if self._store.carried.piece(piece.id) is not None:
            self.result.repeated += 1
            return
        self._carry(piece, content)

    def _take_receipt(self, ring: Keyring, piece: Piece, content: Content | None) -> None:
        store = self._store
        if piece.head["device"] != ring.device or content is None:
            store.carried.add_receipt(piece.id, piece.head["device"], piece.whole, stamp(store.clock.now()))
            self.result.for_others += 1
            return
        said = cast(Receipts, content.said)
        with store.transaction():
            done = receipts.apply(store, said)
            self.result.received_files += receipts.apply_files(store, said)
        self.result.accepted += done.pushed
        self.result.merged += done.merged
        self.result.refused += done.refused
        self.result.conflicts += done.conflicts
        self.result.changed |= done.changed

    def _carry(self, piece: Piece, content: Content | None) -> None:
        store, head, sender = self._store, piece.head, piece.sender
        assert sender is not None
        name = ""
        if content is not None and head["kind"] == "changes":
            name = str(content.said["card"]["name"])
            if name not in self.result.people:
                self.result.people.append(name)
        row = CarriedPiece(
            piece.id, head["bundle"], head["kind"], head["n"], head["of"], sender["device"], sender["person"], name,
            len(piece.whole), content is not None, "waiting", "", stamp(store.clock.now()), "",
        )  # fmt: skip
        with store.transaction():
            store.carried.keep(row, piece.whole)
            if content is None:
                self.result.sealed += 1
            elif head["kind"] == "changes":
                self._show(piece, cast(Batch, content.said))
            else:
                stretches.note(store, piece.id, cast(Stretch, content.said), len(content.data))
        self.result.carried += 1
        if content is not None and head["kind"] == "file":
            self.result.files += stretches.join(store, keyring.held(store).private(), content.said["name"])

    def _show(self, piece: Piece, batch: Batch) -> None:
        for one in batch["changes"]:
            self._store.carried.add_change(one["change"]["id"], piece.id, one["change"]["record_id"])
            try:
                shown = showing.show(self._store, batch["card"], one)
            except (AttributeError, KeyError, TypeError, ValueError):
                continue  # the server will say what is wrong with it
            if shown is not None and shown not in self.result.changed:
                self.result.records += 1
                self.result.changed.add(shown)


def _opened(ring: Keyring, framed: Framed) -> Content | None:
    """A believed piece, opened where it is for this laptop. Raises ``BundleFault`` with the piece's number."""
    piece = framed.piece
    try:
        pieces.check(piece, ring.given["sign"])
        sender, kind = piece.sender, piece.head["kind"]
        if (sender is None) != (kind == "receipts"):
            raise BundleFault(codes.BUNDLE_FORGED, "sender")
        content = pieces.unseal(piece, ring.private())
        if content is not None:
            place = wrong(_SHAPES[kind], content.said)
            if place is not None:
                raise BundleFault(codes.BUNDLE_DAMAGED, place or "content")
            if kind == "changes" and sender is not None:
                keys.check_card(content.said["card"], ring.given["sign"], sender["device"])
    except BundleFault as fault:
        raise BundleFault(fault.code, f"piece {framed.number}: {fault.place}") from fault
    return content


def is_bundle(file: Path) -> bool:
    """Whether a file looks like a bundle, for what is dropped onto the window."""
    try:
        with file.open("rb") as stream:
            return stream.read(len(container.MAGIC)) == container.MAGIC
    except (OSError, EnvironmentFault):
        return False
