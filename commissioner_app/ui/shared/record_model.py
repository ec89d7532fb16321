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
Page = tuple[int, list[RecordRow]]
Later = Callable[[Callable[[], Page], Callable[[Page], None]], object]
"""Does work away from the main thread and hands its result back there."""


class RecordModel(QAbstractListModel):
    """Rows of one query. ``fetch`` and ``count`` are ``services.records.rows`` and ``count``.

    Plain lists come straight from an index and are read at once. A search for words may have to sort all it finds, so
    it is answered through ``later``; until then the rows before stay, and a page under way shows empty rows.
    """

    def __init__(
        self,
        fetch: Callable[[ListQuery], list[RecordRow]],
        count: Callable[[ListQuery], int],
        query: ListQuery,
        describe: RowText,
        parent: QObject | None = None,
        *,
        later: Later | None = None,
    ) -> None:
        super().__init__(parent)
        self._later = later
        self._asked = 0
        self._under_way: set[int] = set()
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
        self._asked += 1
        if self._query.text and self._later is not None:
            query, asked = self._query, self._asked
            first = replace(query, limit=PAGE, offset=0)
            self._later(
                lambda: (self._count_of(query), self._fetch(first)),
                lambda found: self._install(found, {0: found[1]}) if asked == self._asked else None,
            )
        else:
            self._install((self._count_of(self._query), []), {})

    def _install(self, found: Page, pages: dict[int, list[RecordRow]]) -> None:
        self.beginResetModel()
        self._pages = OrderedDict(pages)
        self._under_way.clear()
        self._rows = found[0]
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
            wanted = replace(self._query, limit=PAGE, offset=page * PAGE)
            if self._query.text and self._later is not None:
                self._fetch_later(page, wanted)
                return None
            rows = self._fetch(wanted)
            self._keep(page, rows)
        else:
            self._pages.move_to_end(page)
        return rows[place] if place < len(rows) else None

    def _keep(self, page: int, rows: list[RecordRow]) -> None:
        self._pages[page] = rows
        if len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)

    def _fetch_later(self, page: int, wanted: ListQuery) -> None:
        if page in self._under_way or self._later is None:
            return
        self._under_way.add(page)
        asked = self._asked

        def arrived(found: Page) -> None:
            if asked == self._asked:
                self._under_way.discard(page)
                self._keep(page, found[1])
                self.dataChanged.emit(self.index(page * PAGE), self.index(min(self._rows, (page + 1) * PAGE) - 1))

        self._later(lambda: (0, self._fetch(wanted)), arrived)

    def find(self, record_id: str) -> int:
        """The number of a record among the pages that were read (the first page is read if none was); -1 if absent."""
        if self._rows and not self._pages:
            self.row(0)
        for page, rows in self._pages.items():
            for place, row in enumerate(rows):
                if row.id == record_id:
                    return page * PAGE + place
        return -1
