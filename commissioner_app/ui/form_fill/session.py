"""The form that is being filled: the one place that changes the instance and says what changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from commissioner_app.forms.errors import AnswerError
from commissioner_app.forms.instance.form import FormInstance
from commissioner_app.forms.screen import Changes, Node

if TYPE_CHECKING:
    from commissioner_app.services.drafts import Draft
    from commissioner_app.services.program import Program


class FormSession(QObject):
    """``changed`` carries the engine's ``Changes`` of every answer; ``edited`` says that there is something to save.
    ``beginning`` and ``done`` stand around steps other than answers: what (``add``, ``remove``, ``undo``) and where."""

    beginning = Signal(str, str)
    done = Signal(str, str)
    changed = Signal(object)
    edited = Signal()

    def __init__(self, form: FormInstance, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.form = form

    @property
    def root(self) -> Node:
        """The top of the form."""
        return self.form.root

    def node(self, ref: str) -> Node:
        """The node of a reference."""
        return self.form.node(ref)

    def find(self, ref: str) -> Node | None:
        """The node of a reference that may be gone by now (a removed item, another version of the form)."""
        try:
            return self.form.node(ref)
        except AnswerError:
            return None

    def answer(self, ref: str, value: str | list[str] | None) -> None:
        """Give a question its value; nothing happens where it already has it."""
        node = self.form.node(ref)
        if isinstance(value, list):
            if value == node.values:
                return
        elif (value or "") == node.value:
            return
        self._apply(lambda: self.form.answer(ref, value))

    def place(self, ref: str, value: str) -> None:
        """Give a question the position that the form asked the device for."""
        self._apply(lambda: self.form.place(ref, value))

    def add(self, repeat_ref: str) -> None:
        """One more item at the end of a repeat."""
        self._step("add", repeat_ref, lambda: self.form.add(repeat_ref))

    def remove(self, item_ref: str) -> None:
        """Take an item of a repeat away; ``undo`` brings it back."""
        self._step("remove", item_ref, lambda: self.form.remove(item_ref))

    def undo(self) -> Changes:
        """Take the last change back."""
        return self._step("undo", "", self.form.undo)

    def set_language(self, name: str) -> None:
        """Show the form in another of its languages."""
        self._apply(lambda: self.form.set_language(name))

    def _step(self, what: str, ref: str, step: Callable[[], Changes]) -> Changes:
        self.beginning.emit(what, ref)
        changes = self._apply(step)
        self.done.emit(what, ref)
        return changes

    def _apply(self, step: Callable[[], Changes]) -> Changes:
        changes = step()
        if changes:
            self.changed.emit(changes)
            self.edited.emit()
        return changes


def instance_of(program: Program, draft: Draft) -> FormInstance:
    """The form that a draft is about, as it was left or with what it starts from. Raises ``InputError``, ``FormError``."""
    if draft.saved:
        return program.forms.instance(draft.form_id, draft.form_version, saved=draft.saved)
    fresh = not draft.record_id
    return program.forms.instance(draft.form_id, draft.form_version, answers=draft.answers, fresh=fresh)
