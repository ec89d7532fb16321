"""Steps of this person that did not count: what stands instead, what was said, and that it was read."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from commissioner_app.i18n import tr
from commissioner_app.services.lost_moves import LostMove
from commissioner_app.ui.shared.detail_parts import LinkRow
from commissioner_app.ui.shared.form_layout import button, clear_layout, column, line, row
from commissioner_app.ui.shared.tokens import AROUND, BETWEEN, INSIDE

MOST_SHOWN = 3


class Notices(QFrame):
    """``read``: the ids of what was read. ``opened``: kind and id of a record."""

    read = Signal(list)
    opened = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("lostMoves")
        self._shown: list[LostMove] = []
        self._layout = column(self, spacing=INSIDE)
        self._layout.setContentsMargins(AROUND, 0, AROUND, INSIDE)
        self.hide()

    def show_moves(self, found: Sequence[LostMove]) -> None:
        """Show these, the first few; the others follow once those were read."""
        if list(found) == self._shown:
            return
        self._shown = list(found)
        clear_layout(self._layout)
        for move in self._shown[:MOST_SHOWN]:
            self._layout.addWidget(self._line(move))
        if self._shown:
            self._layout.addWidget(line())
        self.setVisible(bool(self._shown))

    def _line(self, move: LostMove) -> QWidget:
        holder = QWidget()
        layout = row(holder, spacing=BETWEEN)
        said = tr("conflict.lost.said", words=move.said) if move.said else ""
        words = tr("conflict.lost", title=move.title or tr("ui.untitled"), state=move.state, stands=move.stands)
        lead = LinkRow(words, said, name="lostMove")
        lead.opened.connect(lambda: self.opened.emit(move.kind, move.record_id))
        done = button(tr("conflict.lost.read"), "check", name="lostMoveRead")
        done.setAccessibleName(f"{done.text()} {words}")
        done.clicked.connect(lambda: self.read.emit([move.id]))
        layout.addWidget(lead, 1)
        layout.addWidget(done)
        return holder
