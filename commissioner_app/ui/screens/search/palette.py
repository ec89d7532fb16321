"""Search over everything (Ctrl+K): hosts, visits, needs, resources, people and commands; recent first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from commissioner_app.i18n import has, sentence, tr
from commissioner_app.services.program import Program
from commissioner_app.services.search import Hit
from commissioner_app.ui.shared import theme_state
from commissioner_app.ui.shared.form_layout import column, line, text
from commissioner_app.ui.shared.icons import icon, pixmap
from commissioner_app.ui.shared.screen_spec import Command
from commissioner_app.ui.shared.shell import Shell
from commissioner_app.ui.shared.tokens import BETWEEN, HAIR, INSIDE

Index = QModelIndex | QPersistentModelIndex
HitRole: Final = int(Qt.ItemDataRole.UserRole)
ICONS: Final = {
    "host": "building-2", "visit": "footprints", "need": "lightbulb", "resource": "library", "person": "user",
    "plan": "calendar-days", "match": "handshake", "activity": "users", "village": "house", "team": "users",
    "agreement": "files", "assessment": "files", "evaluation": "files", "contract": "files", "appointment": "user",
    "survey": "clipboard-list",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the palette: a record or a command."""

    words: str
    below: str
    icon: str
    hit: Hit | None = None
    command: Command | None = None


def entry_of(hit: Hit) -> Entry:
    """A record as a line: its kind is said, so that hosts and people of one name differ."""
    kind = sentence(tr(f"{hit.kind}.word")) if has(f"{hit.kind}.word") else hit.kind
    below = " · ".join(part for part in (kind, hit.subtitle, hit.date) if part)
    return Entry(hit.title or tr("ui.untitled"), below, ICONS.get(hit.kind, "file-text"), hit=hit)


class EntryModel(QAbstractListModel):
    """The lines found."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.entries: list[Entry] = []

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Show these."""
        self.beginResetModel()
        self.entries = list(entries)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self.entries):
            return None
        entry = self.entries[index.row()]
        if role == HitRole:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.words
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return f"{entry.words}，{entry.below}" if entry.below else entry.words
        return None


class EntryDelegate(QStyledItemDelegate):
    """Icon, words, quiet words at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:  # noqa: N802
        return QSize(200, option.fontMetrics.height() + 2 * INSIDE)  # type: ignore[attr-defined]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: Entry | None = index.data(HitRole)
        if entry is None:
            return
        colors = theme_state.colors()
        area = option.rect  # type: ignore[attr-defined]
        metrics = option.fontMetrics  # type: ignore[attr-defined]
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            painter.fillRect(area, QColor(colors.selected))
        elif option.state & QStyle.StateFlag.State_MouseOver:  # type: ignore[attr-defined]
            painter.fillRect(area, QColor(colors.hover))
        size = metrics.height()
        inside = area.adjusted(BETWEEN, 0, -BETWEEN, 0)
        painter.drawPixmap(
            inside.left(),
            area.center().y() - size // 2,
            pixmap(entry.icon, size, colors.muted, painter.device().devicePixelRatioF()),
        )
        line_of = inside.adjusted(size + INSIDE, 0, 0, 0)
        half = int(line_of.width() * 0.58) if entry.below else line_of.width()
        painter.setPen(QColor(colors.text))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(line_of, middle, metrics.elidedText(entry.words, Qt.TextElideMode.ElideMiddle, half))
        painter.setPen(QColor(colors.muted))
        room = line_of.width() - min(half, metrics.horizontalAdvance(entry.words)) - BETWEEN
        below = metrics.elidedText(entry.below, Qt.TextElideMode.ElideRight, room)
        painter.drawText(line_of, middle | Qt.AlignmentFlag.AlignRight, below)
        painter.restore()


class Palette(QFrame):
    """Floats over the window; Up, Down and Enter work while typing; Esc and a click elsewhere close it."""

    def __init__(self, program: Program, shell: Shell, commands: Sequence[Command]) -> None:
        super().__init__()
        self.setObjectName("searchPalette")
        self.setAccessibleName(tr("ui.search.title"))
        self.setAutoFillBackground(True)
        self._program, self._shell, self._commands = program, shell, list(commands)
        self.edit = QLineEdit()
        self.edit.setObjectName("paletteText")
        self.edit.setPlaceholderText(tr("ui.search.placeholder"))
        self.edit.setAccessibleName(tr("ui.search.title"))
        self.edit.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.edit.installEventFilter(self)
        self.model = EntryModel(self)
        self.view = QListView()
        self.view.setObjectName("paletteList")
        self.view.setAccessibleName(tr("ui.search.title"))
        self.view.setModel(self.model)
        self.view.setItemDelegate(EntryDelegate(self.view))
        self.view.setMouseTracking(True)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.clicked.connect(self._take)
        self._nothing = text(tr("ui.search.nothing"), muted=True)
        self._nothing.setContentsMargins(BETWEEN, INSIDE, BETWEEN, INSIDE)
        layout = column(self, margin=1, spacing=0)
        top = column()
        top.setContentsMargins(INSIDE, INSIDE, INSIDE, INSIDE)
        top.addWidget(self.edit)
        layout.addLayout(top)
        layout.addWidget(line())
        layout.addWidget(self._nothing)
        layout.addWidget(self.view, 1)
        hint = text(tr("ui.search.keys"), muted=True)
        hint.setContentsMargins(BETWEEN, HAIR, BETWEEN, INSIDE)
        layout.addWidget(hint)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(120)
        self._wait.timeout.connect(self.search)
        self.edit.textChanged.connect(lambda _words: self._wait.start())
        self.setFocusProxy(self.edit)
        self._style()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)
        self.search()

    def search(self) -> None:
        """Find what fits the words; an empty field gives what was opened last, then the commands."""
        words = self.edit.text().strip()
        if words:
            self._shell.run_background(
                lambda: self._program.search.find(words, limit=30),
                lambda hits: self._show(words, hits),
                owner=self,
                lane="pool",
            )
        else:
            self._show("", self._program.search.recent(8))

    def _show(self, words: str, hits: Sequence[Hit]) -> None:
        if words != self.edit.text().strip():
            return
        found = [entry_of(hit) for hit in hits]
        for command in self._commands:
            if words.lower() in command.words.lower():
                found.append(Entry(command.words, tr("ui.search.command"), command.icon, command=command))
        self.model.set_entries(found)
        self._nothing.setVisible(not found)
        self.view.setVisible(bool(found))
        if found:
            self.view.setCurrentIndex(self.model.index(0))

    def _take(self, index: QModelIndex) -> None:
        entry = index.data(HitRole) if index.isValid() else None
        if not isinstance(entry, Entry):
            return
        self.leave()
        if entry.hit is not None:
            self._shell.open_record(entry.hit.kind, entry.hit.id)
        elif entry.command is not None:
            entry.command.act()

    def leave(self) -> None:
        """Close."""
        if self.isVisible():
            self.hide()
            self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if watched is self.edit and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.leave()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self.view.currentIndex())
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            rows = self.model.rowCount()
            if rows:
                self.view.setCurrentIndex(self.model.index((self.view.currentIndex().row() + step) % rows))
        else:
            return False
        return True

    def _focus_moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is not None and now is not self.edit and not self.isAncestorOf(now) and self.isVisible():
            self.leave()

    def _style(self) -> None:
        colors = theme_state.colors()
        self.setStyleSheet(
            f"#searchPalette {{ background: {colors.base}; border: 1px solid {colors.control}; border-radius: 8px; }}"
        )
