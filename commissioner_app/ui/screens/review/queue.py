"""The review queue as a list: what, who wrote it, since when it waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from commissioner_app.i18n import sentence, tr
from commissioner_app.services.listing import RecordRow
from commissioner_app.services.review import ReviewRow
from commissioner_app.ui.shared.record_model import RowRole
from commissioner_app.ui.shared.row_delegate import RowDelegate, state_word

ReviewRole: Final = int(Qt.ItemDataRole.UserRole) + 1
Index = QModelIndex | QPersistentModelIndex


def as_row(row: ReviewRow) -> RecordRow:
    """The queue's line in the shape that the list paints."""
    who = row.writer_name or tr("ui.history.somebody")
    below = " · ".join(part for part in (sentence(tr(f"{row.kind}.word")), who, row.subtitle) if part)
    return RecordRow(row.id, row.kind, row.title, below, row.date, row.state, row.tone, "", "", "", "received", "")


class QueueModel(QAbstractListModel):
    """The rows of the queue."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[ReviewRow] = []

    def set_rows(self, rows: Sequence[ReviewRow]) -> None:
        """Show these."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() else len(self._rows)

    def find(self, record_id: str) -> int:
        """The place of a record, -1 where it is not in the queue."""
        return next((n for n, row in enumerate(self._rows) if row.id == record_id), -1)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ReviewRole:
            return row
        if role == RowRole:
            return as_row(row)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{row.title}，{row.writer_name}，{state_word(row.kind, row.state)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.title
        return None


class QueueDelegate(RowDelegate):
    """The usual two lines; everything in the queue was received, so only the state is said."""

    def __init__(self, today: date, parent: QObject | None = None) -> None:
        super().__init__(today, parent, marks=False)
