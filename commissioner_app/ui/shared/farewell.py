"""What is still said when the program is closed with unsent work and a network: the window is gone at once, a small one
sends for a few seconds more and can be closed as well."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QProgressBar, QWidget

from commissioner_app.i18n import tr
from commissioner_app.services.progress import Progress
from commissioner_app.ui.shared.form_layout import button, column, heading, row, text
from commissioner_app.ui.shared.tokens import AROUND, BETWEEN

LONGEST_MS: Final = 20_000


class Farewell(QWidget):
    """``ended`` once: sent, out of patience, or closed by the person."""

    ended = Signal()

    def __init__(self, waiting: str) -> None:
        super().__init__()
        self.setObjectName("farewell")
        self.setWindowTitle(tr("ui.program"))
        self._over = False
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("syncpage.progress"))
        now = button(tr("farewell.now"), name="farewellNow")
        now.clicked.connect(self.end)
        layout = column(self, margin=AROUND, spacing=BETWEEN)
        layout.addWidget(heading(tr("farewell.title"), 2))
        layout.addWidget(text(tr("farewell.explain", what=waiting)))
        layout.addWidget(self._bar)
        across = row()
        across.addStretch(1)
        across.addWidget(now)
        layout.addLayout(across)
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("中") * 30)
        QTimer.singleShot(LONGEST_MS, self, self.end)

    def show_progress(self, progress: Progress) -> None:
        """A step of the last sync."""
        self._bar.setRange(0, progress.total or 0)
        self._bar.setValue(progress.done)

    def end(self) -> None:
        """Enough; what is not sent goes with the next start."""
        if not self._over:
            self._over = True
            self.hide()
            self.ended.emit()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        super().closeEvent(event)
        self.end()
