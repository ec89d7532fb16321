"""Relaying pieces of other laptops over the network, exactly as they were sealed and signed."""

from __future__ import annotations

import base64
import binascii
from typing import Any, Final

from commissioner_app.store.carried import CarriedPiece
from commissioner_app.store.store import Store
from commissioner_app.sync import failures
from commissioner_app.sync.bundle import showing
from commissioner_app.sync.failures import SyncFailure
from commissioner_app.sync.http import parsed
from commissioner_app.sync.progress import SyncResult
from commissioner_app.sync.transport import Transport
from sync_protocol import codes
from sync_protocol.bundles import piece as pieces
from sync_protocol.bundles.faults import BundleFault
from sync_protocol.bundles.messages import PieceReply
from sync_protocol.shapes import wrong

# What is wrong with the piece itself: it is given back with the reason, and nothing else waits for it.
_GIVEN_BACK: Final = frozenset(
    {
        codes.BUNDLE_DAMAGED,
        codes.BUNDLE_FOREIGN,
        codes.BUNDLE_FORGED,
        codes.BUNDLE_SEALED,
        codes.BUNDLE_REVOKED,
        codes.BUNDLE_PERSON,
        codes.CHECKSUM_MISMATCH,
        codes.TOO_LARGE,
        codes.BAD_REQUEST,
    }
)
# The server cannot take it now (no room, or an older server): it stays here for another day, and the sync goes on.
_LEFT: Final = frozenset({codes.NOT_FOUND, codes.STORAGE_FULL})
_MISSING: Final = "file_missing"


def send(store: Store, transport: Transport, piece: CarriedPiece, at: str, result: SyncResult) -> None:
    """Relay one piece and note what became of it. Raises ``SyncFailure`` for what is none of the piece's fault."""
    data = store.carried.data(piece.id)
    if data is None:
        _refused(store, piece, _MISSING, at, result)
        return
    try:
        reply = transport.call("POST", "/v1/bundles", body=data, headers={"Content-Type": "application/octet-stream"})
    except SyncFailure as failure:
        if failure.code in _LEFT:
            return
        if failure.code not in _GIVEN_BACK:
            raise
        _refused(store, piece, failure.code, at, result)
        return
    said: Any = parsed(reply)
    if wrong(PieceReply, said) is not None:
        raise SyncFailure(failures.CONFUSED, what="bundle")
    _answered(store, piece, said, at, result)


def _answered(store: Store, piece: CarriedPiece, reply: PieceReply, at: str, result: SyncResult) -> None:
    try:
        receipt = base64.b64decode(reply["receipt"], validate=True)
        device = pieces.read(receipt).head["device"]
        receipt_id = pieces.read(receipt).id
    except (binascii.Error, BundleFault) as fault:
        raise SyncFailure(failures.CONFUSED, what="receipt") from fault
    with store.transaction():
        store.carried.add_receipt(receipt_id, device, receipt, at)
        refused = ""
        for one in reply["results"]:
            store.carried.decide(one["id"], one["status"], one.get("code", ""), one.get("detail", ""))
            refused = refused or one.get("code", "")
        known = (store.attachments.get(one["name"]) for one in reply["files"] if one["received"])
        store.attachments.mark_sent((one.name, at) for one in known if one is not None and one.held)
        store.carried.answered(piece.id, "relayed", refused, at)
        _settle(store, piece, result)
    store.carried.drop(piece.id)
    # The server has it now: where no record here names it, it is none of this laptop's business any more.
    store.attachments.release(store.carried.files_in(piece.id))


def _refused(store: Store, piece: CarriedPiece, code: str, at: str, result: SyncResult) -> None:
    with store.transaction():
        for one in store.carried.changes_in(piece.id):
            if one.status == "waiting":
                store.carried.decide(one.id, "refused", code)
        store.carried.answered(piece.id, "refused", code, at)
        _settle(store, piece, result)


def _settle(store: Store, piece: CarriedPiece, result: SyncResult) -> None:
    for record_id in dict.fromkeys(one.record_id for one in store.carried.changes_in(piece.id)):
        changed = showing.settle(store, record_id)
        if changed is not None:
            result.changed.add(changed)
