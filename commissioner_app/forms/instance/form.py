"""The living form: answers in, recalculated nodes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from commissioner_app.forms.definition import FormDefinition
from commissioner_app.forms.errors import AnswerError, FormError
from commissioner_app.forms.expression.nodes import XNode
from commissioner_app.forms.expression.values import to_string
from commissioner_app.forms.instance import answering, events, finding, repeats, submission, undoing, validation
from commissioner_app.forms.instance import answers as typed_answers
from commissioner_app.forms.instance import saved as drafts
from commissioner_app.forms.instance.choices import choices_of
from commissioner_app.forms.instance.recalculation import Recalculation
from commissioner_app.forms.instance.state import State
from commissioner_app.forms.instance.texts import itext_text
from commissioner_app.forms.instance.tree import InstanceNode
from commissioner_app.forms.instance.views import range_view, view_of
from commissioner_app.forms.model.dom import data_from, parse_xml
from commissioner_app.forms.model.nodes import NodeDef
from commissioner_app.forms.screen import Changes, Node, Problem


def _system_clock() -> datetime:
    return datetime.now().astimezone()


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
        position: Callable[[], str] | None = None,
        fresh: bool = False,
    ) -> None:
        """Start a new filling, or go on with one.

        ``now`` gives local time with offset; ``properties`` are deviceid, username, phonenumber, email. ``answers`` fills in
        typed answers (``to_answers()``) of a record that exists, or, with ``fresh``, what is known of one that begins:
        there the form's own first values follow where no answer was given. ``saved`` restores a draft (``save()``),
        ``edit`` and ``last_saved`` are submissions (XML). ``position`` tells where the machine is ("latitude longitude
        altitude accuracy", "" while unknown), for ``setgeopoint`` and ``start-geopoint``. Raises ``FormError``.
        """
        given = parse_xml(last_saved) if last_saved else None
        document: XNode | None = data_from(given) if given is not None else None
        self.definition = definition
        self._state = State(definition, now or _system_clock, properties or {}, document)
        self._state.locate = position or self._state.locate
        self._state.world.read_itext = lambda identifier: itext_text(self._state, identifier, "", self._state.root)
        self._state.world.read_choices = lambda node: choices_of(self._state, node)
        self._work = Recalculation(self._state)
        if saved is not None:
            drafts.restore(self._state, saved)
        elif edit is not None:
            submission.fill(self._state, edit)
        elif answers is not None:
            typed_answers.fill(self._state, answers)
        self._work.frozen = saved is not None
        first = saved is None and edit is None and (answers is None or fresh)
        events.start(self._work, first=first, given=answers is not None)
        self._work.frozen = False

    @property
    def root(self) -> Node:
        """The node that holds all others."""
        return view_of(self._state, self._state.root)

    def node(self, ref: str) -> Node:
        """The node with that reference. Raises ``AnswerError("reference_unknown")``."""
        known = self._state.known.get(ref)
        if known is not None:
            return view_of(self._state, known)
        try:
            parent, definition = self._range(ref)
        except AnswerError:
            return view_of(self._state, finding.find(self._state, ref))
        return range_view(self._state, parent, definition)

    @property
    def languages(self) -> tuple[str, ...]:
        """The form's languages, as written; () when it has only one without a name."""
        return tuple(name for name in self.definition.languages if name)

    @property
    def language(self) -> str:
        """The language in use; "" in a form without languages."""
        return self._state.language

    def set_language(self, name: str) -> Changes:
        """Show the form in another of its languages. Raises ``AnswerError``."""
        if name not in self.definition.languages:
            raise AnswerError("reference_unknown", ref=name)
        state = self._state
        state.language = name
        for node in (state.root, *state.root.below()):
            node.choice_cache = None
            if node.definition.control is not None or node.definition.repeat is not None:
                state.touched[node] = None
            # Calculations may quote texts of the form.
            calculation = node.definition.facets.get("calculate")
            if calculation is not None and ("itext" in calculation.source or "choice-name" in calculation.source):
                self._work.push(calculation, (node,))
        self._work.run()
        return state.changes()

    def answer(self, ref: str, value: str | list[str] | None) -> Changes:
        """Answer one question (XForms text; a list for select multiple and rank; None or "" clears). Raises ``AnswerError``."""
        node = finding.find(self._state, ref)
        if node.children or node.definition.children:
            raise AnswerError("not_a_question", ref=ref)
        return self._step(lambda: answering.answer(self._work, node, value))

    def add(self, repeat_ref: str) -> Changes:
        """Add an instance at the end of a repeat-range. Raises ``AnswerError``."""
        parent, definition = self._changeable(repeat_ref)
        return self._step(lambda: repeats.add(self._work, parent, definition))

    def remove(self, instance_ref: str) -> Changes:
        """Remove one repeat instance. Raises ``AnswerError``."""
        self._changeable(instance_ref)
        node = finding.find(self._state, instance_ref)
        return self._step(lambda: repeats.remove(self._work, node))

    def undo(self) -> Changes:
        """Take back the last answer, add or remove with all that followed from it; no change when there is nothing left."""
        undoing.undo(self._work)
        return self._state.changes()

    def places_wanted(self) -> list[str]:
        """References of the questions that wait for the machine's position (``setgeopoint`` while ``position`` knows none),
        each told once. To be asked after starting and after each change; what becomes known is given with ``place``."""
        wanted, self._state.places_wanted = self._state.places_wanted, {}
        return [node.ref() for node in wanted if finding.stands(node)]

    def place(self, ref: str, value: str) -> Changes:
        """Give a question the machine's position (a geopoint). No step of undo: nobody entered it. Raises ``AnswerError``."""
        answering.answer(self._work, finding.find(self._state, ref), value)
        self._work.run()
        return self._state.changes()

    def problems(self) -> list[Problem]:
        """What stands against submitting, in form order; relevant nodes only."""
        return validation.problems(self._state)

    def save(self) -> dict[str, Any]:
        """The complete state, with values that are not relevant now, as JSON-able data."""
        return drafts.save(self._state)

    def to_answers(self) -> dict[str, Any]:
        """Typed answers of the relevant questions; repeats are lists of objects that carry their ``id``."""
        return typed_answers.to_answers(self._state)

    def to_xml(self) -> str:
        """The submission."""
        events.finish(self._work)
        return submission.to_xml(self._state)

    @property
    def instance_name(self) -> str:
        """The name that the form gives to this filling; "" when it gives none."""
        for meta in self._state.root.named("meta"):
            return to_string(meta.named("instanceName"))
        return ""

    def _range(self, ref: str) -> tuple[InstanceNode, NodeDef]:
        if ref.endswith("]"):
            raise AnswerError("not_a_repeat", ref=ref)
        return finding.find_range(self._state, ref)

    def _changeable(self, ref: str) -> tuple[InstanceNode, NodeDef]:
        parent, definition = finding.find_range(self._state, ref)
        if definition.repeat is not None and definition.repeat.fixed:
            raise AnswerError("repeat_fixed", ref=ref)
        return parent, definition

    def _step(self, change: Callable[[], object]) -> Changes:
        """One change with all that follows from it: one step of undo, one ``Changes``; nothing at all if it fails."""
        self._state.journal.begin()
        try:
            change()
            self._work.run()
        except FormError:
            self._work.clear()
            if self._state.journal.end():
                undoing.undo(self._work)
            raise
        self._state.journal.end()
        return self._state.changes()
