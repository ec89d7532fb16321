"""One line per record and file that waits or arrived: what it is, its title, how it stands, its receipt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from PySide6.QtCore import QAbstractItemModel, QObject, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableView

from commissioner_app.i18n import has, sentence, tr
from commissioner_app.services.sync_lines import SyncLine
from commissioner_app.ui.shared import theme_state
from commissioner_app.ui.shared.dates import receipt_text
from commissioner_app.ui.shared.icons import icon
from commissioner_app.ui.shared.rows_model import Index, RowsModel
from commissioner_app.ui.shared.tokens import TONES

STATE_TONES: Final = {
    "waiting": "waiting",
    "sending": "waiting",
    "received": "ok",
    "refused": "returned",
    "conflict": "attention",
    "damaged": "attention",
}

ARRIVED: Final = frozenset({"received", "conflict"})


class LineModel(RowsModel[SyncLine]):
    """The lines of the sync page."""

    columns = ("what", "title", "state", "received")
    headings = "syncpage.column"

    def __init__(self, today: date, parent: QObject | None = None) -> None:
        super().__init__((), parent)
        self._today = today

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        found = self.row_at(index.row()) if index.isValid() else None
        if found is None:
            return None
        column = self.columns[index.column()]
        tone = STATE_TONES.get(found.state, "draft")
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(found, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._words(found, column) + self._more(found, column)
        if column == "state" and role == Qt.ItemDataRole.DecorationRole:
            return icon(TONES[tone].icon, tone)
        if column == "state" and role == Qt.ItemDataRole.ForegroundRole:
            return QColor(theme_state.colors().tone(tone))
        return None

    def _more(self, found: SyncLine, column: str) -> str:
        """What a line has no room for: the reason of a refusal, what to do about a damaged file, a file's receipt."""
        if column == "state" and found.state == "damaged":
            return f"\n{tr('syncpage.damaged')}"
        if column == "state":
            return f"\n{found.detail}" if found.detail else ""
        checked = column == "received" and found.what == "file" and found.state == "received"
        return f"\n{tr('syncpage.checked', checksum=found.id.partition('.')[0])}" if checked else ""

    def _words(self, found: SyncLine, column: str) -> str:
        if column == "what":
            kind = f"{found.kind}.word"
            return sentence(tr("syncpage.file" if found.what == "file" else kind if has(kind) else "syncpage.record"))
        if column == "title":
            return found.title or tr("ui.untitled")
        if column == "state":
            return sentence(tr(f"syncpage.state.{found.state}"))
        # While a change waits, the receipt of what was before it would read as if it had arrived.
        arrived = found.received_at and found.state in ARRIVED
        return receipt_text(found.received_at, self._today) if arrived else ""


def make_view(
    model: QAbstractItemModel,
    *,
    name: str = "syncLines",
    label: str = "",
    stretch: int = 1,
    widths: Sequence[tuple[int, int]] = ((0, 8), (2, 13), (3, 12)),
) -> QTableView:
    """A table that shows these rows; ``widths`` are columns with how many Chinese characters they take, ``stretch`` is the
    column that has the rest."""
    view = QTableView()
    view.setObjectName(name)
    view.setAccessibleName(label or tr("syncpage.lines"))
    view.setModel(model)
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setTextElideMode(Qt.TextElideMode.ElideMiddle if stretch == 1 else Qt.TextElideMode.ElideRight)
    # Where a window is low, rows give way before the words above and below them.
    view.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setTabKeyNavigation(False)
    view.verticalHeader().hide()
    view.verticalHeader().setDefaultSectionSize(view.fontMetrics().height() + 14)
    header = view.horizontalHeader()
    header.setHighlightSections(False)
    header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    header.setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)
    unit = view.fontMetrics().horizontalAdvance("中")
    for column, characters in widths:
        view.setColumnWidth(column, max(unit * characters, header.sectionSizeHint(column)))
    return view
