"""What stands against submitting: each line leads to its question; warnings are confirmed with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from commissioner_app.i18n import tr
from commissioner_app.ui.form_fill.visibility import show_if
from commissioner_app.ui.shared.form_layout import button, clear_layout, icon_button
from commissioner_app.ui.shared.form_layout import line as rule
from commissioner_app.ui.shared.icons import icon
from commissioner_app.ui.shared.tokens import BETWEEN, HAIR, INSIDE

_MOST_HEIGHT = 132


@dataclass(frozen=True, slots=True)
class Trouble:
    """One line. ``ref`` is the question it leads to, "" for none; ``blocks`` whether it stops the submission."""

    ref: str
    words: str
    blocks: bool


class ProblemPanel(QFrame):
    """``wanted`` carries a reference to go to, ``confirmed`` the reason for submitting in spite of warnings."""

    wanted = Signal(str)
    confirmed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("problems")
        self.title = QLabel()
        self.title.setObjectName("problems:title")
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        self._close = icon_button("x", tr("form.problems.close"), name="problems:close")
        self._close.clicked.connect(self.hide)
        self._list = QWidget()
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(self._list)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.reason = QLineEdit()
        self.reason.setObjectName("problems:reason")
        self.reason.setMaxLength(200)
        self.reason.textChanged.connect(lambda _text: self._allow())
        self.reason.returnPressed.connect(self._confirm)
        self.anyway = button("", "", primary=True, name="problems:confirm")
        self.anyway.clicked.connect(self._confirm)
        self._confirming = QWidget()
        across = QHBoxLayout(self._confirming)
        across.setContentsMargins(0, HAIR, 0, 0)
        across.addWidget(self.reason, 1)
        across.addWidget(self.anyway)
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self._close)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(BETWEEN, 0, BETWEEN, INSIDE)
        whole.setSpacing(HAIR)
        whole.addWidget(rule())
        whole.addLayout(top)
        whole.addWidget(self._scroll)
        whole.addWidget(self._confirming)
        self.lines: list[QPushButton] = []
        self.hide()

    def show_troubles(self, troubles: Sequence[Trouble]) -> None:
        """Show what is wrong, what blocks first; nothing hides the panel."""
        clear_layout(self._column)
        self.lines = []
        blocking = sum(trouble.blocks for trouble in troubles)
        for trouble in sorted(troubles, key=lambda each: not each.blocks):
            self._add_line(trouble)
        self.title.setText(
            tr("form.problems.blocking", n=blocking) if blocking else tr("form.problems.warnings", n=len(troubles))
        )
        height = sum(line.sizeHint().height() for line in self.lines) + HAIR
        self._scroll.setFixedHeight(min(height, _MOST_HEIGHT))
        show_if(self, bool(troubles))
        self._ask(tr("form.problems.reason"), asks=bool(troubles) and not blocking)

    def ask_reason(self, words: str) -> None:
        """Nothing is wrong, but a reason is wanted all the same; ``words`` say what for."""
        clear_layout(self._column)
        self.lines = []
        self.title.setText(words)
        self._scroll.setFixedHeight(0)
        show_if(self, True)
        self._ask(tr("form.audit.example"), asks=True)

    def _ask(self, example: str, *, asks: bool) -> None:
        self.reason.setPlaceholderText(example)
        self.reason.setAccessibleName(example)
        self.anyway.setText(tr("form.problems.anyway"))
        self.reason.clear()
        self._allow()
        show_if(self._confirming, asks)
        if asks:
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add_line(self, trouble: Trouble) -> None:
        line = QPushButton(trouble.words)
        line.setProperty("flat", True)
        line.setStyleSheet("text-align: left; padding: 1px 4px;")
        line.setIcon(_sign(trouble))
        line.setObjectName("problem:" + trouble.ref)
        line.clicked.connect(lambda _on=False, ref=trouble.ref: self.wanted.emit(ref) if ref else None)
        self._column.addWidget(line)
        self.lines.append(line)

    def _allow(self) -> None:
        self.anyway.setEnabled(bool(self.reason.text().strip()))

    def _confirm(self) -> None:
        if self.reason.text().strip():
            self.confirmed.emit(self.reason.text().strip())


def _sign(trouble: Trouble) -> QIcon:
    return icon("circle-alert", "error") if trouble.blocks else icon("triangle-alert", "attention")
