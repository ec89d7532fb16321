"""The view of a long list: a table of one column, because Qt's list view lays every row out and a table only what is seen."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView


class RowView(QTableView):
    """Rows of one height; Up, Down, Home, End and Page keys choose, Tab goes on to the next control."""

    def __init__(self, name: str, words: str, model: QAbstractItemModel, delegate: QStyledItemDelegate) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        option = QStyleOptionViewItem()
        option.fontMetrics = self.fontMetrics()  # type: ignore[attr-defined]
        height = delegate.sizeHint(option, QModelIndex()).height()
        rows.setMinimumSectionSize(height)
        rows.setDefaultSectionSize(height)
        self.setItemDelegate(delegate)
        self.setModel(model)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """A message above the list makes it lower: the row that is open stays in sight, if it was."""
        super().resizeEvent(event)
        current = self.currentIndex()
        if current.isValid() and 0 <= self.visualRect(current).top() < event.oldSize().height():
            self.scrollTo(current)
