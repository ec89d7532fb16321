"""A statement to agree to: one box."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QWidget

from commissioner_app.forms.screen import Node
from commissioner_app.i18n import tr
from commissioner_app.ui.form_fill.markup import on_button
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.widgets.base import QuestionWidget


class AcknowledgeWidget(QuestionWidget):
    """The box holds ``OK`` or nothing, and says what is agreed to."""

    carries_label = True

    def __init__(self, node: Node, tools: FieldTools) -> None:
        super().__init__(node, tools)
        self.box = QCheckBox()
        self.box.clicked.connect(lambda on: self.answered.emit("OK" if on else ""))
        self._layout.addWidget(self.box)
        self.refresh()

    def entry(self) -> QWidget:
        return self.box

    def refresh(self) -> None:
        label = on_button(self.node.label) or tr("form.acknowledge")
        self.box.setText(f"{label} *" if self.node.required else label)
        self.box.setChecked(bool(self.node.value))
        self.box.setEnabled(not self.node.readonly)
