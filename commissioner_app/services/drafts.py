"""Half-filled forms: saved about a second after the last change, restored exactly after a kill."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from commissioner_app.domain.permissions import may_write
from commissioner_app.errors import InputError
from commissioner_app.i18n import tr
from commissioner_app.services import words
from commissioner_app.services.changes import Changes
from commissioner_app.services.defaults import filled
from commissioner_app.services.desk import Desk
from commissioner_app.services.forms import Forms
from commissioner_app.services.undo_log import Step
from commissioner_app.store.rows import Draft as StoredDraft
from commissioner_app.system.ids import uuid7

ANSWERS: Final = "@answers"
AUDIT: Final = "audit"
"""The key of ``saved`` under which a form that wants one keeps its audit log (CSV) beside the engine's own state."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A form that is being filled. ``saved`` is ``FormInstance.save()`` ({} before the first save); ``answers`` what it
    starts with; ``record_id`` the record it changes, "" for a new one; ``page`` and ``focus`` where the person was;
    ``context`` what the form page was opened with (host, visit, plan …)."""

    id: str
    kind: str
    form_id: str
    form_version: str
    record_id: str
    saved: dict[str, Any]
    answers: dict[str, Any]
    page: str
    focus: str
    updated_at: str
    title: str
    context: dict[str, Any] = field(default_factory=dict)


class Drafts:
    """The drafts of this profile."""

    def __init__(self, desk: Desk, forms: Forms) -> None:
        self._desk = desk
        self._forms = forms

    def start(
        self,
        kind: str,
        *,
        form_id: str = "",
        record_id: str = "",
        answers: Mapping[str, Any] | None = None,
        context: Mapping[str, Any] | None = None,
    ) -> Draft:
        """A new draft, stored at once. ``record_id`` takes over that record's answers, form and version (an open
        draft of the same record is returned instead of a second one); else the form follows from the kind and the
        host in ``answers``, and the session's defaults are filled in.

        Raises ``InputError`` not_allowed, record_locked, record_not_found, form_not_found, form_retired."""
        if record_id:
            return self._of_record(kind, record_id, answers or {}, context or {})
        declared = words.kind_of(kind)
        start = filled(self._desk, declared, dict(answers or {}), None)
        if not may_write(declared, start, declared.first_state, self._desk.facts()):
            raise InputError("not_allowed", kind=words.kind_word(kind))
        chosen = form_id or self._forms.form_for(kind, str(start.get("host", "")))
        return self._new(kind, (chosen, self._forms.newest(chosen)), start, context or {})

    def save(self, draft_id: str, saved: Mapping[str, Any], page: str = "", focus: str = "", title: str = "") -> str:
        """Store the state of the form; returns the moment of saving (ISO 8601). Durable when it returns."""
        with self._desk.store.transaction():
            draft = self._stored(draft_id)
            now = self._desk.now()
            self._desk.store.drafts.put(
                replace(draft, saved=dict(saved), page=page, focus=focus, title=title or draft.title, updated_at=now)
            )
        return now

    def refit(
        self,
        draft_id: str,
        form_id: str,
        answers: Mapping[str, Any],
        page: str = "",
        focus: str = "",
        *,
        beside: Mapping[str, Any] | None = None,
    ) -> Draft:
        """The draft in another form, with the answers given so far and at the same place. What the new form does not ask
        stays with the draft, and comes back should the form change back. ``beside``: what is kept beside the engine's
        state (the audit log).

        Raises ``InputError`` draft_not_found, form_not_found."""
        before = _shown(self._stored(draft_id))
        kept = {**before.answers, **answers}
        version = self._forms.newest(form_id)
        saved = self._forms.instance(form_id, version, answers=kept, fresh=not before.record_id).save() | dict(
            beside or {}
        )
        with self._desk.store.transaction():
            draft = self._stored(draft_id)
            made = replace(
                draft,
                form_id=form_id,
                form_version=version,
                saved=saved,
                page=page,
                focus=focus,
                updated_at=self._desk.now(),
                context={**draft.context, ANSWERS: kept},
            )
            self._desk.store.drafts.put(made)
        return _shown(made)

    def get(self, draft_id: str) -> Draft:
        """The draft. Raises ``InputError`` draft_not_found."""
        return _shown(self._stored(draft_id))

    def rows(self, kind: str = "") -> list[Draft]:
        """All drafts, last touched first."""
        return [_shown(draft) for draft in self._desk.store.drafts.all() if not kind or draft.kind == kind]

    def discard(self, draft_id: str) -> Changes:
        """Throw a draft away; undo brings it back."""
        draft = self._stored(draft_id)
        self._desk.store.drafts.discard(draft_id)
        what = tr("undo.discard", title=draft.title or words.kind_word(draft.kind))
        self._desk.undo_log.push(Step(what, draft.kind, draft_id=draft_id))
        return self._desk.announce(Changes.of("drafts", ("draft", draft_id)))

    def _of_record(self, kind: str, record_id: str, answers: Mapping[str, Any], context: Mapping[str, Any]) -> Draft:
        record = self._desk.store.records.get(record_id)
        if record is None or record.deleted or record.kind != kind:
            raise InputError("record_not_found", id=record_id)
        declared = words.kind_of(kind)
        if record.state in declared.locked_states:
            raise InputError("record_locked", state=words.state_word(kind, record.state))
        if not may_write(declared, record.answers, record.state, self._desk.facts()):
            raise InputError("not_allowed", kind=words.kind_word(kind))
        opened = self._desk.store.drafts.of_record(record_id)
        if opened:
            return _shown(opened[0])
        form_id = record.form_id or self._forms.form_for(kind, str(record.answers.get("host", "")))
        version = record.form_version or self._forms.newest_or_none(form_id)
        return self._new(kind, (form_id, version), {**record.answers, **answers}, context, record_id=record_id)

    def _new(
        self,
        kind: str,
        form: tuple[str, str],
        answers: Mapping[str, Any],
        context: Mapping[str, Any],
        *,
        record_id: str = "",
    ) -> Draft:
        now = self._desk.now()
        draft = StoredDraft(
            id=uuid7(),
            kind=kind,
            form_id=form[0],
            form_version=form[1],
            record_id=record_id,
            title=words.kind_of(kind).summary(answers).title,
            created_at=now,
            updated_at=now,
            context={**context, ANSWERS: dict(answers)},
        )
        self._desk.store.drafts.put(draft)
        return _shown(draft)

    def _stored(self, draft_id: str) -> StoredDraft:
        draft = self._desk.store.drafts.get(draft_id)
        if draft is None:
            raise InputError("draft_not_found")
        return draft


def _shown(draft: StoredDraft) -> Draft:
    context = dict(draft.context)
    answers = context.pop(ANSWERS, {})
    return Draft(
        id=draft.id,
        kind=draft.kind,
        form_id=draft.form_id,
        form_version=draft.form_version,
        record_id=draft.record_id,
        saved=dict(draft.saved),
        answers=answers,
        page=draft.page,
        focus=draft.focus,
        updated_at=draft.updated_at,
        title=draft.title,
        context=context,
    )
