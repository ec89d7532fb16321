"""Pieces of bundles, by whichever road they come: believed, opened, taken in the name of who signed them, and answered
with a receipt that only their laptop can read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from provincial_server.db import bundles, devices, people
from provincial_server.db.engine import Connection, Database
from provincial_server.errors import ServerError
from provincial_server.logic import audit
from provincial_server.logic.by_hand import take_over
from provincial_server.logic.keys import SEALING, SIGNING, pairs, private_keys
from provincial_server.logic.sessions import caller_of
from provincial_server.logic.stretches import FOLDER, Stretches
from provincial_server.logic.uploads import Uploads
from sync_protocol import codes
from sync_protocol.bundles import keys
from sync_protocol.bundles import piece as pieces
from sync_protocol.bundles.faults import BundleFault
from sync_protocol.bundles.keys import KeyPair
from sync_protocol.bundles.messages import Batch, Certificate, FileReceipt, PieceResult, Receipts, Stretch
from sync_protocol.bundles.piece import Content, Piece
from sync_protocol.messages import ChangeResult
from sync_protocol.shapes import wrong

Road = Literal["network", "file"]


@dataclass(frozen=True, slots=True)
class Carrier:
    """Who brought a piece, and how; a person at the server's own command line has no laptop."""

    road: Road
    person_id: str = ""
    device_id: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a piece. ``results`` is what its carrier may know; ``receipt`` is a piece for its laptop."""

    piece: Piece
    repeated: bool
    results: list[PieceResult]
    files: list[FileReceipt]
    receipt: bytes


class Bundles:
    """The door for what comes by hand."""

    def __init__(self, database: Database, uploads: Uploads) -> None:
        self._database = database
        self._stretches = Stretches(database, uploads, uploads.folder / FOLDER)
        self._keys: dict[str, KeyPair] = {}

    def keys(self) -> dict[str, KeyPair]:
        """The server's own keys; they stay the same for as long as the server runs."""
        if not self._keys:
            with self._database.write() as connection:
                self._keys = pairs(connection, (SIGNING, SEALING))
        return self._keys

    def believed(self, data: bytes, held: dict[str, KeyPair]) -> Piece:
        """The piece of these bytes, signed by a laptop of this server or by the server itself. Raises ``bundle_…``."""
        try:
            piece = pieces.read(data)
            pieces.check(piece, held[SIGNING].public)
        except BundleFault as fault:
            raise ServerError(fault.code, place=fault.place) from fault
        return piece

    def take(self, data: bytes, carrier: Carrier) -> Taken:
        """Take one piece; taking it twice has the effect of once.

        Raises ``bundle_damaged``, ``bundle_foreign``, ``bundle_forged``, ``bundle_revoked`` (its laptop is shut out),
        ``bundle_person`` (its person's account is closed), ``bundle_sealed`` (it is not sealed for the server)."""
        held = self.keys()
        piece = self.believed(data, held)
        sender = piece.sender
        if sender is None:
            raise ServerError(codes.BUNDLE_SEALED)
        self._admit(sender)
        try:
            content = pieces.unseal(piece, private_keys({SEALING: held[SEALING]}))
        except BundleFault as fault:
            raise ServerError(fault.code, place=fault.place) from fault
        if content is None:
            raise ServerError(codes.BUNDLE_SEALED)
        results: list[ChangeResult] = []
        files: list[FileReceipt] = []
        if piece.head["kind"] == "changes":
            results = self._changes(sender, _shaped(Batch, content.said))
        elif piece.head["kind"] == "file":
            stretch: Stretch = _shaped(Stretch, content.said)
            with self._database.read() as connection:
                caller = caller_of(connection, sender["person"], sender["device"])
            received = self._stretches.take(caller, stretch, content.data)
            files = [{"name": stretch["name"], "received": received}]
        repeated = self._note(piece, sender, carrier, results)
        receipt = _receipt(piece, sender, held, {"at": audit.now(), "results": results, "files": files})
        return Taken(piece, repeated, _for_carrier(results), files, receipt)

    def missing(self, bundle: str, of: int) -> list[int]:
        """The numbers of the pieces of a bundle that have not come yet."""
        with self._database.read() as connection:
            return sorted(set(range(1, of + 1)) - bundles.arrived(connection, bundle))

    def _admit(self, sender: Certificate) -> None:
        """A laptop that a restored server has forgotten is believed by its certificate; one that is shut out is not."""
        with self._database.read() as connection:
            device = devices.device(connection, sender["device"])
            person = people.by_id(connection, sender["person"])
        if device is not None and device["person_id"] != sender["person"]:
            raise ServerError(codes.BUNDLE_FORGED, place="certificate")
        if device is not None and device["revoked"]:
            raise ServerError(codes.BUNDLE_REVOKED, device=device["code"])
        if person is None or person["disabled"]:
            raise ServerError(codes.BUNDLE_PERSON)

    def _changes(self, sender: Certificate, batch: Batch) -> list[ChangeResult]:
        with self._database.write() as connection:
            caller = caller_of(connection, sender["person"], sender["device"])
            return take_over(connection, caller, batch["changes"])

    def _note(self, piece: Piece, sender: Certificate, carrier: Carrier, results: Sequence[ChangeResult]) -> bool:
        """Log the road that a piece came; True where it had come before."""
        head = piece.head
        with self._database.write() as connection:
            first = bundles.note_piece(
                connection,
                {
                    "id": piece.id,
                    "bundle": head["bundle"],
                    "kind": head["kind"],
                    "device_id": sender["device"],
                    "person_id": sender["person"],
                    "carried_by": carrier.person_id,
                    "road": carrier.road,
                    "received_at": audit.now(),
                    "n": head["n"],
                    "total": head["of"],
                },
            )
            if first:
                self._audit(connection, piece, sender, carrier, results)
        return not first

    def _audit(
        self,
        connection: Connection,
        piece: Piece,
        sender: Certificate,
        carrier: Carrier,
        results: Sequence[ChangeResult],
    ) -> None:
        refused = sum(1 for one in results if one["status"] == "refused")
        head = piece.head
        said = f"{head['bundle']} {head['n']}/{head['of']} {head['kind']} {len(results) - refused}+{refused}"
        by = f" by {carrier.person_id} {carrier.device_id}" if carrier.person_id else ""
        audit.note(
            connection,
            "bundle",
            f"{said} {carrier.road}{by}",
            person=sender["person"],
            device=sender["device"],
        )


def _shaped(shape: Any, said: dict[str, Any]) -> Any:
    place = wrong(shape, said)
    if place is not None:
        raise ServerError(codes.BUNDLE_DAMAGED, place=place or "content")
    return said


def _for_carrier(results: Sequence[ChangeResult]) -> list[PieceResult]:
    """What may be told to who carried a piece: no content."""
    told: list[PieceResult] = []
    for one in results:
        if one["status"] == "refused":
            told.append({"id": one["id"], "status": "refused", "code": one["code"], "detail": one["detail"]})
        else:
            told.append({"id": one["id"], "status": "accepted"})
    return told


def _receipt(piece: Piece, sender: Certificate, held: dict[str, KeyPair], said: Receipts) -> bytes:
    head = {
        "kind": "receipts", "server": keys.key_id(held[SIGNING].public), "bundle": piece.head["bundle"],
        "n": piece.head["n"], "of": piece.head["of"], "made": said["at"], "sender": None, "device": sender["device"],
    }  # fmt: skip
    return pieces.seal(head, Content({**said}), [sender["box"]], held[SIGNING].private)
