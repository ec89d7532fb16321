"""``label``: the words of the choices in equal columns, the head of a table of questions. Nothing is answered in it."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QBoxLayout, QLabel, QSizePolicy

from commissioner_app.forms.screen import Choice, Node
from commissioner_app.ui.form_fill.markup import rich
from commissioner_app.ui.form_fill.pictures import picture
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.widgets.base import QuestionWidget
from commissioner_app.ui.shared.form_layout import clear_layout, row
from commissioner_app.ui.shared.tokens import HAIR

_PICTURE = QSize(56, 56)


def column_head(choice: Choice, tools: FieldTools, ratio: float) -> QLabel:
    """The words of a choice, or its picture, above a column of buttons; as wide as the column, whatever it says."""
    head = QLabel()
    head.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom)
    head.setWordWrap(True)
    head.setProperty("muted", True)
    head.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    shown = picture(tools.files.get(choice.media.get("image", "")), _PICTURE, ratio)
    if shown.isNull():
        head.setTextFormat(Qt.TextFormat.RichText)
        head.setText(rich(choice.label))
    else:
        head.setPixmap(shown)
        head.setToolTip(choice.label)
    return head


class ChoiceHeadWidget(QuestionWidget):
    """Equal columns, as wide as those of the questions below."""

    beside_label: ClassVar[int] = 3

    def __init__(self, node: Node, tools: FieldTools) -> None:
        super().__init__(node, tools)
        self._painted: list[Choice] | None = None
        self.refresh()

    def make_layout(self) -> QBoxLayout:
        return row(self, spacing=HAIR)

    def refresh(self) -> None:
        wanted = list(self.node.choices)
        if wanted == self._painted:
            return
        self._painted = wanted
        clear_layout(self._layout)
        for choice in wanted:
            self._layout.addWidget(column_head(choice, self.tools, self.devicePixelRatioF()), 1)
