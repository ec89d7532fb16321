"""A layout of equal columns that are as many as fit: choices stand in straight columns at every width."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from commissioner_app.ui.shared.tokens import BETWEEN, HAIR


class ColumnFlow(QLayout):
    """Places its widgets row by row in equal columns. ``columns`` fixes their number, ``packed`` lets each be its own width."""

    def __init__(self, parent: QWidget | None = None, *, columns: int = 0, packed: bool = False) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._columns = columns
        self._packed = packed
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802 - Qt's name
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's name
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]  # noqa: N802 - Qt's name
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802 - Qt's name
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802 - Qt's name
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        widest = max((item.sizeHint().width() for item in self._items), default=0)
        return QSize(widest, self.heightForWidth(max(widest, 320)))

    def minimumSize(self) -> QSize:  # noqa: N802 - Qt's name
        width = max((min(item.sizeHint().width(), 120) for item in self._items), default=0)
        height = max((item.sizeHint().height() for item in self._items), default=0)
        return QSize(width, height)

    def _place(self, rect: QRect, *, move: bool) -> int:
        shown = [item for item in self._items if (widget := item.widget()) is None or not widget.isHidden()]
        if not shown:
            return 0
        widest = max(item.sizeHint().width() for item in shown)
        columns = self._columns or max(1, (rect.width() + BETWEEN) // (widest + BETWEEN))
        columns = min(columns, len(shown))
        pitch = rect.width() // columns if self._columns else widest + BETWEEN
        x, y, row_height, column = rect.x(), rect.y(), 0, 0
        for item in shown:
            hint = item.sizeHint()
            width = min(hint.width() if self._packed else pitch - BETWEEN // 2, rect.width())
            full = x + width > rect.right() + 1 if self._packed else column >= columns
            if full and x > rect.x():
                x, y, row_height, column = rect.x(), y + row_height + HAIR, 0, 0
            height = item.heightForWidth(width) if item.hasHeightForWidth() else hint.height()
            if move:
                item.setGeometry(self._mirrored(QRect(QPoint(x, y), QSize(width, height)), rect))
            x += width + BETWEEN if self._packed else pitch
            column += 1
            row_height = max(row_height, height)
        return y + row_height - rect.y()

    def _mirrored(self, place: QRect, area: QRect) -> QRect:
        """Counted from the right, where the language is written from there."""
        parent: QWidget | None = self.parentWidget()
        if parent is None or not parent.isRightToLeft():
            return place
        return QRect(QPoint(area.left() + area.right() - place.right(), place.y()), place.size())
