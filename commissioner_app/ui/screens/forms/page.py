"""Forms: what this laptop fills in, a spreadsheet tried and published, versions and their use."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QSplitter, QStackedWidget, QWidget

from commissioner_app.i18n import tr
from commissioner_app.services.program import Program
from commissioner_app.services.publishing import SPREADSHEETS, Published, Trial, VersionRow
from commissioner_app.ui.screens.forms.form_list import FormListModel
from commissioner_app.ui.screens.forms.preview import Preview
from commissioner_app.ui.screens.forms.trial_detail import TrialDetail
from commissioner_app.ui.screens.forms.version_detail import VersionDetail
from commissioner_app.ui.shared.empty_state import EmptyState
from commissioner_app.ui.shared.form_layout import button, column
from commissioner_app.ui.shared.list_page import is_narrow
from commissioner_app.ui.shared.page_header import PageHeader
from commissioner_app.ui.shared.row_delegate import RowDelegate
from commissioner_app.ui.shared.row_view import RowView
from commissioner_app.ui.shared.shell import Shell

LIST_WIDTH = 380


class Page(QStackedWidget):
    """The list with a detail, or the preview over both."""

    def __init__(self, program: Program, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("formsPage")
        self.setAcceptDrops(True)
        self._program, self._shell = program, shell
        self.preview: Preview | None = None
        self.detail: QWidget | None = None
        self._wanted = ""
        self.header = PageHeader(tr("forms.title"))
        self._open = self.header.set_primary(tr("forms.open"), "upload", "formOpen")
        self._open.clicked.connect(self.choose_file)
        self._back = button(tr("forms.list"), "arrow-left", name="formsBack")
        self._back.clicked.connect(self._close_detail)
        self.header.add_secondary(self._back)
        self.model = FormListModel(self)
        delegate = RowDelegate(program.desk.clock.now().date(), self, marks=False)
        self.view = RowView("formList", tr("forms.title"), self.model, delegate)
        self.view.selectionModel().currentChanged.connect(self._chosen)
        self._place = QFrame()
        self._inside = column(self._place, spacing=0)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setHandleWidth(1)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.view)
        self._split.addWidget(self._place)
        self._split.setStretchFactor(1, 1)
        self._split.setSizes([LIST_WIDTH, 800])
        browse = QFrame()
        whole = column(browse, spacing=0)
        whole.addWidget(self.header)
        whole.addWidget(self._split, 1)
        self.addWidget(browse)
        self._put(EmptyState("layout-list", tr("forms.empty"), action=tr("forms.open"), act=self.choose_file))
        shell.sync.finished.connect(lambda _error: self.refresh())
        self.refresh()

    # -- the list

    def refresh(self) -> None:
        """Read the versions again."""
        self._shell.run_background(self._program.publishing.rows, self._show_rows, owner=self, lane="pool")

    def focus_search(self) -> None:
        """There is no search of its own here: the list is short."""
        self.view.setFocus()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self.refresh()

    def _show_rows(self, rows: list[VersionRow]) -> None:
        shown = self.detail.row if isinstance(self.detail, VersionDetail) else None
        self.model.set_rows(rows)
        wanted = self._wanted or (shown.id if shown else "")
        self._wanted = ""
        at = self.model.place(wanted) if wanted else -1
        if at >= 0:
            keep = shown is not None and shown in self.model.versions(at)
            self.view.selectionModel().blockSignals(keep)
            self.view.setCurrentIndex(self.model.index(at))
            self.view.selectionModel().blockSignals(False)

    def _chosen(self, index: QModelIndex, _before: QModelIndex) -> None:
        versions = self.model.versions(index.row())
        if versions:
            head = next((row for row in versions if row.state in ("current", "shipped")), versions[0])
            self._show_version(versions, head.version)

    def _show_version(self, versions: list[VersionRow], version: str) -> None:
        made = VersionDetail(self._program, self._shell, versions, version)
        made.preview.connect(self.show_preview)
        made.retire.connect(self._retire)
        made.chosen.connect(lambda other: self._show_version(versions, other))
        self._put(made)

    def _put(self, detail: QWidget) -> None:
        if self.detail is not None:
            self.detail.hide()
            self._inside.removeWidget(self.detail)
            self.detail.deleteLater()
        self.detail = detail
        self._inside.addWidget(detail)
        self._arrange()

    # -- narrow windows: the list or the detail

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        narrow, busy = is_narrow(self), not isinstance(self.detail, EmptyState)
        self.view.setVisible(not narrow or not busy)
        self._place.setVisible(not narrow or busy)
        self._back.setVisible(narrow and busy)

    # -- a file

    def choose_file(self) -> None:
        """Ask for a spreadsheet."""
        endings = " ".join(f"*{ending}" for ending in SPREADSHEETS)
        name, _ = QFileDialog.getOpenFileName(
            self._shell.window_widget(), tr("forms.open"), "", tr("forms.files", endings=endings)
        )
        if name:
            self.open_file(Path(name))

    def open_file(self, path: Path) -> None:
        """Check a spreadsheet and show what was found."""
        self._open.setEnabled(False)
        self._shell.run_background(
            lambda: self._program.publishing.try_file(path), self._tried, self._failed, owner=self, lane="pool"
        )

    def _tried(self, trial: Trial) -> None:
        self._open.setEnabled(True)
        made = TrialDetail(trial, may_publish=self._program.publishing.may_publish())
        made.preview.connect(self.show_preview)
        made.publish.connect(self._publish)
        made.again.connect(self.open_file)
        made.closed.connect(self._close_detail)
        self._unselect()
        self._put(made)

    def _failed(self, error: BaseException) -> None:
        self._open.setEnabled(True)
        self._shell.report(error)

    def _unselect(self) -> None:
        self.view.clearSelection()
        self.view.selectionModel().clearCurrentIndex()

    def _close_detail(self) -> None:
        self._unselect()
        self._put(EmptyState("layout-list", tr("forms.empty"), action=tr("forms.open"), act=self.choose_file))
        self.view.setFocus()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        if self._dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        path = self._dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self.close_preview()
            self.open_file(path)

    def _dropped(self, event: QDropEvent) -> Path | None:
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        return next((path for path in files if path.suffix.lower() in SPREADSHEETS), None)

    # -- trying, publishing, retiring

    def show_preview(self, trial: Trial) -> None:
        """Fill the form in, over the page; nothing is stored."""
        self.close_preview()
        self.preview = Preview(self._program, self._shell, trial)
        self.preview.closed.connect(self.close_preview)
        self.addWidget(self.preview)
        self.setCurrentWidget(self.preview)
        self.preview.setFocus()

    def close_preview(self) -> None:
        """Back to the list."""
        preview, self.preview = self.preview, None
        if preview is not None:
            self.removeWidget(preview)
            preview.deleteLater()
            self.setCurrentIndex(0)

    def _publish(self, trial: Trial) -> None:
        if isinstance(self.detail, TrialDetail):
            self.detail.publish_button.setEnabled(False)
        self._shell.run_background(
            lambda: self._program.publishing.publish(trial),
            self._published,
            self._not_published,
            owner=self,
            lane="pool",
        )

    def _published(self, done: Published) -> None:
        key = "forms.published" if done.added else "forms.published.before"
        self._shell.notify(tr(key, title=done.title, version=done.version), "ok")
        self._close_detail()
        self._wanted = done.id
        self._shell.sync_now()

    def _not_published(self, error: BaseException) -> None:
        if isinstance(self.detail, TrialDetail):
            self.detail.publish_button.setEnabled(True)
        self._shell.report(error)

    def _retire(self, row: VersionRow) -> None:
        def done(_changed: Any) -> None:
            self._shell.notify(tr("forms.retired", title=row.title, version=row.version), "ok")
            self._wanted = row.id
            self._shell.sync_now()

        self._shell.run_background(
            lambda: self._program.publishing.retire(row.id, row.version), done, owner=self, lane="pool"
        )
