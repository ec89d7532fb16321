"""Files: up by tus 1.0, going on inside the file after a cut, each with the server's word for its checksum; down newest
first, as much as was asked for."""

from __future__ import annotations

import base64
import hashlib
from typing import Final

from commissioner_app.errors import EnvironmentFault
from commissioner_app.store.rows import Attachment
from commissioner_app.store.store import Store
from commissioner_app.sync import failures
from commissioner_app.sync.failures import SyncFailure
from commissioner_app.sync.transport import Reply, Transport
from sync_protocol import codes, limits

_TUS: Final = {"Tus-Resumable": "1.0.0"}
_BEGIN_AGAIN: Final = frozenset({codes.NOT_FOUND, codes.CHECKSUM_MISMATCH})
_ATTEMPTS: Final = 3
_AT_ONCE: Final = 1000
_PUT_OFF: Final = "sync.put_off"
_PUT_OFF_SECONDS: Final = 3600


def upload(store: Store, transport: Transport, file: Attachment, at: str) -> bool:
    """Send one file, or what is left of it; True once the server holds it whole.

    False where its bytes are damaged or missing on this laptop: it is noted as not held, and the rest goes on.
    """
    for _ in range(_ATTEMPTS):
        try:
            _send(store, transport, file)
        except SyncFailure as failure:
            if failure.code not in _BEGIN_AGAIN:
                raise
            store.attachments.set_upload(file.name, "")
            continue
        except EnvironmentFault as fault:
            if isinstance(fault, SyncFailure) or fault.code not in ("file_missing", "file_damaged"):
                raise
            store.attachments.lost(file.name)
            return False
        store.attachments.mark_sent(file.name, at)
        return True
    raise SyncFailure(failures.CONFUSED, what=file.name)


def fetch(store: Store, transport: Transport, name: str) -> int:
    """Bring one file here; gives its size in bytes. Raises ``SyncFailure`` (``not_found`` where no one has sent it yet,
    ``checksum_mismatch``)."""
    reply = transport.call("GET", f"/v1/attachments/{name}")
    if hashlib.sha256(reply.body).hexdigest() != name.partition(".")[0]:
        raise SyncFailure(codes.CHECKSUM_MISMATCH, name=name)
    store.attachments.receive(name, reply.body)
    return len(reply.body)


def wanted(store: Store) -> list[str]:
    """Files to fetch, of the newest records first, without those that were asked for in vain within the last hour."""
    missing = store.attachments.missing(_AT_ONCE)
    put_off: dict[str, float] = store.sync_state.get(_PUT_OFF, {})
    if not put_off:
        return missing
    now = store.clock.now().timestamp()
    waiting = {name: at for name, at in put_off.items() if abs(now - at) < _PUT_OFF_SECONDS}
    if waiting != put_off:
        store.sync_state.set(_PUT_OFF, waiting)
    return [name for name in missing if name not in waiting]


def put_off(store: Store, name: str) -> None:
    """Do not ask for a file again within an hour: the laptop that has it did not send it yet."""
    before: dict[str, float] = store.sync_state.get(_PUT_OFF, {})
    store.sync_state.set(_PUT_OFF, {**before, name: store.clock.now().timestamp()})


def _send(store: Store, transport: Transport, file: Attachment) -> None:
    address = store.attachments.upload_of(file.name)
    if address:
        offset = _offset(transport.call("HEAD", address, headers=_TUS))
    else:
        address, offset = _begin(transport, file), 0
        store.attachments.set_upload(file.name, address)
    with store.attachments.open_stream(file.name) as stream:
        while offset < file.size:
            piece = stream.read(offset, limits.UPLOAD_CHUNK_BYTES)
            offset = _patch(transport, address, offset, piece)


def _begin(transport: Transport, file: Attachment) -> str:
    encoded = base64.b64encode(file.name.encode()).decode()
    headers = {**_TUS, "Upload-Length": str(file.size), "Upload-Metadata": f"name {encoded}"}
    address = transport.call("POST", "/v1/attachments", headers=headers).headers.get("location", "")
    if not address:
        raise SyncFailure(failures.CONFUSED, what="Location")
    return address


def _patch(transport: Transport, address: str, offset: int, piece: bytes) -> int:
    """Send a piece; gives where to go on, which is where the server says."""
    headers = {**_TUS, "Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
    try:
        following = _offset(transport.call("PATCH", address, body=piece, headers=headers))
    except SyncFailure as failure:
        if failure.code != codes.OFFSET_MISMATCH:
            raise
        # A piece whose answer was lost arrived after all, or the server already has this content.
        following = _offset(transport.call("HEAD", address, headers=_TUS))
    if following == offset:
        raise SyncFailure(failures.CONFUSED, what="Upload-Offset")
    return following


def _offset(reply: Reply) -> int:
    value = reply.headers.get("upload-offset", "")
    if not value.isascii() or not value.isdigit():
        raise SyncFailure(failures.CONFUSED, what="Upload-Offset")
    return int(value)
