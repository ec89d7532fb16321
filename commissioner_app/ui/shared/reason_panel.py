"""Asks for a reason or a comment in place, below what it is about; no dialog."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from commissioner_app.i18n import tr
from commissioner_app.ui.shared.form_layout import FieldBlock, button, column, line, row, settle
from commissioner_app.ui.shared.tokens import AROUND, INSIDE


class ReasonPanel(QWidget):
    """Hidden until ``ask``; the answer is given only with text in it, unless it is optional."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("reasonPanel")
        self._given: Callable[[str], None] | None = None
        self._optional = False
        self._edit = QPlainTextEdit()
        self._edit.setObjectName("reasonText")
        self._edit.setTabChangesFocus(True)
        self._edit.setFixedHeight(self.fontMetrics().lineSpacing() * 3 + 18)
        self._block = FieldBlock(tr("ui.reason.label"), self._edit, hint=tr("ui.reason.hint"), required=True)
        self._ok = button("", primary=True, name="reasonConfirm")
        self._ok.clicked.connect(self._confirm)
        leave = button(tr("ui.action.cancel"), name="reasonCancel")
        leave.clicked.connect(self.close_panel)
        buttons = row(spacing=INSIDE)
        buttons.addStretch(1)
        buttons.addWidget(leave)
        buttons.addWidget(self._ok)
        inside = column(spacing=INSIDE)
        inside.setContentsMargins(AROUND, INSIDE, AROUND, INSIDE)
        inside.addWidget(self._block)
        inside.addLayout(buttons)
        whole = column(self, spacing=0)
        whole.addWidget(line())
        whole.addLayout(inside)
        self.hide()

    def ask(self, words: str, given: Callable[[str], None], *, optional: bool = False, label: str = "") -> None:
        """Show the panel; ``words`` is what the button says, ``given`` takes the text."""
        self._given = given
        self._optional = optional
        self._ok.setText(words)
        self._block.set_label(label or tr("ui.reason.label"), required=not optional)
        self._block.set_message("")
        self._edit.clear()
        self.show()
        settle(self)
        self._edit.setFocus()

    def close_panel(self) -> None:
        """Hide without an answer."""
        self._given = None
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._confirm()
        else:
            super().keyPressEvent(event)

    def _confirm(self) -> None:
        words = self._edit.toPlainText().strip()
        if not words and not self._optional:
            self._block.set_message(tr("ui.reason.missing"))
            self._edit.setFocus()
            return
        given = self._given
        self.close_panel()
        if given:
            given(words)
