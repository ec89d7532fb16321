"""A reference to another record: search while typing (words, pinyin, codes), then a card that says which one it is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from commissioner_app.forms.screen import Node
from commissioner_app.i18n import tr
from commissioner_app.services.search import Hit
from commissioner_app.ui.form_fill.popup import Entry, PopupLine
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.visibility import show_if
from commissioner_app.ui.form_fill.widgets.base import QuestionWidget
from commissioner_app.ui.shared.tokens import INSIDE

PAUSE_MS = 120
MANY = "ref-many"


def kind_of(node: Node) -> str:
    """The kind of record that the appearance ``ref-<kind>`` names."""
    return next(
        (name.removeprefix("ref-") for name in node.appearances if name.startswith("ref-") and name != MANY), ""
    )


class RefPickerWidget(QuestionWidget):
    """A search line while nothing is chosen, then the title of the record with a button to choose another."""

    def __init__(self, node: Node, tools: FieldTools) -> None:
        super().__init__(node, tools)
        self.kind = kind_of(node)
        self.line = PopupLine()
        self.line.wanted.connect(self._search_soon)
        self.line.chosen.connect(self._choose)
        self.line.left.connect(self.leave)
        self.card = QFrame()
        self.card.setObjectName("card")
        self.title = QLabel()
        self.title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.change = QPushButton()
        self.change.setProperty("flat", True)
        self.change.clicked.connect(self._change)
        inside = QHBoxLayout(self.card)
        inside.setContentsMargins(INSIDE, 2, 2, 2)
        inside.addWidget(self.title, 1)
        inside.addWidget(self.change)
        self._layout.addWidget(self.line)
        self._layout.addWidget(self.card)
        self._text = ""
        self._asked = ""
        self._titled = ("", "")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._search)
        self.refresh()

    def entry(self) -> QWidget:
        return self.change if self.node.value and not self.card.isHidden() else self.line

    def name_inputs(self, label: str, name: str) -> None:
        self.line.setObjectName(name)
        self.line.setAccessibleName(label)
        self.line.name_list(name + ":list")
        self.change.setObjectName(name + ":change")
        self.change.setAccessibleName(f"{label}: {self.title.text()}, {self.change.text()}")

    def refresh(self) -> None:
        self.line.setPlaceholderText(tr("form.ref.type"))
        self.change.setText(tr("form.ref.change"))
        value = self.node.value
        if value:
            self.title.setText(self._title(value))
        if not self.line.hasFocus() or not self.line.text():
            self._show(chosen=bool(value))
        self.line.setReadOnly(self.node.readonly)
        show_if(self.change, not self.node.readonly)

    def leave(self) -> None:
        """Words that were not taken from the list are no reference; the former choice shows again."""
        self._timer.stop()
        self.line.clear()
        self._show(chosen=bool(self.node.value))

    def _title(self, value: str) -> str:
        if self._titled[0] != value:
            self._titled = (value, self.tools.title_of(value))
        return self._titled[1] or tr("form.ref.not_here")

    def _show(self, *, chosen: bool) -> None:
        show_if(self.card, chosen)
        show_if(self.line, not chosen)

    def _change(self) -> None:
        self._show(chosen=False)
        self.line.clear()
        self.line.setFocus()
        self._search_soon("")

    def _search_soon(self, text: str) -> None:
        self._text = text
        self._timer.start()

    def _search(self) -> None:
        asked = self._asked = self._text

        def found(hits: Sequence[Hit]) -> None:
            if asked == self._asked and self.line.isVisible():
                self.line.offer([Entry(hit.id, hit.title, hit.subtitle) for hit in hits])

        self.tools.search(asked, self.kind, found, self)

    def _choose(self, entry: Entry) -> None:
        self._titled = (entry.value, entry.title)
        self.line.clear()
        if entry.value != self.node.value:
            self.answered.emit(entry.value)
        self.refresh()
        self._show(chosen=True)
        self.finished.emit()
