"""Cells whose lines of text do not touch those of the row above, and that wrap before they would be cut."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from commissioner_app.ui.shared.tokens import INSIDE

# What the style sheet puts left and right of a cell's text; Qt forgets it when it works out a row's height.
PADDING = 12


class RoomyDelegate(QStyledItemDelegate):
    """As high as its text, and some air."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802
        narrower = QStyleOptionViewItem(option)
        cell: QRect = option.rect  # type: ignore[attr-defined]
        narrower.rect = cell.adjusted(0, 0, -PADDING, 0)  # type: ignore[attr-defined]
        return super().sizeHint(narrower, index) + QSize(0, 2 * INSIDE - 2)
