"""A note: words of the form to read, and a value that the form worked out."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from commissioner_app.forms.screen import Node
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.visibility import show_if
from commissioner_app.ui.form_fill.widgets.base import QuestionWidget


class NoteWidget(QuestionWidget):
    """The label above says it all; a value, if there is one, stands below it."""

    def __init__(self, node: Node, tools: FieldTools) -> None:
        super().__init__(node, tools)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._layout.addWidget(self.words)
        self.refresh()

    def refresh(self) -> None:
        self.words.setText(self.node.value)
        show_if(self.words, bool(self.node.value))
