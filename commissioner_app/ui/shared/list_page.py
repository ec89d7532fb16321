"""A list beside a detail: filters, quick search, sorting; a border that moves and is remembered; narrow windows slide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QEasingCurve, QEvent, QPoint, QPropertyAnimation, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QSplitter, QWidget

from commissioner_app.services.listing import ListQuery, Order
from commissioner_app.services.program import Program
from commissioner_app.ui.shared.changes import concerns
from commissioner_app.ui.shared.form_layout import column
from commissioner_app.ui.shared.list_pane import Filter, ListPane
from commissioner_app.ui.shared.page_header import PageHeader
from commissioner_app.ui.shared.record_detail import RecordDetail
from commissioner_app.ui.shared.shell import Shell

NARROW = 1100
NARROW_CHARACTERS = 72
SLIDE_MS = 160


def is_narrow(page: QWidget) -> bool:
    """Whether a page's window has no room for a list beside a detail; larger text needs a wider window."""
    character = page.fontMetrics().horizontalAdvance("中")
    return page.window().width() < max(NARROW, NARROW_CHARACTERS * character)


@dataclass(frozen=True, slots=True)
class ListSpec:
    """What a page lists. ``new`` is (words, object name) of the primary action, None where this person makes none."""

    kind: str
    title: str
    icon: str
    filters: tuple[Filter, ...]
    empty: str
    new: tuple[str, str] | None = None
    order: Order = "updated_at"
    descending: bool = True
    related: tuple[str, ...] = ()


class ListPage(QWidget):
    """The page of a kind. ``start_new`` may be replaced by screens that ask for something first."""

    def __init__(self, program: Program, shell: Shell, spec: ListSpec, make_detail: Callable[[], RecordDetail]) -> None:
        super().__init__()
        self.program, self.shell, self.spec = program, shell, spec
        self.setObjectName(f"{spec.kind}Page")
        self._slid = False
        self.header = PageHeader(spec.title)
        self.pane = ListPane(
            program,
            shell,
            ListQuery(spec.kind, order=spec.order, descending=spec.descending),
            filters=spec.filters,
            empty=spec.empty,
        )
        if spec.new and program.records.may_create(spec.kind):
            made = self.header.set_primary(spec.new[0], "plus", spec.new[1])
            made.clicked.connect(self.start_new)
            self.pane.set_first_step(spec.new[0], self.start_new)
        self.detail = make_detail()
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setObjectName("listSplitter")
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.pane)
        self._splitter.addWidget(self.detail)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.splitterMoved.connect(self._remember)
        self._content = QFrame()
        inner = column(self._content, spacing=0)
        inner.addWidget(self._splitter)
        whole = column(self, spacing=0)
        whole.addWidget(self.header)
        whole.addWidget(self._content, 1)
        self.pane.chosen.connect(self._chosen)
        self.pane.context_wanted.connect(self._context)
        self.detail.back_wanted.connect(self._slide_out)
        shell.changes.changed.connect(self._changed)
        self._restore()

    def start_new(self) -> None:
        """Begin a new record."""
        self.shell.start_form(self.spec.kind)

    def show_record(self, record_id: str, **options: Any) -> None:
        """Show a record, selected in the list where it is in sight; ``filter`` and ``host`` narrow the list."""
        if options.get("filter"):
            self.pane.set_filter(str(options["filter"]))
        if "host" in options:
            self.pane.set_query(replace(self.pane.query, host=str(options["host"])))
        if record_id:
            self.pane.select(record_id)
            self._show(record_id)

    def focus_search(self) -> None:
        """Put the cursor into the quick search."""
        self.pane.focus_search()

    def refresh(self) -> None:
        """Read everything again."""
        self.pane.reload()
        self.detail.reload()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()

    # -- choosing

    def _chosen(self, record_id: str) -> None:
        self._show(record_id)

    def _show(self, record_id: str) -> None:
        self.detail.show_record(record_id)
        self.shell.run_background(lambda: self.program.search.opened(self.spec.kind, record_id), owner=self)
        if self._slid:
            self._slide_in()

    def _context(self, record_id: str, at: QPoint) -> None:
        if self.detail.record is None or self.detail.record.id != record_id:
            self.detail.show_record(record_id)
        self.detail.bar.context_menu(at)

    def _changed(self, changes: Any) -> None:
        if concerns(changes, (self.spec.kind, *self.spec.related, "draft")):
            self.pane.reload()
            self.detail.reload()
        elif self.detail.record is not None and concerns(changes, record_id=self.detail.record.id):
            self.detail.reload()

    # -- the border and narrow windows

    def _restore(self) -> None:
        sizes = self.program.preferences.get_state(f"split.{self.spec.kind}")
        if isinstance(sizes, list) and len(sizes) == 2 and all(isinstance(size, int) and size > 0 for size in sizes):
            self._splitter.setSizes(sizes)
        else:
            self._splitter.setSizes([420, 760])

    def _remember(self, *_moved: int) -> None:
        sizes = self._splitter.sizes()
        name = f"split.{self.spec.kind}"
        self.shell.run_background(lambda: self.program.preferences.set_state(name, sizes), owner=self)

    def _arrange(self) -> None:
        narrow = is_narrow(self)
        if narrow != self._slid:
            self._slid = narrow
            if narrow:
                self.detail.setParent(self._content)
                self.detail.hide()
            else:
                self._splitter.addWidget(self.detail)
                self._splitter.setStretchFactor(1, 1)
                self.detail.show()
                self._restore()
            self.detail.show_back(narrow)
        if narrow and self.detail.isVisible():
            self.detail.setGeometry(self._content.rect())

    def _slide_in(self) -> None:
        if self.detail.isVisible():
            return
        area = self._content.rect()
        self.detail.setGeometry(area)
        self.detail.show()
        self.detail.raise_()
        slide = QPropertyAnimation(self.detail, b"pos", self.detail)
        slide.setDuration(SLIDE_MS)
        slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        slide.setStartValue(QPoint(area.width(), 0))
        slide.setEndValue(QPoint(0, 0))
        slide.start(QPropertyAnimation.DeletionPolicy.DeleteWhenStopped)

    def _slide_out(self) -> None:
        self.detail.hide()
        self.pane.focus_list()
