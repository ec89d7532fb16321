"""Steps of this person that did not count, because somebody of more authority decided otherwise at the same time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commissioner_app.services import words
from commissioner_app.services.desk import Desk
from commissioner_app.sync.moves import OVERRULED, TO_TELL


@dataclass(frozen=True, slots=True)
class LostMove:
    """A step to ``state`` (in words) that gave way; ``stands`` is the state the record is in. ``said`` are the words that
    went with it, ``at`` when it was made (ISO 8601). ``id`` is taken by ``read``."""

    id: str
    kind: str
    record_id: str
    title: str
    state: str
    stands: str
    said: str
    at: str


def unread(desk: Desk) -> list[LostMove]:
    """What this person has not read of yet, the latest first; of a record that has gone there is nothing to say."""
    found = []
    for entry_id in reversed(desk.store.sync_state.get(TO_TELL, [])):
        entry = desk.store.journal.get(entry_id)
        record = desk.store.records.get(entry.record_id) if entry is not None else None
        if entry is None or record is None or record.deleted:
            continue
        found.append(
            LostMove(
                id=entry.id,
                kind=entry.kind,
                record_id=record.id,
                title=words.kind_of(entry.kind).summary(record.answers).title,
                state=words.state_word(entry.kind, str(entry.patch[OVERRULED]["state"])),
                stands=words.state_word(entry.kind, record.state),
                said=entry.reason,
                at=entry.at,
            )
        )
    return found


def read(desk: Desk, ids: Sequence[str]) -> None:
    """This person has read of them; the record's history keeps them."""
    with desk.store.transaction():
        left = [one for one in desk.store.sync_state.get(TO_TELL, []) if one not in ids]
        desk.store.sync_state.set(TO_TELL, left)
