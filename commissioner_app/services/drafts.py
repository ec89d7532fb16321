"""Half-filled forms: saved about a second after the last change, restored exactly after a kill."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from commissioner_app.services.changes import Changes
from commissioner_app.services.desk import Desk


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

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

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
        host in ``answers``, and the session's defaults are filled in. Raises ``InputError`` not_allowed."""
        raise NotImplementedError

    def save(self, draft_id: str, saved: Mapping[str, Any], page: str = "", focus: str = "", title: str = "") -> str:
        """Store the state of the form; returns the moment of saving (ISO 8601). Durable when it returns."""
        raise NotImplementedError

    def get(self, draft_id: str) -> Draft:
        """The draft. Raises ``InputError`` draft_not_found."""
        raise NotImplementedError

    def rows(self, kind: str = "") -> list[Draft]:
        """All drafts, last touched first."""
        raise NotImplementedError

    def discard(self, draft_id: str) -> Changes:
        """Throw a draft away; undo brings it back."""
        raise NotImplementedError
