"""A number that is counted up and down by buttons or the arrow keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QToolButton

from commissioner_app.forms.screen import Node
from commissioner_app.i18n import tr
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.widgets.number import MOST_WHOLE, NumberWidget
from commissioner_app.ui.shared.form_layout import icon_button, widened

_WIDTH = 96


class _Line(QLineEdit):
    def __init__(self, owner: CounterWidget) -> None:
        super().__init__()
        self._owner = owner

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._owner.count(step)


class CounterWidget(NumberWidget):
    """The number between a minus and a plus; the arrow keys do the same."""

    def __init__(self, node: Node, tools: FieldTools) -> None:
        super().__init__(node, tools)
        self.line.setFixedWidth(widened(self, _WIDTH))
        self.line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.less = self._button("minus", -1)
        self.more = self._button("plus", 1)
        self._layout.insertWidget(0, self.less)
        self._layout.insertWidget(2, self.more)
        self._name_buttons()
        self.set_readonly(node.readonly)

    def make_line(self) -> QLineEdit:
        return _Line(self)

    def refresh(self) -> None:
        super().refresh()
        if hasattr(self, "more"):
            self._name_buttons()

    def set_readonly(self, readonly: bool) -> None:
        super().set_readonly(readonly)
        if hasattr(self, "more"):
            self.less.setEnabled(not readonly)
            self.more.setEnabled(not readonly)

    def count(self, step: int) -> None:
        """Count on from what stands there; from nothing, to one or minus one."""
        if self.line.isReadOnly():
            return
        number = int(self.value_typed() or 0) + step
        if len(str(abs(number))) <= MOST_WHOLE:
            self.line.setText(str(number))
            self.flush()

    def _button(self, sign: str, step: int) -> QToolButton:
        made = icon_button(sign, "")
        made.setAutoRaise(False)
        # The keyboard has the arrows; two more stops at each number would only be in the way.
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setAutoRepeat(True)
        made.clicked.connect(lambda: self.count(step))
        return made

    def _name_buttons(self) -> None:
        for made, key in ((self.less, "form.counter.less"), (self.more, "form.counter.more")):
            made.setToolTip(tr(key))
            made.setAccessibleName(tr(key))
