"""A record's history, from the journal: who, when, on which laptop, what (DESIGN section 3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from commissioner_app.domain.record import Record
from commissioner_app.i18n import has, tr
from commissioner_app.services import words
from commissioner_app.services.desk import Desk
from commissioner_app.store.rows import JournalEntry, Version
from sync_protocol.merge import STATE
from sync_protocol.patches import apply_patch

WITH_FIELDS: Final = frozenset({"edit", "resolve", "receive", "merge", "lost"})


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one step. ``label`` is in words; ``old`` is None where it is not known any more."""

    field: str
    label: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One step. ``who`` is a person's id, ``who_name`` their name if known; ``action`` is the journal's (create, edit,
    delete, undo, resolve, receive, merge, lost or a move), ``text`` says the step in words; ``state`` is the one it led
    to, else ""."""

    id: str
    at: str
    who: str
    who_name: str
    device: str
    action: str
    text: str
    fields: tuple[FieldChange, ...]
    state: str
    reason: str
    sent: bool


def history_of(desk: Desk, record: Record) -> list[HistoryEntry]:
    """Every step of a record, the latest first.

    Old values are followed from the step that created the record; of a record that came from the server the first
    steps have none.
    """
    entries: list[HistoryEntry] = []
    version: dict[str, Any] | None = None
    names: dict[str, str] = {desk.session.person_id: desk.session.display}
    for entry in desk.store.journal.of_record(record.id):
        if entry.action == "create":
            version = Version().to_json()
        entries.append(_entry(desk, entry, version, names))
        if version is not None:
            version = apply_patch(version, entry.patch)  # type: ignore[arg-type]
    return entries[::-1]


def _entry(desk: Desk, entry: JournalEntry, version: Mapping[str, Any] | None, names: dict[str, str]) -> HistoryEntry:
    fields = tuple(_changes(entry, version["answers"] if version is not None else None))
    return HistoryEntry(
        id=entry.id,
        at=entry.at,
        who=entry.who,
        who_name=_name(desk, entry.who, names),
        device=entry.device,
        action=entry.action,
        text=_text(entry, fields),
        fields=fields,
        state=str(entry.patch.get("state", "")),
        reason=entry.reason,
        sent=bool(entry.received_at),
    )


def _name(desk: Desk, person: str, names: dict[str, str]) -> str:
    if person not in names:
        record = desk.store.records.get(person) if person else None
        names[person] = str(record.answers.get("name", "")) if record else ""
    return names[person]


def _changes(entry: JournalEntry, before: Mapping[str, Any] | None) -> list[FieldChange]:
    """Field by field what a patch does; inside a repeat as ``key/item-id/name``."""
    old = before or {}
    patch = entry.patch.get("lost", entry.patch)
    changed = dict(patch.get("set", {}))
    if entry.action == "lost" and "state" in patch:
        changed[STATE] = patch["state"]
    changed.update(dict.fromkeys(patch.get("unset", ())))
    found = [FieldChange(key, words.field_word(entry.kind, key), old.get(key), value) for key, value in changed.items()]
    for key, items in patch.get("items", {}).items():
        known = {item["id"]: item for item in old.get(key, ()) if isinstance(item, Mapping)}
        for item_id, names in items.items():
            was = known.get(item_id, {})
            if names is None:
                found.append(FieldChange(f"{key}/{item_id}", words.field_word(entry.kind, key), was or None, None))
                continue
            for name, value in names.items():
                path = f"{key}/{item_id}/{name}"
                found.append(FieldChange(path, words.field_word(entry.kind, path), was.get(name), value))
    return found


def _text(entry: JournalEntry, fields: tuple[FieldChange, ...]) -> str:
    if entry.action in WITH_FIELDS:
        if not fields:
            return words.action_word(entry.action)
        return tr(f"history.{entry.action}", fields=words.some_fields(entry.kind, [one.field for one in fields]))
    if entry.action == "overruled":
        return tr("history.overruled", state=words.state_word(entry.kind, str(entry.patch["overruled"]["state"])))
    if "state" in entry.patch and entry.action != "create":
        state = words.state_word(entry.kind, str(entry.patch["state"]))
        return tr("history.move", action=words.action_word(entry.action), state=state)
    key = f"history.{entry.action}"
    return tr(key, kind=words.kind_word(entry.kind)) if has(key) else words.action_word(entry.action)
