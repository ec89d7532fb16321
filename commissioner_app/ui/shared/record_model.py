"""A list of records that is as long as the store says, read page by page when it is looked at; no SQL, no copies."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from commissioner_app.services.listing import ListQuery, RecordRow

PAGE: Final = 100
PAGES_KEPT: Final = 40
RowRole: Final = int(Qt.ItemDataRole.UserRole)

Index = QModelIndex | QPersistentModelIndex
RowText = Callable[[RecordRow], str]


class RecordModel(QAbstractListModel):
    """Rows of one query. ``fetch`` and ``count`` are ``services.records.rows`` and ``count``."""

    def __init__(
        self,
        fetch: Callable[[ListQuery], list[RecordRow]],
        count: Callable[[ListQuery], int],
        query: ListQuery,
        describe: RowText,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._fetch = fetch
        self._count_of = count
        self._describe = describe
        self._query = query
        self._pages: OrderedDict[int, list[RecordRow]] = OrderedDict()
        self._rows = 0
        self._loaded = False

    @property
    def query(self) -> ListQuery:
        """The question that is answered now."""
        return self._query

    def set_query(self, query: ListQuery) -> None:
        """Ask something else."""
        if query != self._query or not self._loaded:
            self._query = query
            self.reload()

    def reload(self) -> None:
        """Read again, after something changed."""
        self.beginResetModel()
        self._pages.clear()
        self._rows = self._count_of(self._query)
        self._loaded = True
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() else self._rows

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or not 0 <= index.row() < self._rows:
            return None
        if role in (RowRole, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            row = self.row(index.row())
            if role == RowRole:
                return row
            return self._describe(row) if row else ""
        if role == Qt.ItemDataRole.ToolTipRole:
            row = self.row(index.row())
            return "\n".join(part for part in (row.title, row.subtitle) if part) if row else ""
        return None

    def row(self, number: int) -> RecordRow | None:
        """The row of that number; None where the store has fewer rows by now than when they were counted."""
        page, place = divmod(number, PAGE)
        rows = self._pages.get(page)
        if rows is None:
            rows = self._fetch(replace(self._query, limit=PAGE, offset=page * PAGE))
            self._pages[page] = rows
            if len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(page)
        return rows[place] if place < len(rows) else None

    def find(self, record_id: str) -> int:
        """The number of a record among the pages that were read (the first page is read if none was); -1 if absent."""
        if self._rows and not self._pages:
            self.row(0)
        for page, rows in self._pages.items():
            for place, row in enumerate(rows):
                if row.id == record_id:
                    return page * PAGE + place
        return -1
