"""A type of question that this program cannot ask: it says so and keeps what is there."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from commissioner_app.forms.screen import Node
from commissioner_app.i18n import tr
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.widgets.base import QuestionWidget


class UnknownWidget(QuestionWidget):
    """A plain notice; the answer that another device gave stays as it is."""

    def __init__(self, node: Node, tools: FieldTools) -> None:
        super().__init__(node, tools)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setProperty("tone", "attention")
        self._layout.addWidget(self.words)
        self.refresh()

    def refresh(self) -> None:
        key = "form.unknown.kept" if self.node.value else "form.unknown"
        self.words.setText(tr(key, type=self.node.type or self.node.kind))
