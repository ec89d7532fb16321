"""The one door for writing records: each call is one transaction of record, journal and draft."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from commissioner_app.domain.kind import Kind, Move
from commissioner_app.domain.permissions import (
    PhoneView,
    is_own,
    may_delete,
    may_read,
    may_write,
    misplaced,
    moves_for,
    office_answer,
    phone_view,
    wrote,
)
from commissioner_app.domain.record import Record
from commissioner_app.domain.rules.rule import Finding
from commissioner_app.errors import InputError
from commissioner_app.i18n import tr
from commissioner_app.services import words
from commissioner_app.services.answers import cleaned, merged
from commissioner_app.services.attach_place import with_attachment
from commissioner_app.services.attachments import Attachments
from commissioner_app.services.changes import Changes
from commissioner_app.services.checking import Checking
from commissioner_app.services.defaults import filled
from commissioner_app.services.desk import Desk
from commissioner_app.services.forms import Forms
from commissioner_app.services.history import HistoryEntry, history_of
from commissioner_app.services.listing import ListQuery, RecordRow, row_of, store_query
from commissioner_app.services.numbering import NUMBERED, next_number
from commissioner_app.services.surveys import Surveys
from commissioner_app.services.writing import new_record, write
from commissioner_app.store.rows import StoredRecord
from commissioner_app.system.ids import uuid7
from sync_protocol import limits

INDEX_AT_ONCE: Final = 40
PAGE: Final = 500
# The rest of a record, with the values of its conflicts, has to fit as well.
LARGEST_ANSWERS: Final = limits.RECORD_BYTES * 3 // 4
REVIEWED: Final = frozenset({"approve", "return", "refuse", "reject"})


@dataclass(frozen=True, slots=True)
class Written:
    """The record as it stands after the write, what changed, and what validation has to say about it (after a move or
    a form that was handed in; ``Records.validate`` says it at any time)."""

    record: Record
    changes: Changes
    findings: tuple[Finding, ...] = ()


class Records:
    """Records of every kind."""

    def __init__(self, desk: Desk, forms: Forms, checking: Checking, attachments: Attachments) -> None:
        self._desk = desk
        self._forms = forms
        self._checking = checking
        self._attachments = attachments
        self._surveys = Surveys(desk, forms)

    def known_kind(self, name: str) -> Kind:
        """The declared kind. Raises ``InputError`` unknown_kind."""
        return words.kind_of(name)

    def put(
        self,
        kind: str,
        answers: Mapping[str, Any],
        *,
        id: str | None = None,  # noqa: A002 - the field's name
        form_id: str = "",
        form_version: str = "",
        draft_id: str = "",
        action: str = "",
        reason: str = "",
        partial: bool = False,
    ) -> Written:
        """Create or change a record; ``answers`` are all its answers, with ``partial`` only those that change (None
        takes one out). ``action`` is a move taken with it (submit …).

        Answers that the session knows are filled in. Errors of validation stop a move, never a plain save.
        Raises ``InputError`` (not_allowed, unknown_kind, bad_answer, record_invalid with ``findings``, bad_move)."""
        declared = words.kind_of(kind)
        # A form may have to be compiled for this; no other writer should wait for that.
        names = self._core_names(declared, answers, id, (form_id, form_version), partial=partial)
        with self._desk.store.transaction():
            before = self._stored(declared, id) if id else None
            start = before.record if before else self._begin(declared, id or uuid7(), (form_id, form_version))
            given = cleaned(declared, answers, names, self._desk.zone(), keep_empty=partial)
            kept = start.answers if partial else _not_asked(start.answers, names)
            whole = merged(kept, given)
            whole = filled(self._desk, declared, whole, start.answers if before else None)
            self._may_write(declared, before, whole)
            self._may_place(declared, start.answers, whole)
            if before is None and not start.form_id:
                start = self._with_form(declared, start, whole)
            if before is None:
                whole = self._numbered(declared, whole)
            form = (form_id or start.form_id, form_version or start.form_version)
            after = replace(start, answers=whole, form_id=form[0], form_version=form[1], deleted=False)
            if declared.local:
                after = self._surveys.named(after)
            return self._finish(declared, before, after, action=action, reason=reason, draft_id=draft_id)

    def get(self, id: str) -> Record:  # noqa: A002
        """The record. Raises ``InputError`` record_not_found."""
        record = self._desk.store.records.get(id)
        if record is None or record.deleted:
            raise InputError("record_not_found", id=id)
        return record

    def rows(self, query: ListQuery) -> list[RecordRow]:
        """The lines of a list."""
        self._index(query)
        return [row_of(row) for row in self._desk.store.records.list(store_query(query))]

    def count(self, query: ListQuery) -> int:
        """How many lines the list has without its limit."""
        self._index(query)
        return self._desk.store.records.count(store_query(query))

    def stream(self, query: ListQuery) -> Iterator[Record]:
        """The whole records of a list, page by page; every record that matches is found, however much was loaded."""
        if query.text.strip():
            while self._desk.store.search.index_some():
                pass
        offset, left = query.offset, query.limit
        while True:
            size = min(PAGE, left) if query.limit else PAGE
            page = self._desk.store.records.records(store_query(replace(query, limit=size, offset=offset)))
            yield from page
            offset, left = offset + len(page), left - len(page)
            if len(page) < size or (query.limit and left <= 0):
                return

    def counts_by_state(self, kind: str) -> dict[str, int]:
        """How many live records of a kind are in each state that any is in."""
        counts = {
            state.code: self._desk.store.records.count(store_query(ListQuery(kind, states=(state.code,))))
            for state in words.kind_of(kind).states
        }
        return {code: count for code, count in counts.items() if count}

    def titles(self, ids: Sequence[str]) -> dict[str, str]:
        """The titles of records, for showing references; ids that are not here are absent."""
        found = self._desk.store.records.many([one for one in ids if one])
        return {one.id: words.kind_of(one.kind).summary(one.answers).title for one in found.values()}

    def history(self, id: str) -> list[HistoryEntry]:  # noqa: A002
        """Every step of a record, the latest first; a deleted one's too. Raises ``InputError`` record_not_found."""
        record = self._desk.store.records.get(id)
        if record is None:
            raise InputError("record_not_found", id=id)
        return history_of(self._desk, record)

    def delete(self, id: str, reason: str = "") -> Written:  # noqa: A002
        """Delete a record as an explicit change that travels and can be undone until it is sent."""
        with self._desk.store.transaction():
            before = self._existing(id)
            declared = words.kind_of(before.record.kind)
            self._may_write(declared, before, before.record.answers)
            if not may_delete(declared, before.record.answers, self._desk.facts()):
                raise InputError("not_allowed", kind=words.kind_word(declared.name))
            what = self._what("undo.delete", before.record)
            record, changes = write(
                self._desk, before, replace(before.record, deleted=True), action="delete", what=what, reason=reason
            )
        return Written(record, changes)

    def move(self, id: str, action: str, reason: str = "") -> Written:  # noqa: A002
        """Take a step between states. Raises ``InputError`` bad_move, reason_required, record_invalid."""
        with self._desk.store.transaction():
            before = self._existing(id)
            declared = words.kind_of(before.record.kind)
            return self._finish(declared, before, before.record, action=action, reason=reason)

    def moves(self, id: str) -> list[Move]:  # noqa: A002
        """The steps that this person may take with the record now."""
        record = self.get(id)
        return list(self._moves(words.kind_of(record.kind), record))

    def may_write(self, id: str) -> bool:  # noqa: A002
        """Whether this person may change the record's answers now."""
        record = self.get(id)
        return may_write(words.kind_of(record.kind), record.answers, record.state, self._desk.facts())

    def phone_view(self, id: str) -> PhoneView:  # noqa: A002
        """How the telephone numbers of a record are shown to this person."""
        return phone_view(self.get(id).answers, self._desk.facts())

    def may_create(self, kind: str) -> bool:
        """Whether this person may make new records of a kind."""
        return bool(words.kind_of(kind).write_roles & self._desk.session.roles)

    def attach(self, id: str, ref: str, source: Path | bytes, name: str = "") -> Written:  # noqa: A002
        """Add a file to a record; ``attach_named`` says what it is called then."""
        return self.attach_named(id, ref, source, name)[0]

    def attach_named(self, id: str, ref: str, source: Path | bytes, name: str = "") -> tuple[Written, str]:  # noqa: A002
        """Add a file to a record. ``ref`` is an answer's key (``log_scan``), or a repeat (``photos``: a new item)
        or ``photos/<item id>/photo`` (that item's field). Returns the write and the attachment's name."""
        before = self._existing(id)
        declared = words.kind_of(before.record.kind)
        self._may_write(declared, before, before.record.answers)
        added = self._attachments.add(source, name)
        with self._desk.store.transaction():
            before = self._existing(id)
            answers = with_attachment(declared, before.record.answers, ref, added)
            what = self._what("undo.attach", before.record)
            record, changes = write(
                self._desk, before, replace(before.record, answers=answers), action="edit", what=what
            )
        return Written(record, changes), added.name

    def known(self, kind: str, answers: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
        """What the program fills in besides ``answers`` once they name other records; ``before`` are the answers until
        then: what was copied from a record follows when another is named."""
        result = filled(self._desk, words.kind_of(kind), answers, before)
        return {name: value for name, value in result.items() if answers.get(name) != value}

    def validate(
        self,
        kind: str,
        answers: Mapping[str, Any],
        *,
        id: str = "",  # noqa: A002
        action: str = "",
    ) -> list[Finding]:
        """What the rules of domain.md 5 say of the answers as they would be stored, worst first.

        Raises ``InputError`` bad_answers where a value does not fit its field."""
        declared = words.kind_of(kind)
        record = self._desk.store.records.get(id) if id else None
        state = record.state if record else ""
        given = cleaned(declared, answers, {}, self._desk.zone(), keep_empty=False)
        return self._checking.findings(declared, given, record_id=id, state=state, action=action)

    def waiting(self) -> dict[str, int]:
        """How many records of each kind hold changes that were not sent."""
        return self._desk.store.records.waiting_counts()

    def _stored(self, kind: Kind, record_id: str) -> StoredRecord | None:
        found = self._desk.store.records.stored(record_id)
        if found is not None and found.record.kind != kind.name:
            raise InputError("kind_differs", kind=found.record.kind, given=kind.name)
        return found

    def _existing(self, record_id: str) -> StoredRecord:
        found = self._desk.store.records.stored(record_id)
        if found is None or found.record.deleted:
            raise InputError("record_not_found", id=record_id)
        return found

    def _begin(self, kind: Kind, record_id: str, form: tuple[str, str]) -> Record:
        return new_record(self._desk, kind.name, record_id, form, kind.first_state)

    def _with_form(self, kind: Kind, record: Record, answers: Mapping[str, Any]) -> Record:
        """A record that came without a form takes the one that a person would fill."""
        form_id = self._forms.form_for(kind.name, str(answers.get("host", "")))
        return replace(record, form_id=form_id, form_version=self._forms.newest_or_none(form_id))

    def _core_names(
        self, kind: Kind, answers: Mapping[str, Any], record_id: str | None, form: tuple[str, str], *, partial: bool
    ) -> Mapping[str, str]:
        """Question path -> key of its answer, from the form the answers belong to.

        A form is only read when it matters: a key is no core field, or answers are to replace all that it asks."""
        record = self._desk.store.records.get(record_id) if record_id else None
        if record is not None and record.kind != kind.name:
            return {}  # the write itself will refuse it
        replaces = record is not None and not partial
        if not replaces and all(kind.field(key) is not None for key in answers):
            return {}
        form_id, version = form
        if not form_id and record is not None and record.form_id:
            form_id, version = record.form_id, record.form_version
        return self._forms.core_names(
            form_id or self._forms.form_for(kind.name, str(answers.get("host") or "")), version
        )

    def _numbered(self, kind: Kind, answers: dict[str, Any]) -> dict[str, Any]:
        if kind.name not in NUMBERED or answers.get(NUMBERED[kind.name][0]):
            return answers
        year = int(answers.get("year") or self._desk.today()[:4])
        number = next_number(
            self._desk.store, kind.name, str(answers.get("county", "")), year, self._desk.session.device_code
        )
        return {**answers, NUMBERED[kind.name][0]: number}

    def _may_write(self, kind: Kind, before: StoredRecord | None, answers: Mapping[str, Any]) -> None:
        facts = self._desk.facts()
        if before is None:
            if may_write(kind, answers, kind.first_state, facts):
                return
        elif before.record.state in kind.locked_states:
            raise InputError("record_locked", state=words.state_word(kind.name, before.record.state))
        elif may_read(kind, before.record.answers, before.record.state, facts) and may_write(
            kind, before.record.answers, before.record.state, facts
        ):
            return
        raise InputError("not_allowed", kind=words.kind_word(kind.name))

    def _may_place(self, kind: Kind, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        """Refuse at once what the server would refuse: somebody else's county, team or name, more than it stores."""
        name = misplaced(kind, before, after, self._desk.facts())
        if name:
            raise InputError("not_placed", field=words.field_word(kind.name, name), name=name)
        name = office_answer(kind, before, after, self._desk.facts())
        if name:
            raise InputError("office_only", field=words.field_word(kind.name, name), name=name)
        if len(json.dumps(after, ensure_ascii=False).encode()) > LARGEST_ANSWERS:
            raise InputError("record_too_large", most=LARGEST_ANSWERS // 1024)

    def _moves(self, kind: Kind, record: Record) -> tuple[Move, ...]:
        facts = self._desk.facts()
        own, by_writer = is_own(record.answers, facts), wrote(record.answers, facts)
        return moves_for(kind, record.state, facts.roles, own, by_writer=by_writer)

    def _finish(
        self,
        kind: Kind,
        before: StoredRecord | None,
        after: Record,
        *,
        action: str,
        reason: str = "",
        draft_id: str = "",
    ) -> Written:
        """Take the move if there is one, check, and write. A bare save is not checked: nothing could stop it."""
        found: list[Finding] = []
        if action:
            after = self._moved(kind, after, action, reason)
        if action or draft_id:
            state = before.record.state if before else ""
            found = self._checking.findings(kind, after.answers, record_id=after.id, state=state, action=action)
        if action:
            self._checking.refuse_move(kind, after.answers, found, record_id=after.id, action=action)
        step = action or ("edit" if before else "create")
        key = "undo.move" if action and before else f"undo.{step}" if not action else "undo.create"
        record, changes = write(
            self._desk, before, after, action=step if before else "create",
            what=self._what(key, after, action), reason=reason, draft_id=draft_id,
        )  # fmt: skip
        return Written(record, changes, tuple(found))

    def _moved(self, kind: Kind, record: Record, action: str, reason: str) -> Record:
        move = next((one for one in self._moves(kind, record) if one.action == action), None)
        if move is None:
            state, word = words.state_word(kind.name, record.state), words.action_word(action)
            raise InputError("bad_move", state=state, action=word)
        if move.reason_required and not reason.strip():
            raise InputError("reason_required")
        answers = dict(record.answers)
        if action in REVIEWED and kind.field("reviewer") is not None:
            answers |= {"reviewer": self._desk.session.person_id, "reviewed_at": self._desk.now()}
            answers.pop("review_opinion", None)
            if reason.strip():
                answers["review_opinion"] = reason.strip()
        return replace(record, state=move.target, answers=answers)

    def _what(self, key: str, record: Record, action: str = "") -> str:
        title = words.kind_of(record.kind).summary(record.answers).title or tr("undo.untitled")
        return tr(key, kind=words.kind_word(record.kind), title=title, action=words.action_word(action))

    def _index(self, query: ListQuery) -> None:
        """What was just written must be found at once; a whole first load is indexed by the sync in the background."""
        if query.text.strip() and self._desk.store.search.pending():
            self._desk.store.search.index_some(INDEX_AT_ONCE)


def _not_asked(before: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Answers that the form does not ask (a reviewer's words): a form that is handed in cannot know them."""
    asked = set(names.values())
    return {key: value for key, value in before.items() if key not in asked} if asked else {}
