"""Files that come in stretches by hand: kept sealed in their pieces, joined into an attachment when none is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from commissioner_app.domain.record import ATTACHMENT_NAME
from commissioner_app.errors import EnvironmentFault
from commissioner_app.store.attachments import preview_of
from commissioner_app.store.store import Store
from sync_protocol import limits
from sync_protocol.bundles import piece as pieces
from sync_protocol.bundles.messages import Stretch


def note(store: Store, piece_id: str, stretch: Stretch, length: int) -> None:
    """Remember which stretch of which file a piece holds; belongs inside a transaction."""
    sound = ATTACHMENT_NAME.fullmatch(stretch["name"]) and 0 < stretch["size"] <= limits.ATTACHMENT_BYTES
    if sound and 0 <= stretch["offset"] <= stretch["size"] - length:
        store.carried.add_stretch(stretch["name"], stretch["offset"], length, stretch["size"], piece_id)


def join(store: Store, private: Mapping[str, str], name: str) -> bool:
    """Make a file of its stretches once all are here; True where it can be seen now and could not be before."""
    held = store.attachments.get(name)
    if held is not None and held.held:
        return False
    found = store.carried.stretches(name)
    reached = 0
    for start, length, _, _ in found:
        if start > reached:
            return False
        reached = max(reached, start + length)
    if not found or reached < found[0][2]:
        return False
    return _joined(store, private, name, found)


def _joined(store: Store, private: Mapping[str, str], name: str, found: Sequence[tuple[int, int, int, str]]) -> bool:
    size = found[0][2]
    incoming = store.attachments.incoming(name, aside=True)
    try:
        for start, length, _, piece_id in found:
            data = store.carried.data(piece_id)
            content = pieces.unseal(pieces.read(data), private) if data is not None else None
            if content is None or len(content.data) != length:
                incoming.drop()
                return False
            incoming.add(content.data[incoming.offset - start :], size)
    except EnvironmentFault as fault:
        incoming.drop()
        if fault.code != "file_damaged":
            raise
        return False  # not what its name says; the server will not have it either
    preview = preview_of(name, incoming.read)
    store.attachments.settle([incoming])
    store.attachments.arrived([(name, size, preview)])
    return True
