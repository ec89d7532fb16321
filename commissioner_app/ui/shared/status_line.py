"""The line at the bottom: one plain sentence about sending, from the store; a button that sends now."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
)

from commissioner_app.i18n import has, tr
from commissioner_app.services.progress import Progress
from commissioner_app.services.sync_status import SyncStatus
from commissioner_app.services.sync_words import size_text, status_sentence, trouble
from commissioner_app.ui.shared import theme_state
from commissioner_app.ui.shared.form_layout import button, row
from commissioner_app.ui.shared.icons import icon, pixmap
from commissioner_app.ui.shared.tokens import BETWEEN, INSIDE


def progress_sentence(progress: Progress) -> str:
    """A step of a sync in words, with its count where one is known."""
    words = tr(progress.text_key, **progress.params) if has(progress.text_key) else tr("ui.status.running")
    if not progress.total or "total" in progress.params:
        return words
    if progress.unit == "bytes":
        return f"{words}  {size_text(progress.done)} / {size_text(progress.total)}"
    return f"{words} {progress.done} / {progress.total}"


def show_share(bar: QProgressBar, progress: Progress) -> None:
    """How far a step is. Bars count to two thousand million at most, and photos may be more bytes than that."""
    unit = 1024 if progress.unit == "bytes" else 1
    bar.setRange(0, -(-progress.total // unit))
    bar.setValue(progress.done // unit)


class ElidedButton(QPushButton):
    """A button whose long words end in "…" where the window is narrow, instead of keeping it wide."""

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        option = QStyleOptionButton()
        self.initStyleOption(option)
        room = self.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, self).width()
        option.text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)  # type: ignore[attr-defined]
        QStylePainter(self).drawControl(QStyle.ControlElement.CE_PushButton, option)


class StatusLine(QFrame):
    """``opened`` asks for the sync page, ``sync_wanted`` for a sync, ``cancel_wanted`` to stop the one that runs."""

    opened = Signal()
    sync_wanted = Signal()
    cancel_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("statusLine")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._running = False
        self._glyph = QLabel()
        self._tone = ("cloud-check", "ok")
        self._words = ElidedButton()
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._words.setObjectName("statusText")
        self._words.clicked.connect(self.opened)
        self._bar = QProgressBar()
        self._bar.setObjectName("statusProgress")
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(160)
        self._bar.hide()
        self._sync: QPushButton = button(tr("ui.sync.now"), "refresh-cw", name="syncNow")
        self._sync.clicked.connect(self._clicked)
        layout = row(self, spacing=INSIDE)
        layout.setContentsMargins(BETWEEN, 6, BETWEEN, 6)
        layout.addWidget(self._glyph)
        layout.addWidget(self._words, 1, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self._bar)
        layout.addWidget(self._sync)

    def text(self) -> str:
        """What the line says."""
        return self._words.text()

    def show_status(self, status: SyncStatus, today: date) -> None:
        """Say how things stand, unless a sync is telling its steps."""
        if self._running:
            return
        if status.conflicts or status.refused or trouble(status):
            self._tone = ("triangle-alert", "attention")
        elif status.paused:
            self._tone = ("circle-pause", "draft")
        elif status.online is False:
            self._tone = ("wifi-off", "draft")
        else:
            self._tone = ("cloud-upload", "waiting") if status.waits else ("cloud-check", "ok")
        self._say(status_sentence(status, today))

    def show_progress(self, progress: Progress) -> None:
        """Say what the running sync does."""
        self._running = True
        self._tone = ("refresh-cw", "waiting")
        self._sync.setText(tr("ui.sync.stop"))
        self._sync.setIcon(icon("stop"))
        show_share(self._bar, progress)
        self._bar.show()
        self._say(progress_sentence(progress))

    def finish(self) -> None:
        """The sync ended; ``show_status`` says the rest."""
        self._running = False
        self._bar.hide()
        self._sync.setText(tr("ui.sync.now"))
        self._sync.setIcon(icon("refresh-cw"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.PaletteChange:
            self._paint()
        super().changeEvent(event)

    def _say(self, words: str) -> None:
        self._words.setText(words)
        self._words.setToolTip(words)
        self._words.setAccessibleName(words)
        self._paint()

    def _paint(self) -> None:
        name, tone = self._tone
        self._glyph.setPixmap(
            pixmap(name, self.fontMetrics().height(), theme_state.colors().tone(tone), self.devicePixelRatioF())
        )

    def _clicked(self, *_args: Any) -> None:
        (self.cancel_wanted if self._running else self.sync_wanted).emit()
