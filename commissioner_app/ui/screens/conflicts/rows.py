"""The open conflicts as a list: whose record, which field, who changed it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from commissioner_app.i18n import tr
from commissioner_app.services.conflicts import ConflictRow
from commissioner_app.services.listing import RecordRow, tone_of
from commissioner_app.ui.shared.record_model import RowRole
from commissioner_app.ui.shared.row_delegate import RowDelegate

ConflictRole: Final = int(Qt.ItemDataRole.UserRole) + 1
Index = QModelIndex | QPersistentModelIndex


def as_row(row: ConflictRow) -> RecordRow:
    """The line in the shape that the list paints: the record above, the field and both people below."""
    people = " / ".join(dict.fromkeys(row.people))
    below = " · ".join(part for part in (row.label, people) if part)
    tone = tone_of(row.kind, row.state)
    return RecordRow(row.record_id, row.kind, row.title, below, row.date, row.state, tone, "", "", "", "conflict", "")


class ConflictModel(QAbstractListModel):
    """The conflicts that the filters let through."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[ConflictRow] = []

    def set_rows(self, rows: Sequence[ConflictRow]) -> None:
        """Show these."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() else len(self.rows)

    def find(self, conflict_id: str) -> int:
        """The place of a conflict, -1 where it is not in the list."""
        return next((n for n, row in enumerate(self.rows) if row.id == conflict_id), -1)

    def find_record(self, record_id: str) -> int:
        """The place of the first conflict of a record, -1 where it has none here."""
        return next((n for n, row in enumerate(self.rows) if row.record_id == record_id), -1)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == ConflictRole:
            return row
        if role == RowRole:
            return as_row(row)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return tr("conflict.row", title=row.title, label=row.label, mine=row.mine_by, theirs=row.theirs_by)
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{row.title}\n{row.label}"
        return None


class ConflictDelegate(RowDelegate):
    """The usual two lines without their marks: everything in this list waits for a decision."""

    def __init__(self, today: date, parent: QObject | None = None) -> None:
        super().__init__(today, parent, marks=False)
