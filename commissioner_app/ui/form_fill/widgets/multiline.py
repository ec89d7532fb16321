"""Long text: a box that grows with what is written, between three and twenty lines."""

from __future__ import annotations

from contextlib import suppress

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from commissioner_app.forms.screen import Node
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.widgets.base import TypedWidget

_LEAST, _MOST = 3, 20
_KEYS_OF_THE_PAGE = (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Escape)
_RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def _is_of_the_page(event: QKeyEvent) -> bool:
    held = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    return event.key() in _KEYS_OF_THE_PAGE or (held and event.key() in _RETURNS)


class GrowingText(QPlainTextEdit):
    """A plain text box as high as its text. Tab leaves it; paging and Ctrl+Enter belong to the page around it."""

    def __init__(self, least: int = _LEAST) -> None:
        super().__init__()
        self._least = least
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._fit())
        self._fit()

    def _fit(self) -> None:
        # A plain text layout measures its height in lines, not in pixels.
        lines = round(self.document().size().height())
        shown = min(max(lines, self._least), _MOST)
        as_needed, off = Qt.ScrollBarPolicy.ScrollBarAsNeeded, Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(as_needed if lines > _MOST else off)
        frame = 2 * (self.document().documentMargin() + self.frameWidth()) + 12
        self.setFixedHeight(round(shown * self.fontMetrics().lineSpacing() + frame))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Do not claim the page's shortcuts for the text, as text boxes do by default."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_of_the_page(event):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if _is_of_the_page(event):
            event.ignore()
            return
        super().keyPressEvent(event)


class MultilineWidget(TypedWidget):
    """A growing text box; the parameter ``rows`` sets its least height."""

    def __init__(self, node: Node, tools: FieldTools) -> None:
        super().__init__(node, tools)
        least = _LEAST
        with suppress(ValueError):
            least = max(1, min(_MOST, int(node.parameters.get("rows", _LEAST))))
        self.box = GrowingText(least)
        self._filling = False
        self.box.textChanged.connect(self._changed)
        self._layout.addWidget(self.box)
        self.refresh()

    def _changed(self) -> None:
        if not self._filling:
            self.typed()

    def entry(self) -> QWidget:
        return self.box

    def value_typed(self) -> str | None:
        return self.box.toPlainText()

    def show_value(self, value: str) -> None:
        self._filling = True
        self.box.setPlainText(value)
        self._filling = False

    def set_readonly(self, readonly: bool) -> None:
        self.box.setReadOnly(readonly)

    def caret(self) -> int:
        return self.box.textCursor().position()

    def set_caret(self, position: int) -> None:
        cursor = self.box.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.Start)
        cursor.setPosition(min(max(position, 0), len(self.box.toPlainText())))
        self.box.setTextCursor(cursor)
