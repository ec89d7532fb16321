"""Quiet messages: a bar inside the window that says what happened; details fold out and can be copied."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from commissioner_app.errors import AppError
from commissioner_app.i18n import has, tr
from commissioner_app.ui.shared import theme_state
from commissioner_app.ui.shared.icons import icon, pixmap
from commissioner_app.ui.shared.tokens import BETWEEN, HAIR, INSIDE, TONES

QUIET_AFTER_MS = 12_000


@dataclass(frozen=True, slots=True)
class Message:
    """One message: text, tone (a key of ``TONES``), details for support, and at most one action."""

    text: str
    tone: str = "info"
    details: str = ""
    action: str = ""
    act: Callable[[], None] | None = None


def explain(error: BaseException) -> Message:
    """An error as a person can use it: what happened, that nothing is lost, what to do.

    The details name the code and the places in our own files, never a value that a person entered.
    """
    if isinstance(error, AppError) and has(f"error.{error.code}"):
        return Message(_filled(error), "attention" if error.exit_code in (1, 3) else "error", error.code)
    return Message(tr("ui.error.unexpected"), "error", technical_details(error))


def _filled(error: AppError) -> str:
    try:
        return tr(f"error.{error.code}", **error.params)
    except (KeyError, IndexError, ValueError):
        return tr(f"error.{error.code}")


def technical_details(error: BaseException) -> str:
    """The kind of the error and where it came from, without the values involved."""
    lines = [type(error).__name__ + (f" {error.code}" if isinstance(error, AppError) else "")]
    for frame in traceback.extract_tb(error.__traceback__):
        lines.append(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}")
    return "\n".join(lines)


class MessageBar(QFrame):
    """Shows one message at a time; hidden when there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageBar")
        self._message: Message | None = None
        self._glyph = QLabel()
        self._text = QLabel()
        self._text.setObjectName("messageText")
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._action = QPushButton()
        self._action.setObjectName("messageAction")
        self._action.clicked.connect(self._act)
        self._fold = QPushButton(tr("ui.message.details"))
        self._fold.setCheckable(True)
        self._fold.setProperty("flat", True)
        self._fold.toggled.connect(self._show_details)
        self._close = QToolButton()
        self._close.setObjectName("messageClose")
        self._close.setIcon(icon("x", "muted"))
        self._close.setAccessibleName(tr("ui.message.close"))
        self._close.setToolTip(tr("ui.message.close"))
        self._close.clicked.connect(self.clear)
        self._details = QPlainTextEdit()
        self._details.setObjectName("messageDetails")
        self._details.setReadOnly(True)
        self._details.setAccessibleName(tr("ui.message.details"))
        self._copy = QPushButton(tr("ui.message.copy"))
        self._copy.clicked.connect(self._copy_details)
        self._arrange()
        self._fade = QTimer(self)
        self._fade.setSingleShot(True)
        self._fade.setInterval(QUIET_AFTER_MS)
        self._fade.timeout.connect(self.clear)
        self.hide()

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(INSIDE)
        top.addWidget(self._glyph, 0, Qt.AlignmentFlag.AlignVCenter)
        top.addWidget(self._text, 1)
        top.addWidget(self._fold)
        top.addWidget(self._action)
        top.addWidget(self._close)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(BETWEEN, INSIDE, INSIDE, INSIDE)
        whole.setSpacing(HAIR)
        whole.addLayout(top)
        whole.addWidget(self._details)
        whole.addWidget(self._copy, 0, Qt.AlignmentFlag.AlignLeft)

    @property
    def message(self) -> Message | None:
        """What is shown now."""
        return self._message

    def show_message(self, message: Message) -> None:
        """Show this instead of what was there."""
        self._message = message
        self._text.setText(message.text)
        self._text.setAccessibleName(message.text)
        self._action.setText(message.action)
        self._action.setVisible(bool(message.action))
        self._fold.setChecked(False)
        self._fold.setVisible(bool(message.details))
        self._details.setPlainText(message.details)
        self._show_details(False)
        # Good news goes away by itself; what asks for attention stays until it is closed.
        if message.tone == "ok":
            self._fade.start()
        else:
            self._fade.stop()
        self.restyle()
        self.show()

    def restyle(self) -> None:
        """Take the colours of the theme in use."""
        if self._message is None:
            return
        colors = theme_state.colors()
        tone = self._message.tone
        self._glyph.setPixmap(pixmap(TONES[tone].icon, 18, colors.tone(tone), self.devicePixelRatioF()))
        self.setStyleSheet(
            f"#messageBar {{ background: {colors.tint(tone)}; border: 0; border-bottom: 1px solid {colors.line}; }}"
        )

    def clear(self) -> None:
        """Nothing to say any more."""
        self._message = None
        self.hide()

    def _act(self) -> None:
        act = self._message.act if self._message else None
        self.clear()
        if act:
            act()

    def _show_details(self, shown: bool) -> None:
        self._details.setVisible(shown)
        self._copy.setVisible(shown)
        self._details.setFixedHeight(self.fontMetrics().lineSpacing() * 6)

    def _copy_details(self) -> None:
        QGuiApplication.clipboard().setText(self._details.toPlainText())
