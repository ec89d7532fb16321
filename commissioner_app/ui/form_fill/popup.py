"""A line to type into with a list of fitting entries below it: for long choice lists and for records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QCompleter,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from commissioner_app.ui.shared.theme_state import colors
from commissioner_app.ui.shared.tokens import HAIR, INSIDE

_SHOWN = 9
ENTRY: Final = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list."""

    value: str
    title: str
    subtitle: str = ""


class EntryModel(QAbstractListModel):
    """The entries that fit what was typed."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.entries: Sequence[Entry] = ()

    def show(self, entries: Sequence[Entry]) -> None:
        """Replace all entries."""
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and default
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | Entry | None:
        entry = self.entries[index.row()]
        if role == ENTRY:
            return entry
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return entry.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{entry.title}, {entry.subtitle}" if entry.subtitle else entry.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return entry.title
        return None


class EntryDelegate(QStyledItemDelegate):
    """Draws the title and, muted below it, what tells namesakes apart."""

    def _entry(self, index: Index) -> Entry:
        # The completer puts a model of its own in between; the entry comes through it as data.
        entry = index.data(ENTRY)
        return entry if isinstance(entry, Entry) else Entry("", "")

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's name
        lines = 2 if self._entry(index).subtitle else 1
        return QSize(80, lines * option.fontMetrics.lineSpacing() + 2 * HAIR + 2)  # type: ignore[attr-defined]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry = self._entry(index)
        state, area, metrics = option.state, option.rect, option.fontMetrics  # type: ignore[attr-defined]
        palette: QPalette = option.palette  # type: ignore[attr-defined]
        painter.save()
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.fillRect(area, palette.base().color() if not chosen else colors().selected)
        inner: QRect = area.adjusted(INSIDE, HAIR, -INSIDE, -HAIR)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        painter.setPen(colors().text)
        title = metrics.elidedText(entry.title, Qt.TextElideMode.ElideMiddle, inner.width())
        painter.drawText(inner, flags, title)
        if entry.subtitle:
            painter.setPen(colors().muted)
            below = inner.adjusted(0, metrics.lineSpacing(), 0, 0)
            painter.drawText(
                below, flags, metrics.elidedText(entry.subtitle, Qt.TextElideMode.ElideRight, inner.width())
            )
        painter.restore()


class PopupLine(QLineEdit):
    """A line edit whose list the owner fills. ``wanted`` asks for entries for a text, ``chosen`` names the one taken."""

    wanted = Signal(str)
    chosen = Signal(object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._model = EntryModel(self)
        self._completer = QCompleter(self._model, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(_SHOWN)
        view = QListView()
        view.setUniformItemSizes(True)
        view.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._completer.setPopup(view)
        # After setPopup, which installs a delegate of its own.
        view.setItemDelegate(EntryDelegate(view))
        self._view = view
        self._completer.setWidget(self)
        self._completer.activated[QModelIndex].connect(self._take)  # type: ignore[index]
        self.textEdited.connect(self.wanted)

    @property
    def entries(self) -> Sequence[Entry]:
        """What the list shows."""
        return self._model.entries

    def offer(self, entries: Sequence[Entry]) -> None:
        """Show the entries below the line; an empty list closes it."""
        self._model.show(entries)
        if not entries or not self.hasFocus():
            self.close_list()
            return
        self._view.setStyleSheet(f"QListView {{ border: 1px solid {colors().control}; }}")
        rect = self.rect()
        self._completer.complete(QRect(0, 0, max(rect.width(), 280), rect.height()))
        self._view.setCurrentIndex(self._completer.completionModel().index(0, 0))

    def close_list(self) -> None:
        """Hide the list."""
        self._view.hide()

    @property
    def list_open(self) -> bool:
        """Whether the list shows."""
        return self._view.isVisible()

    def take_first(self) -> bool:
        """Take the first entry, as Enter does while the list is open."""
        if not self._model.entries:
            return False
        self.chosen.emit(self._model.entries[0])
        return True

    def name_list(self, name: str) -> None:
        """Give the list a name that tests can find."""
        self._view.setObjectName(name)

    def _take(self, index: QModelIndex) -> None:
        entry = index.data(ENTRY)
        if isinstance(entry, Entry):
            self.chosen.emit(entry)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if self.list_open and self._key_of_list(event.key()):
            return
        if event.key() == Qt.Key.Key_Down and not self.list_open and not self.isReadOnly():
            self.wanted.emit(self.text())
            return
        super().keyPressEvent(event)

    def _key_of_list(self, key: int) -> bool:
        """Keys for the list that reach the line, where the platform gives the popup no keyboard of its own."""
        row = self._view.currentIndex().row()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self._view.currentIndex())
            self.close_list()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            wanted = min(max(row + step, 0), len(self.entries) - 1)
            self._view.setCurrentIndex(self._completer.completionModel().index(wanted, 0))
        elif key == Qt.Key.Key_Escape:
            self.close_list()
        else:
            return False
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        super().mousePressEvent(event)
        if not self.list_open and not self.isReadOnly() and event.button() == Qt.MouseButton.LeftButton:
            self.wanted.emit("")

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason and QApplication.activePopupWidget() is None:
            self.left.emit()
