"""The open conflicts above the lines: as high as its cards, and scrolling where the page has no room for all of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget

from commissioner_app.i18n import tr
from commissioner_app.services.conflicts import ConflictRow
from commissioner_app.services.program import Program
from commissioner_app.ui.screens.sync.conflict_card import ConflictCard
from commissioner_app.ui.shared.form_layout import clear_layout, column, heading, text
from commissioner_app.ui.shared.shell import Shell
from commissioner_app.ui.shared.tokens import AROUND, BETWEEN


class ConflictArea(QScrollArea):
    """Hidden without conflicts. ``wants_room``: its content has another height now; the page answers with ``fit``."""

    wants_room = Signal()

    def __init__(self, program: Program, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("conflictArea")
        self._program, self._shell = program, shell
        self._rows: list[ConflictRow] = []
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inside = QWidget()
        self._whole = whole = column(self._inside, spacing=BETWEEN)
        whole.setContentsMargins(AROUND, BETWEEN, AROUND, BETWEEN)
        self._cards: QVBoxLayout = column(spacing=BETWEEN)
        whole.addLayout(self._cards)
        whole.addStretch(1)
        self.setWidget(self._inside)
        # The height of wrapped texts is known only once they are laid out; every new layout asks again.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.wants_room)
        self._inside.installEventFilter(self)
        self.hide()

    def show_rows(self, rows: Sequence[ConflictRow]) -> None:
        """Show these; cards of which nothing changed keep what was typed into them."""
        if list(rows) == self._rows:
            return
        self._rows = list(rows)
        focused: QWidget | None = QApplication.focusWidget()
        held = focused is not None and self._inside.isAncestorOf(focused)
        clear_layout(self._cards)
        if rows:
            self._cards.addWidget(heading(tr("conflict.title", n=len(rows)), 3))
            self._cards.addWidget(text(tr("conflict.explain"), muted=True))
        for conflict in rows:
            self._cards.addWidget(ConflictCard(self._program, self._shell, conflict))
        self.setVisible(bool(rows))
        parent = self.parentWidget()
        if held and parent is not None:
            # The button that was pressed is gone; without this the keyboard falls to the first entry of the rail.
            parent.setFocus()
        self._soon.start(0)

    def fit(self, room: int) -> int:
        """Take the height of the content, at most ``room`` pixels; gives what was taken."""
        layout = self._whole
        layout.activate()
        width = self.width() - self.verticalScrollBar().sizeHint().width()
        wanted = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.totalSizeHint().height()
        height = max(0, min(wanted, room))
        if height != self.height() or self.minimumHeight() != height:
            self.setFixedHeight(height)
        return height

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if watched is self._inside and event.type() == QEvent.Type.LayoutRequest:
            self._soon.start(0)
        return super().eventFilter(watched, event)
