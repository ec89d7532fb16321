"""A line of a table of questions: the label at the left, the choices in equal columns at the right.

``list`` shows the words of the choices above their buttons, ``list-nolabel`` the buttons alone, below a ``label`` line.
Lines of one group have the same width and the same share for their labels, so that the columns stand below each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QGridLayout

from commissioner_app.forms.screen import Choice, Node
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.widgets.bare_button import bare_button
from commissioner_app.ui.form_fill.widgets.choice_head import column_head
from commissioner_app.ui.form_fill.widgets.choice_set import ChoiceSetWidget
from commissioner_app.ui.shared.form_layout import clear_layout
from commissioner_app.ui.shared.tokens import HAIR


class ChoiceRowWidget(ChoiceSetWidget):
    """``list``: the words of each choice above its button."""

    beside_label: ClassVar[int] = 3
    words: ClassVar[bool] = True

    def __init__(self, node: Node, tools: FieldTools) -> None:
        super().__init__(node, tools)
        self._grid = QGridLayout(self.holder)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(HAIR)
        self.refresh()

    def lay_out(self, choices: Sequence[Choice]) -> list[QAbstractButton]:
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 0)
        clear_layout(self._grid)
        made: list[QAbstractButton] = []
        for column, choice in enumerate(choices):
            self._grid.setColumnStretch(column, 1)
            button = bare_button(several=self.several)
            button.setToolTip(choice.label)
            made.append(button)
            if self.words:
                self._grid.addWidget(column_head(choice, self.tools, self.devicePixelRatioF()), 0, column)
            self._grid.addWidget(button, 1, column, Qt.AlignmentFlag.AlignHCenter)
        return made


class ChoiceButtonsWidget(ChoiceRowWidget):
    """``list-nolabel``: buttons alone, below the head of the table."""

    words = False
