"""The main window: rail, pages, message bar, status line. It knows no feature, only the list of screens it is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from commissioner_app.i18n import tr
from commissioner_app.services.program import Program
from commissioner_app.ui.shared import theme
from commissioner_app.ui.shared.background import Background
from commissioner_app.ui.shared.changes import ChangeBus
from commissioner_app.ui.shared.exporting import export_waiting
from commissioner_app.ui.shared.form_host import FormHost
from commissioner_app.ui.shared.form_layout import column, row
from commissioner_app.ui.shared.messages import MessageBar
from commissioner_app.ui.shared.on_this_thread import Reading
from commissioner_app.ui.shared.page_header import PageHeader
from commissioner_app.ui.shared.photo_viewer import PhotoViewer
from commissioner_app.ui.shared.rail import Rail, RailEntry
from commissioner_app.ui.shared.screen_spec import Command, FormFactory, PaletteFactory, Screen
from commissioner_app.ui.shared.shell_sending import ShellSending
from commissioner_app.ui.shared.status_line import StatusLine
from commissioner_app.ui.shared.sync_runner import SyncRunner

if TYPE_CHECKING:
    from commissioner_app.services.drafts import Draft

STATUS_EVERY_MS = 20_000
WARM_UP_MS = 400


def _ignore(_error: BaseException) -> None:
    """What failed while nobody asked for it fails again, and is told, when somebody does."""


def _shutting_down() -> bool:
    app = QApplication.instance()
    return isinstance(app, QApplication) and app.isSavingSession()


class MainWindow(ShellSending):
    """Implements ``shared.shell.Shell`` for the screens."""

    signed_out = Signal()
    restore_wanted = Signal(object, str)

    def __init__(
        self,
        program: Program,
        screens: Sequence[Screen],
        *,
        form: FormFactory,
        palette: PaletteFactory,
        warm_up: Callable[[Program], None],
        soon: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowTitle(tr("ui.program"))
        # A 1366 x 768 screen at 150 % is 911 x 512, less the title and the task bar.
        self.setMinimumSize(760, 430)
        self.resize(1366, 728)
        self.program = program
        self.changes = ChangeBus(self)
        self.background = Background(self)
        self.sync = SyncRunner(program, self.background, self.changes, self)
        self._allowed = [s for s in screens if not s.roles or program.session.has(*s.roles)]
        self._screens: list[Screen] = []
        self._make_form, self._make_palette = form, palette
        self._pages: dict[str, QWidget] = {}
        self.forms = FormHost(self)
        self.forms.closed.connect(self._form_closed)
        self.forms.submitted.connect(self.open_record)
        self._current = ""
        self._trail: list[tuple[str, str]] = []
        self._built: QVBoxLayout | None = None
        self._build()
        self._wire()
        self._restore_geometry()
        QTimer.singleShot(WARM_UP_MS, self, Reading(soon, self).begin)
        QTimer.singleShot(
            WARM_UP_MS, self, lambda: self.background.run(lambda: warm_up(program), failed=_ignore, lane="pool")
        )

    # -- building

    def _build(self) -> None:
        self._screens = [s for s in self._allowed if s.when(self.program)]
        entries = [RailEntry(s.key, tr(s.text_key), s.icon, s.shortcut, s.foot, s.quiet) for s in self._screens]
        self._rail = Rail(entries, self.program.session.display)
        self._rail.chosen.connect(self.open)
        self._stack = QStackedWidget()
        self.message_bar = MessageBar()
        self.status_line = StatusLine()
        self.status_line.opened.connect(lambda: self.open("sync"))
        self.status_line.sync_wanted.connect(self.sync_now)
        self.status_line.cancel_wanted.connect(self.sync.cancel)
        right = column(spacing=0)
        right.addWidget(self.message_bar)
        right.addWidget(self._stack, 1)
        right.addWidget(self.status_line)
        middle = QWidget()
        whole: QHBoxLayout = row(middle, spacing=0)
        whole.addWidget(self._rail)
        whole.addLayout(right, 1)
        self.setCentralWidget(middle)

    def _wire(self) -> None:
        for screen in self._allowed:
            if screen.shortcut:
                self._shortcut(screen.shortcut, lambda key=screen.key: self.open(key))  # type: ignore[misc]
        self._shortcut("Ctrl+K", self.open_palette)
        self._shortcut("Alt+Left", self.go_back)
        # A form has its own undo and search; two owners of one key would leave it without any effect.
        self._page_keys = [
            self._shortcut("Ctrl+F", self._focus_search),
            self._shortcut("Ctrl+Z", self.undo),
            self._shortcut("F5", self.refresh),
        ]
        self._refresh_soon = QTimer(self)
        self._refresh_soon.setSingleShot(True)
        self._refresh_soon.setInterval(60)
        self._refresh_soon.timeout.connect(self.refresh_status)
        self.changes.changed.connect(lambda _changes: self._refresh_soon.start())
        self.wire_sending()
        self.sync.planned.connect(self._refresh_soon.start)
        every = QTimer(self)
        every.timeout.connect(self.refresh_status)
        every.start(STATUS_EVERY_MS)
        QTimer.singleShot(0, self, self.refresh_status)

    def _shortcut(self, keys: str, act: Callable[[], None]) -> QShortcut:
        made = QShortcut(QKeySequence(keys), self)
        made.activated.connect(act)
        return made

    def rebuild(self) -> None:
        """Make everything again, after the language changed; the screen in sight stays."""
        key = self._current
        self.forms.leave()
        self._pages.clear()
        old = self.takeCentralWidget()
        old.hide()
        old.deleteLater()
        self.setWindowTitle(tr("ui.program"))
        self._build()
        self.refresh_status()
        self._current = ""
        self.open(key)

    def apply_theme(self) -> None:
        """Take over the preference for light or dark."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.set_scale(app, int(self.program.preferences.get("text_scale")))
            theme.apply(app, self.program.preferences.get("theme"))
        self.message_bar.restyle()

    # -- what screens ask (Shell)

    def open(self, screen: str, record_id: str = "", **options: Any) -> None:
        if not self.can_open(screen):
            return
        self.forms.leave()
        page = self._page(screen)
        if (screen, record_id) != (self._current, ""):
            self._trail.append((screen, record_id))
            del self._trail[:-50]
        self._current = screen
        self._stack.setCurrentWidget(page)
        self._rail.set_current(screen)
        if record_id or options:
            show = getattr(page, "show_record", None)
            if show is not None:
                show(record_id, **options)
        page.setFocus()

    def open_record(self, kind: str, record_id: str) -> None:
        for screen in self._screens:
            if kind in screen.kinds:
                self.open(screen.key, record_id)
                return

    def can_open(self, screen: str) -> bool:
        return any(s.key == screen for s in self._screens)

    def start_form(
        self,
        kind: str,
        record_id: str = "",
        answers: Mapping[str, Any] | None = None,
        draft_id: str = "",
        form_id: str = "",
    ) -> None:
        drafts, forms = self.program.drafts, self.program.forms

        def begin() -> Draft:
            draft = (
                drafts.get(draft_id)
                if draft_id
                else drafts.start(kind, form_id=form_id, record_id=record_id, answers=answers)
            )
            # Read and compiled here, so that the window's thread has only to fill it in.
            forms.definition(draft.form_id, draft.form_version)
            return draft

        self.run_background(begin, self._show_form, owner=self)

    def print_preview(self, pdf: bytes, title: str) -> None:
        from commissioner_app.ui.shared.pdf_preview import PdfPreview

        PdfPreview(self, pdf, title).show()

    def show_photo(self, names: list[str], index: int = 0, captions: list[str] | None = None) -> None:
        PhotoViewer(
            self.program, self, self.centralWidget(), names=names, index=index, captions=captions or [""] * len(names)
        )

    def window_widget(self) -> QWidget:
        return self

    # -- pages

    def current_screen(self) -> str:
        """The key of the screen in sight."""
        return self._current

    def page(self, screen: str) -> QWidget | None:
        """The page of a screen, None where it was not opened yet."""
        return self._pages.get(screen)

    def _page(self, key: str) -> QWidget:
        if key not in self._pages:
            screen = next(s for s in self._screens if s.key == key)
            page = screen.make(self.program, self)
            for header in page.findChildren(PageHeader):
                header.search_wanted.connect(self.open_palette)
            self._pages[key] = page
            self._stack.addWidget(page)
        return self._pages[key]

    def go_back(self) -> None:
        """The page and record before this one."""
        if self.forms.form is not None:
            self.forms.leave()
        elif len(self._trail) > 1:
            self._trail.pop()
            screen, record_id = self._trail.pop()
            self.open(screen, record_id)

    def refresh(self) -> None:
        """Read the page in sight again."""
        again = getattr(self._pages.get(self._current), "refresh", None)
        if again is not None:
            again()
        self.refresh_status()

    def _focus_search(self) -> None:
        focus = getattr(self._pages.get(self._current), "focus_search", None)
        if focus is not None:
            focus()

    def open_palette(self) -> None:
        """Search over everything."""
        found = self.centralWidget().findChild(QWidget, "searchPalette")
        if isinstance(found, QWidget) and found.isVisible():
            found.setFocus()
            return
        commands = [Command(tr(s.text_key), s.icon, lambda key=s.key: self.open(key)) for s in self._screens]  # type: ignore[misc]
        palette = self._make_palette(self.program, self, commands)
        palette.setParent(self.centralWidget())
        width = min(640, self.centralWidget().width() - 80)
        palette.setGeometry((self.centralWidget().width() - width) // 2, 72, width, 420)
        palette.show()
        palette.raise_()
        palette.setFocus()

    # -- the form

    def _show_form(self, draft: Any) -> None:
        form = self._make_form(self.program, self, draft)
        self.forms.show(form, draft.kind, self._stack)
        self._page_keys_on(False)

    def _form_closed(self) -> None:
        self._page_keys_on(True)
        page = self._pages.get(self._current)
        if page is not None:
            self._stack.setCurrentWidget(page)
            # Otherwise the keyboard falls to whatever is first in the window, an entry of the rail.
            page.setFocus()
        # The form's last save is still on its way to the writer; what is read after it is the truth.
        self.background.run(lambda: None, lambda _none: self.refresh(), owner=self)

    def _page_keys_on(self, on: bool) -> None:
        for key in self._page_keys:
            key.setEnabled(on)

    # -- sending

    def refresh_status(self) -> None:
        """The status line and the counts of the rail, from the store."""
        today = self.program.desk.clock.now().date()
        self.status_line.show_status(self.program.sync.status(), today)
        # Counting reads every record of this person once; the window does not wait for it.
        self.run_background(self.program.today.counts, self._show_counts, owner=self, lane="pool")

    def _show_counts(self, counts: Mapping[str, int]) -> None:
        self._rail.set_counts(counts)

    # -- the end

    def export_what_waits(self) -> None:
        export_waiting(self.program, self)

    def sign_out(self) -> None:
        """Go back to the sign-in window."""
        self.signed_out.emit()

    def restore(self, backup: Path, password: str) -> None:
        """Go back to a backup, by way of the sign-in window."""
        self.restore_wanted.emit(backup, password)

    def _restore_geometry(self) -> None:
        kept = self.program.preferences.get_state("window")
        if isinstance(kept, str):
            self.restoreGeometry(QByteArray.fromBase64(kept.encode("ascii")))

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        self.forms.leave()
        # Only where the person closes the window, and never where the computer is being shut down.
        if event.spontaneous() and not _shutting_down() and self.worth_sending():
            event.ignore()
            self.send_and_close()
            return
        self.sync.cancel()
        geometry = bytes(self.saveGeometry().toBase64().data()).decode("ascii")
        self.background.run(lambda: self.program.preferences.set_state("window", geometry))
        # A step of the sync that waits for the network may take its time to end; nobody has to watch that.
        self.hide()
        self.background.close()
        super().closeEvent(event)
