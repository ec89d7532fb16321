"""What people do at their laptops. Each deed asks the program's own rules whether the window would allow it, and notes in
the ledger what was typed once the store has said that it is kept."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable
from random import Random
from typing import Any, Final

from commissioner_app.domain.kind import Kind
from commissioner_app.domain.permissions import (
    is_own,
    may_delete,
    may_read,
    may_write,
    misplaced,
    moves_for,
    wrote,
)
from commissioner_app.domain.record import Record
from commissioner_app.domain.registry import KINDS
from commissioner_app.store.rows import Version
from commissioner_app.sync.decide import decided
from commissioner_app.system.clock import stamp
from commissioner_app.system.ids import uuid7
from tests.sync.fleet.disk import Killed
from tests.sync.fleet.laptop import Laptop
from tests.sync.fleet.ledger import STATE, Ledger

_TEXTS: Final = {"visit": ("content", "remarks", "place"), "need": ("title", "content"), "host": ("name", "address")}
_CHOICES: Final = {"visit": "service_types", "need": "services", "host": "products"}
_FILES: Final = 3
_FILE_BYTES: Final = 1800


class Desk:
    """A person at a laptop. Each method is one deed and says in a few words what it was, "" where nothing could be done."""

    def __init__(self, laptop: Laptop, ledger: Ledger, random: Random, restores: int) -> None:
        self._laptop = laptop
        self._store = laptop.store
        self._ledger = ledger
        self._random = random
        self._restores = restores
        self._facts = laptop.facts()

    def create(self) -> str:
        """A new record with a text or two."""
        kind = KINDS[self._random.choice(("visit", "visit", "visit", "need", "host"))]
        county = self._random.choice(sorted(self._facts.counties) or [""])
        answers: dict[str, Any] = {"county": county}
        if kind.name != "host":
            answers |= {"writer": self._laptop.person}
            teams = sorted(self._facts.teams)
            answers |= {"team": self._random.choice(teams)} if teams and self._random.random() < 0.8 else {}
        if kind.name == "need" and self._random.random() < 0.3:
            answers["public_level"] = "P2"
        value = self._ledger.new()
        place = self._random.choice(_TEXTS[kind.name])
        answers[place] = value
        if not may_write(kind, answers, kind.first_state, self._facts) or misplaced(kind, {}, answers, self._facts):
            return ""
        now = self._now()
        record = Record(
            id=uuid7(), kind=kind.name, form_id=kind.name, form_version="1", answers=answers, state=kind.first_state,
            rev=0, created_at=now, updated_at=now, author=self._laptop.person,
        )  # fmt: skip
        self._write(record, "create")
        self._typed(record, place, value)
        return f"create {kind.name} {record.id[-6:]}"

    def text(self) -> str:
        """Type into a field."""
        record = self._some(self._writable)
        if record is None:
            return ""
        place, value = self._random.choice(_TEXTS[record.kind]), self._ledger.new()
        self._write(self._with(record, {**record.answers, place: value}), "edit", place=place)
        self._typed(record, place, value)
        return f"text {record.id[-6:]} {place}={value}"

    def clear(self) -> str:
        """Empty a field."""
        record = self._some(self._writable)
        places = [] if record is None else [place for place in _TEXTS[record.kind] if place in record.answers]
        if record is None or not places:
            return ""
        place = self._random.choice(places)
        answers = {key: value for key, value in record.answers.items() if key != place}
        self._write(self._with(record, answers), "edit", place=place)
        self._ledger.undo(self._laptop.number, record.id, place)
        return f"clear {record.id[-6:]} {place}"

    def choose(self) -> str:
        """Add a choice to a list of choices, or take one out."""
        record = self._some(self._writable)
        if record is None:
            return ""
        key = _CHOICES[record.kind]
        held = list(record.answers.get(key, []))
        if held and self._random.random() < 0.4:
            gone = held.pop(self._random.randrange(len(held)))
            self._write(self._with(record, {**record.answers, key: held}), "edit", place=f"{key}:{gone}")
            self._ledger.undo(self._laptop.number, record.id, f"{key}:{gone}")
            return f"unchoose {record.id[-6:]} {gone}"
        value = self._ledger.new()
        self._write(self._with(record, {**record.answers, key: [*held, value]}), "edit")
        self._typed(record, f"{key}:{value}", value)
        return f"choose {record.id[-6:]} {value}"

    def item(self) -> str:
        """Add an item to a repeat, type into one, or take one away."""
        record = self._some(self._writable)
        if record is None:
            return ""
        items = [dict(one) for one in record.answers.get("photos", [])]
        act = self._random.choice(("add", "edit", "edit", "drop")) if items else "add"
        if act == "add":
            items.append({"id": uuid7()})
        at = len(items) - 1 if act == "add" else self._random.randrange(len(items))
        place = f"photos/{items[at]['id']}/caption"
        if act == "drop":
            items.pop(at)
            self._write(self._with(record, {**record.answers, "photos": items}), "edit", place=place)
            self._ledger.undo(self._laptop.number, record.id, place)
            return f"drop item {record.id[-6:]}"
        value = self._ledger.new()
        items[at]["caption"] = value
        self._write(self._with(record, {**record.answers, "photos": items}), "edit", place=place)
        self._typed(record, place, value)
        return f"{act} item {record.id[-6:]} {value}"

    def attach(self) -> str:
        """Add a photo; some are the same as another record's."""
        record = self._some(self._writable)
        if record is None:
            return ""
        mine = Random(f"file {self._random.randrange(_FILES)}") if self._random.random() < 0.2 else self._random
        data = mine.randbytes(mine.randint(1, _FILE_BYTES))
        name = f"{hashlib.sha256(data).hexdigest()}.bin"
        self._ledger.files[name] = data
        self._ledger.named.setdefault(name, set()).add(record.id)
        self._ledger.added.add((self._laptop.number, name))
        self._store.attachments.add(data, "bin")
        item = {"id": uuid7(), "photo": name}
        self._write(self._with(record, {**record.answers, "photos": [*record.answers.get("photos", []), item]}), "edit")
        return f"attach {record.id[-6:]} {name[:6]} {len(data)}"

    def delete(self) -> str:
        """Delete a record."""
        record = self._some(lambda kind, one: self._writable(kind, one) and may_delete(kind, one.answers, self._facts))
        if record is None:
            return ""
        self._write(self._with(record, record.answers, deleted=True), "delete")
        return f"delete {record.id[-6:]}"

    def bring_back(self) -> str:
        """Bring a deleted record back."""
        record = self._some(self._writable, deleted=True)
        if record is None:
            return ""
        self._write(self._with(record, record.answers, deleted=False), "undo")
        return f"bring back {record.id[-6:]}"

    def move(self) -> str:
        """Send in, take back, approve, return …"""
        record = self._some(lambda kind, one: bool(self._moves(kind, one)))
        if record is None:
            return ""
        kind = KINDS[record.kind]
        move = self._random.choice(self._moves(kind, record))
        answers = dict(record.answers)
        if move.action in ("approve", "return") and kind.field("reviewer") is not None:
            answers |= {"reviewer": self._laptop.person, "reviewed_at": self._now()}
        self._write(
            self._with(record, answers, state=move.target), move.action, "why" if move.reason_required else "", STATE
        )
        step = move.source, move.target
        self._ledger.move(self._laptop.number, self._laptop.person, record.id, step, self._restores)
        return f"{move.action} {record.id[-6:]} {move.source}->{move.target}"

    def decide(self) -> str:
        """Decide a conflict: either value, or a new one."""
        record = self._some(lambda kind, one: bool(one.conflicts) and self._writable(kind, one))
        if record is None:
            return ""
        conflict = self._random.choice(record.conflicts)
        choice = self._random.choice(("mine", "theirs", "third"))
        version, value = Version.of(record), ""
        if choice == "third" and conflict.field in _TEXTS[record.kind]:
            value = self._ledger.new()
            version = decided(version, conflict, value)
        elif conflict.field == "@state" or choice != "mine":
            version = decided(version, conflict, record.state if conflict.field == "@state" else conflict.theirs)
        else:
            version = decided(version, conflict, conflict.mine)
        after = dataclasses.replace(
            self._with(record, dict(version.answers)), state=version.state, conflicts=version.conflicts
        )
        self._write(after, "resolve", place=conflict.field)
        self._ledger.undo(self._laptop.number, record.id, conflict.field)
        if value:
            self._typed(record, conflict.field, value)
        return f"decide {record.id[-6:]} {conflict.field} {choice}"

    def _some(self, fits: Callable[[Kind, Record], bool], *, deleted: bool = False) -> Record | None:
        """A record on this laptop that fits, drawn at random."""
        rows = self._store.database.rows(
            "SELECT id FROM records WHERE deleted = ? AND kind <> 'appointment' ORDER BY id", [int(deleted)]
        )
        ids = [row[0] for row in rows]
        self._random.shuffle(ids)
        for one in ids[:6]:
            record = self._store.records.get(one)
            if record is not None and fits(KINDS[record.kind], record):
                return record
        return None

    def _writable(self, kind: Kind, record: Record) -> bool:
        readable = may_read(kind, record.answers, record.state, self._facts)
        return readable and may_write(kind, record.answers, record.state, self._facts)

    def _moves(self, kind: Kind, record: Record) -> tuple[Any, ...]:
        if not may_read(kind, record.answers, record.state, self._facts):
            return ()
        own, by_writer = is_own(record.answers, self._facts), wrote(record.answers, self._facts)
        return moves_for(kind, record.state, self._facts.roles, own, by_writer=by_writer)

    def _with(self, record: Record, answers: dict[str, Any], **parts: Any) -> Record:
        return dataclasses.replace(record, answers=answers, author=self._laptop.person, updated_at=self._now(), **parts)

    def _write(self, record: Record, action: str, reason: str = "", place: str = "") -> None:
        """``place`` is what the edit replaces: after a kill in its middle nobody knows whether it did."""
        try:
            self._store.write(record, who=self._laptop.person, device=self._laptop.name, action=action, reason=reason)
        except Killed:
            if place:
                self._ledger.undo(self._laptop.number, record.id, place)
            raise

    def _typed(self, record: Record, place: str, value: str) -> None:
        self._ledger.type(self._laptop.number, record.id, place, value, self._restores)

    def _now(self) -> str:
        return stamp(self._laptop.clock.now())


DEEDS: Final[dict[Callable[[Desk], str], int]] = {
    Desk.create: 5, Desk.text: 8, Desk.clear: 2, Desk.choose: 3, Desk.item: 4, Desk.attach: 9, Desk.delete: 1,
    Desk.bring_back: 1, Desk.move: 4, Desk.decide: 4,
}  # fmt: skip
