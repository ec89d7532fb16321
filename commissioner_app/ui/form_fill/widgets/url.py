"""An address: the form's own, or one that is typed; a button opens it outside of the program."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from commissioner_app.forms.screen import Node
from commissioner_app.i18n import tr
from commissioner_app.ui.form_fill.question_label import open_link
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.visibility import show_if
from commissioner_app.ui.form_fill.widgets.text import TextWidget
from commissioner_app.ui.shared.icons import icon


class UrlWidget(TextWidget):
    """Nothing is opened unless a person asks for it, and nothing but web addresses, mail and telephone numbers."""

    def __init__(self, node: Node, tools: FieldTools) -> None:
        self.open = QPushButton()
        super().__init__(node, tools)
        self.open.setIcon(icon("external-link"))
        self.open.clicked.connect(lambda: open_link(self.line.text().strip()))
        self.line.textChanged.connect(lambda _text: self._enable())
        self._layout.addWidget(self.open, 0, Qt.AlignmentFlag.AlignLeft)
        self._enable()

    def name_inputs(self, label: str, name: str) -> None:
        super().name_inputs(label, name)
        self.open.setObjectName(name + ":open")

    def refresh(self) -> None:
        super().refresh()
        self.open.setText(tr("form.url.open"))
        # An address that the form brings is not there to be changed: the button alone stands for it.
        show_if(self.line, not (self.node.kind == "note" or self.node.readonly) or not self.node.value)
        self.open.setToolTip(self.node.value)

    def _enable(self) -> None:
        self.open.setEnabled("://" in self.line.text() or self.line.text().startswith(("mailto:", "tel:")))
