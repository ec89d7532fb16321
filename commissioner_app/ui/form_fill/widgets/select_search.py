"""One of many choices: type a few letters (words, code or pinyin) and take one from the list."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QWidget

from commissioner_app.forms.screen import Node
from commissioner_app.i18n import tr
from commissioner_app.ui.form_fill.choice_filter import fitting
from commissioner_app.ui.form_fill.markup import plain
from commissioner_app.ui.form_fill.popup import Entry, PopupLine
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.widgets.base import QuestionWidget
from commissioner_app.ui.shared.form_layout import icon_button, row
from commissioner_app.ui.shared.tokens import HAIR

_WIDEST = 440


class SelectSearchWidget(QuestionWidget):
    """A line that shows the label of the choice and filters while it is typed into."""

    def __init__(self, node: Node, tools: FieldTools) -> None:
        super().__init__(node, tools)
        self.line = PopupLine()
        self.line.setMaximumWidth(_WIDEST)
        self.line.wanted.connect(self._offer)
        self.line.chosen.connect(self._choose)
        self.line.left.connect(self._settle)
        self.button = icon_button("chevron-down", tr("form.choices.open"))
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.clicked.connect(self._open)
        self._layout.addWidget(self.line, 1)
        self._layout.addWidget(self.button)
        self._layout.addStretch(0)
        self.refresh()

    def make_layout(self) -> QBoxLayout:
        layout = row(self, spacing=HAIR)
        layout.setAlignment(Qt.AlignmentFlag.AlignLeft)
        return layout

    def entry(self) -> QWidget:
        return self.line

    def name_inputs(self, label: str, name: str) -> None:
        super().name_inputs(label, name)
        self.line.name_list(name + ":list")

    def refresh(self) -> None:
        self.line.setPlaceholderText(tr("form.choices.type", n=len(self.node.choices)))
        self.line.setReadOnly(self.node.readonly)
        self.button.setEnabled(not self.node.readonly)
        if not self.line.list_open:
            self._show_label()

    def leave(self) -> None:
        self._settle()

    def _label(self) -> str:
        value = self.node.value
        return next((plain(choice.label) for choice in self.node.choices if choice.value == value), value)

    def _show_label(self) -> None:
        label = self._label()
        if self.line.text() != label:
            self.line.setText(label)
            self.line.setCursorPosition(0)

    def _open(self) -> None:
        self.line.setFocus()
        self._offer("")

    def _offer(self, text: str) -> None:
        # With the present answer still in the line nobody searches for it: all choices are wanted.
        typed = "" if text == self._label() else text
        self.line.offer([Entry(choice.value, plain(choice.label)) for choice in fitting(self.node.choices, typed)])

    def _choose(self, entry: Entry) -> None:
        self.line.setText(entry.title)
        if entry.value != self.node.value:
            self.answered.emit(entry.value)
        self.finished.emit()

    def _settle(self) -> None:
        """An emptied line clears the answer, exact words take their choice, anything else goes back to the answer."""
        text = self.line.text().strip()
        if text == self._label():
            return
        if not text:
            self.answered.emit("")
            return
        exact = [choice for choice in self.node.choices if text in (plain(choice.label), choice.value)]
        only = exact or fitting(self.node.choices, text, 2)
        if len(only) == 1:
            self.answered.emit(only[0].value)
        self._show_label()
