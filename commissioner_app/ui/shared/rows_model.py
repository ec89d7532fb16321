"""A table of rows with named columns: what every small table model repeats."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from commissioner_app.i18n import tr

Index = QModelIndex | QPersistentModelIndex
Row = TypeVar("Row")
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class RowsModel(QAbstractTableModel, Generic[Row]):
    """``columns`` are names; a column's heading is the text ``<headings>.<name>``. Columns in ``numbers`` align right.

    Whoever derives from it says what ``data`` is."""

    columns: ClassVar[tuple[str, ...]]
    headings: ClassVar[str]
    numbers: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, rows: Sequence[Row] = (), parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows = list(rows)

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def row_at(self, number: int) -> Row | None:
        """The row of that number."""
        return self.rows[number] if 0 <= number < len(self.rows) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() else len(self.columns)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(f"{self.headings}.{self.columns[section]}")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if self.columns[section] in self.numbers else LEFT
        return None
