"""A move between states that the server has not taken yet and that somebody else's edit has already met.

Whose move stands is the server's to say, by role. Until it has said so the move is kept, together with the revision it was
made on, and sent as made there. The note of a move that gave way travels once, as an entry of the journal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from commissioner_app.domain.record import Record
from commissioner_app.store.rows import JournalEntry, StoredRecord, Version
from commissioner_app.store.store import Store
from commissioner_app.sync import restored
from commissioner_app.system.ids import uuid7

OVERRULED: Final = "overruled"
TO_TELL: Final = "moves.to_tell"
"""The journal entries of moves that were made on this laptop and did not count, as long as nobody has read of them."""


@dataclass(frozen=True, slots=True)
class Pending:
    """The move leads from state ``source``, in which the record was at revision ``rev``."""

    rev: int
    source: str


def pending(store: Store, stored: StoredRecord) -> Pending | None:
    """The move of a record's unsent edits, None where they lead nowhere."""
    kept = kept_move(store, stored.record.id)
    if kept is None and stored.base is not None and stored.record.rev:
        kept = Pending(stored.record.rev, stored.base.state)
    return kept if kept is not None and kept.source != stored.record.state else None


def kept_move(store: Store, record_id: str) -> Pending | None:
    """The move that was kept through a merge."""
    return kept_moves(store, [record_id]).get(record_id)


def kept_moves(store: Store, record_ids: Sequence[str]) -> dict[str, Pending]:
    """The moves that were kept through a merge, of those of the records that have one."""
    found = store.sync_state.several([_key(record_id) for record_id in record_ids])
    return {record_id: Pending(**found[key]) for record_id in record_ids if (key := _key(record_id)) in found}


def keep(store: Store, record_id: str, move: Pending) -> None:
    """Remember on which revision a move was made; belongs inside a transaction."""
    store.sync_state.set(_key(record_id), {"rev": move.rev, "source": move.source})


def forget(store: Store, record_id: str) -> None:
    """The server has taken the move, or said that it does not stand; belongs inside a transaction."""
    store.sync_state.remove(_key(record_id))


def put_into(patch: dict[str, Any], move: Pending | None, record: Record) -> None:
    """Say in a change which state is meant and where the move started, even where both sides moved to the same."""
    if move is not None and move.rev < record.rev and move.source != record.state:
        patch |= {"state": record.state, "state_rev": move.rev}


def note_lost(store: Store, record: Record, move: Pending, stands: Version) -> bool:
    """Write down that an own move gave way, to be told to the server; whether there was anything to tell."""
    own = [one for one in store.journal.of_record(record.id) if one.action != "receive" and not one.received_at]
    made = next((one for one in reversed(own) if "state" in one.patch), None)
    if made is None:
        return False
    reason = made.reason or _opinion(record, stands)
    if record.state == stands.state and not reason:
        return False
    told = {"state": record.state, "state_rev": move.rev, "at": made.at, "reason": reason}
    entry = _add(store, record.id, record.kind, {"by": made.who, **told}, "")
    _to_tell(store, entry)
    return True


def told(entries: Sequence[JournalEntry]) -> dict[str, Any] | None:
    """What a change says of the latest move that gave way."""
    note = next((one.patch[OVERRULED] for one in reversed(entries) if one.action == OVERRULED), None)
    return {name: note[name] for name in ("state", "state_rev", "at", "reason")} if note else None


def note_received(
    store: Store, record_id: str, kind: str, notes: Sequence[Mapping[str, Any]], received_at: str
) -> None:
    """Write into the history which moves the server says gave way; each once. Belongs inside a transaction."""
    if not notes:
        return
    entries = store.journal.of_record(record_id)
    known = {_mark(one.patch[OVERRULED]) for one in entries if one.action == OVERRULED}
    made_here = {one.who for one in entries if one.action not in ("receive", OVERRULED, restored.LOST)}
    for note in notes:
        if _mark(note) not in known:
            known.add(_mark(note))
            entry = _add(store, record_id, kind, note, received_at)
            if note["by"] in made_here:
                _to_tell(store, entry)


def _opinion(record: Record, stands: Version) -> str:
    said = record.answers.get("review_opinion")
    return said if isinstance(said, str) and said != stands.answers.get("review_opinion") else ""


def _add(store: Store, record_id: str, kind: str, note: Mapping[str, Any], received_at: str) -> JournalEntry:
    entry = JournalEntry(
        id=uuid7(),
        record_id=record_id,
        kind=kind,
        at=note["at"],
        who=note["by"],
        device="",
        action=OVERRULED,
        patch={OVERRULED: dict(note)},
        base_rev=int(note.get("rev", 0)),
        reason=note["reason"],
        change_id="settled" if received_at else "",
        received_at=received_at,
    )
    store.journal.add(entry)
    return entry


def _to_tell(store: Store, entry: JournalEntry) -> None:
    store.sync_state.set(TO_TELL, [*store.sync_state.get(TO_TELL, []), entry.id])


def _mark(note: Mapping[str, Any]) -> tuple[str, str, str]:
    return note["by"], note["at"], note["state"]


def _key(record_id: str) -> str:
    return f"moved.{record_id}"
