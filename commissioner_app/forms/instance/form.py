"""The living form: answers in, recalculated nodes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from commissioner_app.forms.definition import FormDefinition
from commissioner_app.forms.screen import Changes, Node, Problem


class FormInstance:
    """One filling of a form. Not thread-safe; plain Python; every change returns one ``Changes``."""

    def __init__(
        self,
        definition: FormDefinition,
        *,
        now: Callable[[], datetime] | None = None,
        properties: Mapping[str, str] | None = None,
        answers: Mapping[str, Any] | None = None,
        saved: Mapping[str, Any] | None = None,
        edit: str | bytes | None = None,
        last_saved: str | bytes | None = None,
    ) -> None:
        """Start a new filling, or go on with one.

        ``now`` gives local time with offset; ``properties`` are deviceid, username, phonenumber, email. ``answers`` fills in
        typed answers (``to_answers()``), ``saved`` restores a draft (``save()``), ``edit`` and ``last_saved`` are submissions
        (XML). Raises ``FormError``.
        """
        raise NotImplementedError

    @property
    def root(self) -> Node:
        """The node that holds all others."""
        raise NotImplementedError

    def node(self, ref: str) -> Node:
        """The node with that reference. Raises ``AnswerError("reference_unknown")``."""
        raise NotImplementedError

    @property
    def languages(self) -> tuple[str, ...]:
        """The form's languages, as written; () when it has only one without a name."""
        raise NotImplementedError

    @property
    def language(self) -> str:
        """The language in use; "" in a form without languages."""
        raise NotImplementedError

    def set_language(self, name: str) -> Changes:
        """Show the form in another of its languages. Raises ``AnswerError``."""
        raise NotImplementedError

    def answer(self, ref: str, value: str | list[str] | None) -> Changes:
        """Answer one question (XForms text; a list for select multiple and rank; None or "" clears). Raises ``AnswerError``."""
        raise NotImplementedError

    def add(self, repeat_ref: str) -> Changes:
        """Add an instance at the end of a repeat-range. Raises ``AnswerError``."""
        raise NotImplementedError

    def remove(self, instance_ref: str) -> Changes:
        """Remove one repeat instance. Raises ``AnswerError``."""
        raise NotImplementedError

    def undo(self) -> Changes:
        """Take back the last answer, add or remove with all that followed from it; no change when there is nothing left."""
        raise NotImplementedError

    def problems(self) -> list[Problem]:
        """What stands against submitting, in form order; relevant nodes only."""
        raise NotImplementedError

    def save(self) -> dict[str, Any]:
        """The complete state, with values that are not relevant now, as JSON-able data."""
        raise NotImplementedError

    def to_answers(self) -> dict[str, Any]:
        """Typed answers of the relevant questions; repeats are lists of objects that carry their ``id``."""
        raise NotImplementedError

    def to_xml(self) -> str:
        """The submission."""
        raise NotImplementedError

    @property
    def instance_name(self) -> str:
        """The name that the form gives to this filling; "" when it gives none."""
        raise NotImplementedError
