"""Questions that ask for what a laptop has not: a plain notice, and the answer typed or kept."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QBoxLayout, QLabel

from commissioner_app.forms.screen import Node
from commissioner_app.i18n import tr
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.visibility import show_if
from commissioner_app.ui.form_fill.widgets.base import QuestionWidget
from commissioner_app.ui.form_fill.widgets.file import FileWidget
from commissioner_app.ui.form_fill.widgets.number import NumberWidget
from commissioner_app.ui.form_fill.widgets.text import TextWidget
from commissioner_app.ui.shared.form_layout import column, row
from commissioner_app.ui.shared.tokens import INSIDE

# How an appearance begins -> what the notice says.
_APPEARANCES: Final = {
    "ex:": "form.notice.program",
    "printer": "form.notice.printer",
    "bearing": "form.notice.bearing",
    "nfc": "form.notice.nfc",
}


def notice_for(node: Node) -> str:
    """The key of the notice for what a laptop cannot do here; "" where it can."""
    if node.media_type.startswith("osm"):
        return "form.notice.osm"
    names = (name.lower() for name in node.appearances)
    return next((key for name in names for start, key in _APPEARANCES.items() if name.startswith(start)), "")


class _Noticed(QuestionWidget):
    """Puts the notice above the input that stands in."""

    def __init__(self, node: Node, tools: FieldTools) -> None:
        self.notice = QLabel()
        self.notice.setWordWrap(True)
        self.notice.setProperty("muted", True)
        super().__init__(node, tools)

    def make_layout(self) -> QBoxLayout:
        whole = column(self, spacing=INSIDE)
        whole.addWidget(self.notice)
        inside = row(spacing=INSIDE) if isinstance(self, NumberWidget) else column(spacing=INSIDE)
        whole.addLayout(inside)
        return inside

    def refresh(self) -> None:
        super().refresh()
        self.notice.setText(tr(notice_for(self.node)))
        show_if(self.notice, not self.node.readonly)


class NoticedText(_Noticed, TextWidget):
    """A text that another program of a phone would fill in."""


class NoticedNumber(_Noticed, NumberWidget):
    """A number that an instrument of a phone would fill in."""


class NoticedFile(_Noticed, FileWidget):
    """A file that another program of a phone would make."""
