"""The lines of the sync page: each record and file that waits or arrived, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from commissioner_app.domain.record import Record, attachment_names
from commissioner_app.services import words
from commissioner_app.services.desk import Desk
from commissioner_app.store.rows import Attachment, ListQuery, RecordRow
from commissioner_app.store.store import Store

WAITING: Final = ListQuery(waiting=True, order="updated_at", limit=2000)
LineState = Literal["waiting", "sending", "received", "refused", "conflict", "damaged"]


@dataclass(frozen=True, slots=True)
class SyncLine:
    """One record or file on the sync page. ``state``: waiting, sending, received, refused, conflict, damaged; ``detail`` is the
    code of a refusal. A file's ``id`` is its name, its ``kind`` that of the record it belongs to."""

    kind: str
    id: str
    title: str
    what: Literal["record", "file"]
    state: LineState
    received_at: str
    detail: str = ""


def lines_of(desk: Desk, limit: int, *, sending: bool) -> list[SyncLine]:
    """What waits and what arrived, waiting first, then latest receipts; ``sending``: a sync is under way."""
    store = desk.store
    lines = [_record_line(store, row, sending) for row in store.records.list(WAITING)]
    lines += [_file_line(store, one) for one in (*store.attachments.damaged(), *store.attachments.waiting())]
    for row in _arrived(desk, limit - len(lines)):
        lines.append(_record_line(store, row, sending))
        record = store.records.get(row.id)
        lines += [_file_line(store, one) for one in _files(store, record)] if record else []
    return lines[:limit] if limit else lines


def _arrived(desk: Desk, limit: int) -> list[RecordRow]:
    """Records of this person that the server has confirmed, the latest first."""
    if limit <= 0:
        return []
    mine = ListQuery(owner=desk.session.person_id, waiting=False, order="updated_at", limit=limit)
    received = [row for row in desk.store.records.list(mine) if row.received_at]
    return sorted(received, key=lambda row: row.received_at, reverse=True)


def _record_line(store: Store, row: RecordRow, sending: bool) -> SyncLine:
    state: LineState = "waiting" if row.dirty else "received"
    change = store.outbox.of_record(row.id) if row.dirty else None
    if row.conflicts:
        state = "conflict"
    elif row.refused:
        state = "refused"
    elif change is not None and sending:
        state = "sending"
    return SyncLine(row.kind, row.id, row.title, "record", state, row.received_at, row.refused)


def _file_line(store: Store, one: Attachment) -> SyncLine:
    users = store.attachments.users(one.name)
    record = store.records.get(users[0]) if users else None
    title = words.kind_of(record.kind).summary(record.answers).title if record else ""
    state: LineState = "received" if one.sent_at else "waiting" if one.held else "damaged"
    return SyncLine(record.kind if record else "", one.name, title, "file", state, one.sent_at)


def _files(store: Store, record: Record) -> list[Attachment]:
    found = (store.attachments.get(name) for name in attachment_names(record.answers))
    return [one for one in found if one is not None and one.sent_at]
