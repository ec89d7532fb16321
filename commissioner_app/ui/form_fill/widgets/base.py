"""What every question widget is: it shows a node's value and says when a person changed it."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from commissioner_app.forms.screen import Node
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.shared.tokens import INSIDE

COMMIT_MS = 200


class QuestionWidget(QWidget):
    """Base of all widgets of questions.

    ``answered`` carries the new value (text, or a list for several). ``finished`` says that the answer is complete and
    the next question may take the focus. ``trouble`` carries words about what was typed but is no value yet.
    """

    # Whether the widget says the label itself, so that the row does not say it again.
    carries_label: ClassVar[bool] = False
    # Whether the picture of the label is the widget's own, so that the row does not show it.
    carries_picture: ClassVar[bool] = False
    # The share of the row's width that the widget takes beside its label (of what the label's share leaves); 0: below it.
    beside_label: ClassVar[int] = 0

    answered = Signal(object)
    finished = Signal()
    trouble = Signal(str)

    def __init__(self, node: Node, tools: FieldTools) -> None:
        super().__init__()
        self.node = node
        self.tools = tools
        self._layout = self.make_layout()

    def make_layout(self) -> QBoxLayout:
        """The widget's own layout: a column without margins unless a widget wants another."""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(INSIDE)
        return layout

    def refresh(self) -> None:
        """Show the node as it is now: value, choices, read-only, language."""
        raise NotImplementedError

    def flush(self) -> None:
        """Hand over what was typed and not told yet."""

    def settle(self) -> None:
        """The form is submitted or left: finish what goes on, such as a recording, and hand it over."""
        self.flush()

    def leave(self) -> None:
        """The focus left the whole question."""
        self.flush()

    def entry(self) -> QWidget:
        """The input that takes the focus and carries the question's name."""
        return self

    def caret(self) -> int:
        """Where the text cursor stands; -1 for widgets without text."""
        return -1

    def set_caret(self, position: int) -> None:
        """Put the text cursor back."""

    def name_inputs(self, label: str, name: str) -> None:
        """Give the inputs their names for tests and for screen readers."""
        self.entry().setObjectName(name)
        self.entry().setAccessibleName(label)


class TypedWidget(QuestionWidget):
    """A widget that is typed into: the text is told every fifth of a second while typing, so nothing waits for the focus.

    The timer is not restarted by further keys: somebody who types without a pause is saved as well.
    """

    def __init__(self, node: Node, tools: FieldTools) -> None:
        super().__init__(node, tools)
        self._shown = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(COMMIT_MS)
        self._timer.timeout.connect(self.flush)

    def typed(self) -> None:
        """To be called after every change a person makes."""
        if not self._timer.isActive():
            self._timer.start()

    def flush(self) -> None:
        self._timer.stop()
        value = self.value_typed()
        if value is not None and value != self._shown:
            self._shown = value
            self.answered.emit(value)

    def refresh(self) -> None:
        self.set_readonly(self.node.readonly)
        value = self.node.value
        # What is being typed right now is newer than what the engine knows.
        if value == self._shown or self._timer.isActive():
            return
        self._shown = value
        self.show_value(value)

    def value_typed(self) -> str | None:
        """The value of the text as it stands; None while it means nothing."""
        raise NotImplementedError

    def show_value(self, value: str) -> None:
        """Put a value into the input."""
        raise NotImplementedError

    def set_readonly(self, readonly: bool) -> None:
        """Let the input be changed or not."""
        raise NotImplementedError
