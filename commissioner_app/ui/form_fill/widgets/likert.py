"""A scale from one end to the other: the choices stand side by side on a line, their words below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QLabel, QSizePolicy, QWidget

from commissioner_app.forms.screen import Choice, Node
from commissioner_app.ui.form_fill.markup import rich
from commissioner_app.ui.form_fill.pictures import picture
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.widgets.bare_button import bare_button
from commissioner_app.ui.form_fill.widgets.choice_set import ChoiceSetWidget
from commissioner_app.ui.shared.form_layout import clear_layout
from commissioner_app.ui.shared.theme_state import colors
from commissioner_app.ui.shared.tokens import HAIR

_PICTURE = QSize(48, 48)


class _Words(QLabel):
    """A click on the words is one on their button."""

    def __init__(self, words: str, shown: QPixmap, button: QAbstractButton) -> None:
        super().__init__()
        self._button = button
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        if shown.isNull():
            self.setTextFormat(Qt.TextFormat.RichText)
            self.setText(rich(words))
        else:
            self.setPixmap(shown)
            self.setToolTip(words)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if event.button() == Qt.MouseButton.LeftButton:
            self._button.click()


class _Line(QWidget):
    """Draws the line on which the buttons stand."""

    buttons: Sequence[QAbstractButton] = ()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        if len(self.buttons) < 2:
            return
        painter = QPainter(self)
        painter.setPen(QPen(QColor(colors().control), 2))
        first, last = self.buttons[0].geometry().center(), self.buttons[-1].geometry().center()
        painter.drawLine(first, last)
        painter.end()


class LikertWidget(ChoiceSetWidget):
    """Equal columns, however long the words are."""

    def __init__(self, node: Node, tools: FieldTools) -> None:
        super().__init__(node, tools)
        self._line = _Line()
        self._layout.replaceWidget(self.holder, self._line)
        self.holder.deleteLater()
        self.holder = self._line
        self._grid = QGridLayout(self._line)
        self._grid.setContentsMargins(0, HAIR, 0, 0)
        self._grid.setHorizontalSpacing(HAIR)
        self._grid.setVerticalSpacing(HAIR)
        self.refresh()

    def lay_out(self, choices: Sequence[Choice]) -> list[QAbstractButton]:
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 0)
        clear_layout(self._grid)
        made: list[QAbstractButton] = []
        for column, choice in enumerate(choices):
            button = bare_button(several=False)
            shown = picture(self.tools.files.get(choice.media.get("image", "")), _PICTURE, self.devicePixelRatioF())
            self._grid.addWidget(button, 0, column, Qt.AlignmentFlag.AlignHCenter)
            self._grid.addWidget(_Words(choice.label, shown, button), 1, column)
            self._grid.setColumnStretch(column, 1)
            made.append(button)
        self._line.buttons = made
        return made
