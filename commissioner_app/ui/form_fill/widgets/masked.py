"""Text that nobody beside should read: dots while it is typed; ``masked`` may be looked at, ``hidden-answer`` may not."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QBoxLayout, QLineEdit

from commissioner_app.forms.screen import Node
from commissioner_app.i18n import tr
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.visibility import show_if
from commissioner_app.ui.form_fill.widgets.text import TextWidget
from commissioner_app.ui.shared.form_layout import icon_button, row
from commissioner_app.ui.shared.icons import icon
from commissioner_app.ui.shared.tokens import HAIR


class MaskedWidget(TextWidget):
    """A line of dots and an eye that shows what is there until the line is left."""

    may_look: ClassVar[bool] = True

    def __init__(self, node: Node, tools: FieldTools) -> None:
        super().__init__(node, tools)
        self.eye = icon_button("eye", tr("form.masked.look"))
        self.eye.setCheckable(True)
        self.eye.toggled.connect(self._look)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self._layout.addWidget(self.eye)
        show_if(self.eye, self.may_look)

    def make_layout(self) -> QBoxLayout:
        return row(self, spacing=HAIR)

    def refresh(self) -> None:
        super().refresh()
        if hasattr(self, "eye"):
            self._name_eye(self.eye.isChecked())

    def leave(self) -> None:
        """Who goes on leaves no open secret behind."""
        super().leave()
        self.eye.setChecked(False)

    def _look(self, on: bool) -> None:
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if on else QLineEdit.EchoMode.Password)
        self.eye.setIcon(icon("eye-off" if on else "eye"))
        self._name_eye(on)

    def _name_eye(self, on: bool) -> None:
        words = tr("form.masked.hide" if on else "form.masked.look")
        self.eye.setToolTip(words)
        self.eye.setAccessibleName(words)


class HiddenAnswerWidget(MaskedWidget):
    """What was entered is never shown again."""

    may_look = False
