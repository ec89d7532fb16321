"""Packing a bundle: what waits here, what is carried for others, and the receipts for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from commissioner_app.errors import EnvironmentFault
from commissioner_app.store.store import Store
from commissioner_app.sync.bundle import chain, keyring, planning
from commissioner_app.sync.bundle.audience import Audience, Audiences
from commissioner_app.sync.bundle.keyring import Keyring
from commissioner_app.sync.bundle.parts import Parts
from commissioner_app.sync.progress import Progress
from commissioner_app.system.clock import stamp
from commissioner_app.system.ids import uuid7
from sync_protocol import limits
from sync_protocol.bundles import piece as pieces
from sync_protocol.bundles.piece import Content

STAGE = "bundle"
KEPT = timedelta(days=180)
"""How long receipts go along for laptops that did not come for them."""


@dataclass
class Exported:
    """What was packed. ``audience`` names teams and offices besides the server; ``carried`` counts pieces of other
    laptops, ``receipts`` those for other laptops."""

    bundle: str = ""
    parts: list[Path] = field(default_factory=list)
    records: int = 0
    changes: int = 0
    files: int = 0
    bytes: int = 0
    carried: int = 0
    receipts: int = 0
    audience: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """The object that ``bundle export`` prints."""
        return {
            "bundle": self.bundle,
            "parts": [str(path) for path in self.parts],
            "records": self.records,
            "changes": self.changes,
            "files": self.files,
            "carried": self.carried,
            "receipts": self.receipts,
            "for": ["server", *self.audience],
            "bytes": self.bytes,
        }


class Export:
    """One export. Stop iterating ``run`` to cancel: no file appears. ``result`` is final when it ends."""

    def __init__(self, store: Store, target: Path, *, most: int = 0) -> None:
        self._store = store
        self._target = target
        self._most = most
        self.result = Exported()

    def run(self) -> Iterator[Progress]:
        """Pack all that waits. Raises ``InputError`` bundle_no_keys, ``EnvironmentFault`` disk_full …"""
        store, ring = self._store, keyring.held(self._store)
        yield Progress(STAGE, "bundle.step.gathering")
        store.carried.drop_old(stamp(store.clock.now() - KEPT))
        chains = chain.leave(store)
        planned = planning.plan(store, Audiences(store, ring), chains)
        carried = store.carried.waiting("changes", "file")
        receipts = store.carried.receipts()
        self.result.bundle = uuid7()
        self.result.records = planned.records
        self.result.changes = sum(len(one) for one in chains)
        total = planned.pieces + len(carried) + len(receipts)
        with Parts(self._target, ring.server, self.result.bundle, self._most) as parts:
            for done, data in enumerate(self._pieces(ring, planned, [one.id for one in carried])):
                yield Progress(STAGE, "bundle.step.writing", {"done": done, "total": total}, done, total)
                parts.add(data)
                self.result.bytes += len(data)
            for data in receipts:
                parts.add(data)
            self.result.receipts = len(receipts)
            self.result.parts = parts.finish()
        self.result.bytes = sum(path.stat().st_size for path in self.result.parts)

    def _pieces(self, ring: Keyring, planned: planning.Plan, carried: list[str]) -> Iterator[bytes]:
        """What others brought comes before what was decided about it here, files last."""
        packer = _Packer(ring, self.result.bundle, planned.pieces, stamp(self._store.clock.now()))
        seen: set[str] = set()
        for piece_id in carried:
            data = self._store.carried.data(piece_id)
            if data is not None:
                self.result.carried += 1
                yield data
        for batch in planned.batches:
            seen |= batch.audience
            said = {"card": ring.given["card"], "changes": list(batch.changes)}
            yield packer.seal("changes", batch.audience, Content(said))
        for file in planned.files:
            seen |= file.audience
            yield from self._stretches(packer, file)
        self.result.audience = sorted(seen)

    def _stretches(self, packer: _Packer, file: planning.File) -> Iterator[bytes]:
        """The pieces of a file; one that is damaged or gone here goes along as far as it can be read, and is fetched
        again where the server has it."""
        one = file.attachment
        try:
            with self._store.attachments.open_stream(one.name) as stream:
                for start in file.starts():
                    data = stream.read(start, limits.BUNDLE_STRETCH_BYTES)
                    said = {"name": one.name, "size": one.size, "offset": start}
                    yield packer.seal("file", file.audience, Content(said, data))
        except EnvironmentFault as fault:
            if fault.code not in ("file_missing", "file_damaged"):
                raise
            self._store.attachments.lost(one.name)
            return
        self.result.files += 1


class _Packer:
    """Seals the pieces of one bundle, numbering them."""

    def __init__(self, ring: Keyring, bundle: str, of: int, made: str) -> None:
        self._ring = ring
        self._head = {
            "server": ring.server, "bundle": bundle, "of": of, "made": made, "sender": ring.given["certificate"],
            "device": "",
        }  # fmt: skip
        self._n = 0

    def seal(self, kind: str, audience: Audience, content: Content) -> bytes:
        """The next piece, for the server and the audience."""
        self._n += 1
        given = self._ring.given
        recipients = [given["box"], *(given["seal"][name] for name in audience)]
        head = {**self._head, "kind": kind, "n": self._n}
        return pieces.seal(head, content, recipients, self._ring.signing.private)
