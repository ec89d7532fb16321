"""A server that was put back to an older state: how a laptop sees it, and what it keeps of others' lost work.

What a laptop sent itself goes up again. What it had from others it may not send in their name, and their own laptops may
be gone, or may hold the record no longer: it stays readable in the history of all who held it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from commissioner_app.domain.record import Record
from commissioner_app.store.rows import JournalEntry, Version
from commissioner_app.store.store import Store
from commissioner_app.sync.patches import make_patch
from commissioner_app.system.ids import uuid7

KNOWN: Final = "sync.known"
OFFERED: Final = "sync.offered"
CHANGES: Final = "changes"
"""The stamp that changes where a restore may have cost the server changes it had taken; it is the lowest revision given
out since."""
LOST: Final = "lost"
"""The action of a journal entry, and the part of its patch that says what a restored server lacks."""


def was_put_back(store: Store, offered: Mapping[str, str]) -> bool:
    """Whether the server may have been restored since this laptop last asked which changes that has cost."""
    return CHANGES in offered and offered[CHANGES] != store.sync_state.get(KNOWN, {}).get(CHANGES)


def remember(store: Store, record: Record, before: Version, current: Mapping[str, Any], at: str) -> None:
    """Keep in the history what ``before``, the server's version at the record's revision, says and a restored server's
    ``current`` one does not; nothing where the server just went ahead. Belongs inside a transaction."""
    if record.rev <= current["rev"] and not record.rev < _floor(store) <= current["rev"]:
        return
    said = make_patch(Version.from_json(current), before)
    items = {key: {one: names for one, names in part.items() if names} for key, part in said.get("items", {}).items()}
    parts = {
        "set": said.get("set", {}),
        "items": {key: part for key, part in items.items() if part},
        "state": said.get("state", ""),
    }
    kept = {name: part for name, part in parts.items() if part}
    if kept:
        who, made_at = before.signed
        store.journal.add(
            JournalEntry(
                id=uuid7(),
                record_id=record.id,
                kind=record.kind,
                at=made_at,
                who=who,
                device="",
                action=LOST,
                patch={LOST: kept},
                base_rev=record.rev,
                change_id="settled",
                received_at=at,
            )
        )


def _floor(store: Store) -> int:
    """The lowest revision given out since a restore that was not yet asked about; 0 where there was none."""
    offered = store.sync_state.get(OFFERED, {})
    floor = str(offered.get(CHANGES, "")) if was_put_back(store, offered) else ""
    return int(floor) if floor.isascii() and floor.isdigit() else 0
