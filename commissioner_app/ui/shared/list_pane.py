"""The left side of a page: quick search, sorting, filters as joined buttons, and the list itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, get_args

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QFrame, QLineEdit, QMenu, QStackedWidget, QWidget

from commissioner_app.i18n import tr
from commissioner_app.services.listing import ListQuery, Order, RecordRow
from commissioner_app.services.program import Program
from commissioner_app.ui.shared.draft_list import DraftList
from commissioner_app.ui.shared.empty_state import EmptyState
from commissioner_app.ui.shared.form_layout import column, icon_button, row
from commissioner_app.ui.shared.icons import icon
from commissioner_app.ui.shared.record_model import RecordModel, RowRole
from commissioner_app.ui.shared.row_delegate import RowDelegate, describe
from commissioner_app.ui.shared.row_view import RowView
from commissioner_app.ui.shared.segmented import Segmented
from commissioner_app.ui.shared.shell import Shell
from commissioner_app.ui.shared.tokens import BETWEEN, INSIDE

DEBOUNCE_MS: Final = 180
DRAFTS: Final = "drafts"


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter button: its key and the states it lets through (none = all). The key ``drafts`` lists drafts."""

    key: str
    text_key: str
    states: tuple[str, ...] = ()
    waiting: bool | None = None


class ListPane(QWidget):
    """``chosen`` carries the id of the record that was chosen."""

    chosen = Signal(str)
    context_wanted = Signal(str, QPoint)

    def __init__(
        self,
        program: Program,
        shell: Shell,
        query: ListQuery,
        *,
        filters: tuple[Filter, ...],
        empty: str,
    ) -> None:
        super().__init__()
        kind = query.kind
        self._filters = {f.key: f for f in filters}
        self._empty_words = empty
        self._chosen_id = ""
        self._first_step: tuple[str, Callable[[], None]] | None = None
        self.model = RecordModel(
            program.records.rows,
            program.records.count,
            query,
            describe,
            self,
            later=lambda work, done: shell.run_background(work, done, owner=self, lane="pool"),
        )
        self._search = self._make_search(kind)
        self._sort = icon_button("arrow-down-up", tr("ui.sort"), name=f"{kind}Sort")
        self._sort.clicked.connect(self._sort_menu)
        self._buttons = Segmented([(f.key, tr(f.text_key)) for f in filters], f"{kind}Filter") if filters else None
        self.view = self._make_view(kind, program)
        self._drafts = DraftList(program, shell, kind)
        self._stack = QStackedWidget()
        self._empty = EmptyState("search", empty)
        for widget in (self.view, self._empty, self._drafts):
            self._stack.addWidget(widget)
        self._arrange()
        self.reload()
        self.model.modelReset.connect(self._answered)

    def _make_search(self, kind: str) -> QLineEdit:
        edit = QLineEdit()
        edit.setObjectName(f"{kind}Search")
        edit.setPlaceholderText(tr("ui.list.search"))
        edit.setAccessibleName(tr("ui.list.search"))
        edit.setClearButtonEnabled(True)
        edit.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(DEBOUNCE_MS)
        self._wait.timeout.connect(self._typed)
        edit.textChanged.connect(lambda _text: self._wait.start())
        edit.returnPressed.connect(self._typed)
        return edit

    def _make_view(self, kind: str, program: Program) -> RowView:
        delegate = RowDelegate(program.desk.clock.now().date(), self)
        view = RowView(f"{kind}List", tr(f"{kind}.title"), self.model, delegate)
        view.selectionModel().currentChanged.connect(self._current)
        view.clicked.connect(lambda index: self._current(index, QModelIndex()))
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._context)
        return view

    def _arrange(self) -> None:
        top = row(spacing=INSIDE)
        top.addWidget(self._search, 1)
        top.addWidget(self._sort)
        head = column(spacing=INSIDE)
        head.setContentsMargins(BETWEEN, 0, BETWEEN, INSIDE + 4)
        head.addLayout(top)
        if self._buttons:
            self._buttons.set_current(next(iter(self._filters)))
            self._buttons.chosen.connect(self.set_filter)
            head.addWidget(self._buttons)
        frame = QFrame()
        frame.setObjectName("panel")
        inner = column(frame, spacing=0)
        inner.addWidget(self._stack)
        whole = column(self, spacing=0)
        whole.addLayout(head)
        whole.addWidget(frame, 1)

    # -- what others ask

    @property
    def query(self) -> ListQuery:
        """The question that the list answers."""
        return self.model.query

    def set_query(self, query: ListQuery) -> None:
        """Answer another question."""
        self.model.set_query(query)
        self._show()

    def set_filter(self, key: str) -> None:
        """Choose a filter button."""
        chosen = self._filters[key]
        if self._buttons:
            self._buttons.set_current(key)
        if key == DRAFTS:
            self._drafts.reload()
            self._stack.setCurrentWidget(self._drafts)
        else:
            self.set_query(replace(self.query, states=chosen.states, waiting=chosen.waiting))

    def set_first_step(self, words: str, act: Callable[[], None]) -> None:
        """What an empty list offers to begin with."""
        old, self._empty = self._empty, EmptyState("file-text", self._empty_words, action=words, act=act)
        self._stack.insertWidget(1, self._empty)
        self._stack.removeWidget(old)
        old.deleteLater()
        self._show()

    def reload(self) -> None:
        """Read again and keep what was chosen."""
        row_shown = self.view.currentIndex().data(RowRole)
        place = self.view.verticalScrollBar().value()
        self.model.reload()
        self._drafts.reload()
        self._show()
        if isinstance(row_shown, RecordRow):
            self.select(row_shown.id)
            self.view.verticalScrollBar().setValue(place)

    def select(self, record_id: str) -> None:
        """Mark a record in the list without saying that it was chosen."""
        self._chosen_id = record_id
        number = self.model.find(record_id)
        blocked = self.view.selectionModel().blockSignals(True)
        if number >= 0:
            index = self.model.index(number)
            self.view.setCurrentIndex(index)
            self.view.scrollTo(index)
        else:
            self.view.clearSelection()
        self.view.selectionModel().blockSignals(blocked)
        self.view.viewport().update()

    def focus_search(self) -> None:
        """Put the cursor into the quick search."""
        self._search.setFocus()
        self._search.selectAll()

    def focus_list(self) -> None:
        """Put the focus on the list."""
        self.view.setFocus()

    # -- inside

    def _answered(self) -> None:
        """A search was answered (or the list read again): what was chosen is chosen still."""
        self._show()
        if self.query.text and self._chosen_id:
            self.select(self._chosen_id)

    def _show(self) -> None:
        if self._buttons and self._buttons.current() == DRAFTS:
            self._stack.setCurrentWidget(self._drafts)
            return
        narrowed = bool(self.query.text or self.query.states or self.query.waiting is not None)
        self._empty.set_words(tr("ui.list.nothing_found") if narrowed else self._empty_words)
        self._stack.setCurrentWidget(self.view if self.model.rowCount() else self._empty)

    def _typed(self) -> None:
        self._wait.stop()
        if self._buttons and self._buttons.current() == DRAFTS:
            self._buttons.set_current(next(iter(self._filters)))
        self.set_query(replace(self.query, text=self._search.text().strip()))

    def _current(self, index: QModelIndex, _before: QModelIndex) -> None:
        chosen = index.data(RowRole) if index.isValid() else None
        if isinstance(chosen, RecordRow):
            self._chosen_id = chosen.id
            self.chosen.emit(chosen.id)

    def _context(self, at: QPoint) -> None:
        chosen = self.view.indexAt(at).data(RowRole)
        if isinstance(chosen, RecordRow):
            self.context_wanted.emit(chosen.id, self.view.viewport().mapToGlobal(at))

    def _sort_menu(self) -> None:
        menu = QMenu(self)
        group = QActionGroup(menu)
        for order in get_args(Order):
            action = QAction(tr(f"ui.sort.{order}"), menu)
            action.setCheckable(True)
            action.setChecked(order == self.query.order)
            action.triggered.connect(lambda _checked=False, order=order: self._sort_by(order))
            group.addAction(action)
            menu.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._sort.mapToGlobal(QPoint(0, self._sort.height())))

    def _sort_by(self, order: Order) -> None:
        same = order == self.query.order
        descending = not self.query.descending if same else order in ("updated_at", "date")
        self.set_query(replace(self.query, order=order, descending=descending))
