"""Papers: agreements, assessments and the other kinds without a screen of their own; one list at a time."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtWidgets import QStackedWidget, QWidget

from commissioner_app.errors import AppError
from commissioner_app.i18n import tr
from commissioner_app.services.program import Program
from commissioner_app.ui.screens.papers.chooser import KindChooser
from commissioner_app.ui.screens.papers.detail import detail_of
from commissioner_app.ui.screens.papers.kinds import papers_for, spec_of
from commissioner_app.ui.shared.form_layout import column
from commissioner_app.ui.shared.list_page import ListPage
from commissioner_app.ui.shared.page_header import PageHeader
from commissioner_app.ui.shared.shell import Shell

LAST: Final = "papers.kind"


class Page(QWidget):
    """A button for each kind that this person may use, above its list; the list is made when it is first chosen."""

    def __init__(self, program: Program, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("papersPage")
        self.program, self.shell = program, shell
        self._kinds = papers_for(program)
        self._lists: dict[str, ListPage] = {}
        self._chosen = ""
        self.header = PageHeader(tr("papers.title"))
        self.new = self.header.set_primary("", "plus", "newPaper")
        self.new.clicked.connect(self.start_new)
        self._chooser = KindChooser(self._kinds)
        self._chooser.chosen.connect(self._choose_and_keep)
        self._stack = QStackedWidget()
        whole = column(self, spacing=0)
        whole.addWidget(self.header)
        whole.addWidget(self._chooser)
        whole.addWidget(self._stack, 1)
        kept = program.preferences.get_state(LAST)
        self.choose(kept if isinstance(kept, str) and kept in self._kinds else self._kinds[0])

    def _choose_and_keep(self, kind: str) -> None:
        self.choose(kind)
        self.shell.run_background(lambda: self.program.preferences.set_state(LAST, kind), owner=self)

    def choose(self, kind: str) -> ListPage:
        """Bring the list of a kind to the front."""
        if kind not in self._lists:
            made = ListPage(self.program, self.shell, spec_of(kind), lambda: detail_of(kind, self.program, self.shell))
            made.header.hide()
            self._lists[kind] = made
            self._stack.addWidget(made)
        self._chosen = kind
        page = self._lists[kind]
        self._chooser.set_current(kind)
        self._stack.setCurrentWidget(page)
        self.new.setText(tr(f"{kind}.new"))
        self.new.setAccessibleName(tr(f"{kind}.new"))
        self.new.setVisible(self.program.records.may_create(kind))
        return page

    @property
    def page(self) -> ListPage:
        """The list in front."""
        return self._lists[self._chosen]

    def start_new(self) -> None:
        """Begin a new record of the kind in front."""
        self.shell.start_form(self._chosen)

    def show_record(self, record_id: str, **options: Any) -> None:
        """Show a record in the list of its kind; ``kind`` alone brings a list to the front."""
        kind = str(options.pop("kind", "")) or self._kind_of(record_id)
        if kind in self._kinds:
            self.choose(kind)
        if record_id or options:
            self.page.show_record(record_id, **options)

    def focus_search(self) -> None:
        """Put the cursor into the quick search."""
        self.page.focus_search()

    def refresh(self) -> None:
        """Read the list in front again."""
        self.page.refresh()

    def _kind_of(self, record_id: str) -> str:
        try:
            return self.program.records.get(record_id).kind if record_id else ""
        except AppError:
            return ""
