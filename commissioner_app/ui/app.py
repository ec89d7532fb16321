"""The application: the list of screens, signing in, the main window, and what happens when something goes wrong."""

from __future__ import annotations

import gc
import importlib
import logging
import os
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from commissioner_app import i18n
from commissioner_app.services.account import Accounts
from commissioner_app.services.drafts import Draft
from commissioner_app.services.program import Program
from commissioner_app.ui.screens.papers.names import PAPERS
from commissioner_app.ui.shared import theme
from commissioner_app.ui.shared.on_this_thread import Garbage
from commissioner_app.ui.shared.screen_spec import Command, Factory, Screen
from commissioner_app.ui.shared.shell import Shell
from commissioner_app.ui.window import MainWindow

LOG = logging.getLogger(__name__)
STARTED_MS = 3000
SIGN_IN_MS = 600
REVIEWERS = frozenset({"LEAD", "COUNTY", "CITY", "PROVINCE"})


def page_of(folder: str) -> Factory:
    """The maker of a screen's page; its module is read when the screen is first opened, so that the start is quick."""

    def make(program: Program, shell: Shell) -> QWidget:
        page: Factory = importlib.import_module(f"commissioner_app.ui.screens.{folder}.page").Page
        return page(program, shell)

    return make


SCREENS: tuple[Screen, ...] = (
    Screen("today", "today.title", "sun", "Ctrl+1", page_of("today")),
    Screen("hosts", "host.title", "building-2", "Ctrl+2", page_of("hosts"), kinds=("host",)),
    Screen("visits", "visit.title", "footprints", "Ctrl+3", page_of("visits"), kinds=("visit",)),
    Screen("needs", "need.title", "lightbulb", "Ctrl+4", page_of("needs"), kinds=("need",)),
    Screen("matches", "match.title", "handshake", "Ctrl+5", page_of("matches"), kinds=("match",)),
    Screen("resources", "resource.title", "library", "Ctrl+6", page_of("resources"), kinds=("resource",)),
    Screen("plans", "plan.title", "calendar-days", "Ctrl+7", page_of("plans"), kinds=("plan",)),
    Screen("papers", "papers.title", "files", "Ctrl+0", page_of("papers"), kinds=PAPERS),
    Screen(
        "surveys", "survey.title", "clipboard-list", "Ctrl+Shift+0", page_of("surveys"), kinds=("survey",),
        when=lambda program: program.openrosa.in_use(),
    ),
    Screen("review", "review.title", "clipboard-check", "Ctrl+8", page_of("review"), REVIEWERS),
    Screen("conflicts", "conflict.rail", "triangle-alert", "Ctrl+Shift+9", page_of("conflicts"), foot=True, quiet=True),
    Screen("forms", "forms.title", "layout-list", "", page_of("forms"), foot=True),
    Screen("sync", "syncpage.title", "refresh-cw", "Ctrl+9", page_of("sync"), foot=True),
    Screen("settings", "settings.title", "settings", "Ctrl+,", page_of("settings"), foot=True),
)  # fmt: skip


def make_application(wanted: theme.Theme = "system", scale: int = 100) -> QApplication:
    """The one QApplication, with the program's style, font and name; ``scale`` is the size of text in per cent."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("kotexing")
    app.setApplicationDisplayName(i18n.tr("ui.program"))
    theme.ensure_chinese_font(app)
    theme.set_scale(app, scale)
    theme.apply(app, wanted)
    return app


def make_form(program: Program, shell: Shell, draft: Draft) -> QWidget:
    """The page that fills a form; imported when the first form is opened."""
    from commissioner_app.ui.form_fill.page import FormPage

    return FormPage(program, shell, draft)


def make_palette(program: Program, shell: Shell, commands: list[Command]) -> QWidget:
    """The search over everything."""
    from commissioner_app.ui.screens.search.palette import Palette

    return Palette(program, shell, commands)


SOON = (*(f"commissioner_app.ui.screens.{screen.key}.page" for screen in SCREENS), "commissioner_app.ui.form_fill.page")
"""What the first list and form would otherwise wait for; it is read in the pauses after the start."""


def warm_up(program: Program) -> None:
    """Load in the background, without Qt, what the first list and document would otherwise wait for."""
    program.lists.label("L_COUNTY", "")
    program.reports.get_ready()
    importlib.import_module("pypdfium2")


def build_window(program: Program, *, screen: str = "today", lang: str = "") -> MainWindow:
    """The main window of an open program, not yet shown. ``lang`` overrides the preference for this run."""
    language = lang or str(program.preferences.get("language"))
    i18n.set_language("en" if language == "en" else "zh")
    make_application(program.preferences.get("theme"), int(program.preferences.get("text_scale")))
    window = MainWindow(program, SCREENS, form=make_form, palette=make_palette, warm_up=warm_up, soon=SOON)
    window.open(screen)
    return window


class Application(QObject):
    """Sign-in window and main window, one after the other."""

    def __init__(self, accounts: Accounts, profile: Path | None, lang: str, password: str = "") -> None:
        super().__init__()
        self._garbage = Garbage(self)
        self._password = password
        self._accounts, self._profile, self._lang = accounts, profile, lang
        self._program: Program | None = None
        self.sign_in: QWidget | None = None
        self.window: MainWindow | None = None

    def show_sign_in(self) -> None:
        """The sign-in window."""
        from commissioner_app.ui.screens.sign_in.window import SignIn

        password, self._password = self._password, ""
        window = SignIn(self._accounts, self._profile, password)
        window.signed_in.connect(self.show_program)
        self.sign_in = window
        if password and self._profile is not None:
            # It opens by itself: a window that only flashes up would be in the way.
            window.failed.connect(window.show)
            QTimer.singleShot(SIGN_IN_MS, window, lambda: self._still_waiting(window))
        else:
            window.show()

    def _still_waiting(self, window: QWidget) -> None:
        if self.sign_in is window:
            window.show()

    def show_program(self, program: Program) -> None:
        """The main window of a program that was just opened."""
        self._program = program
        self.window = build_window(program, lang=self._lang)
        self.window.signed_out.connect(self._sign_out)
        self.window.restore_wanted.connect(self._restore)
        self.window.show()
        if getattr(self.sign_in, "restored", False):
            self.window.notify(i18n.tr("signin.restored"), "ok")
        if self.sign_in is not None:
            self.sign_in.close()
            self.sign_in.deleteLater()
            self.sign_in = None

    def _sign_out(self) -> None:
        self._profile = None
        self.show_sign_in()
        self._leave()

    def _restore(self, backup: Path, password: str) -> None:
        """Close the profile, bring the backup back, open it again; the sign-in window says how far it is."""
        from commissioner_app.ui.screens.sign_in.window import SignIn

        if self._program is not None:
            window = SignIn(self._accounts, self._program.account.folder(), password, restore=backup)
            window.signed_in.connect(self.show_program)
            self.sign_in = window
            window.show()
            self._leave()

    def _leave(self) -> None:
        """The main window goes and its profile is put away; the sign-in window stands already, or the app would end."""
        window, self.window = self.window, None
        if window is not None:
            window.close()
            window.deleteLater()
        self.close_program()

    def close_program(self) -> None:
        """Put the profile away: the clean end is noted, the connection closed."""
        program, self._program = self._program, None
        if program is not None:
            program.close()


class ErrorHook(QObject):
    """Errors that nobody caught: shown in the window in place, told to stderr without what a person entered."""

    def __init__(self, application: Application) -> None:
        super().__init__()
        self._application = application
        sys.excepthook = self._caught
        threading.excepthook = lambda args: self._caught(args.exc_type, args.exc_value, args.exc_traceback)

    def _caught(self, _kind: type[BaseException], error: BaseException | None, _trace: TracebackType | None) -> None:
        from commissioner_app.ui.shared.messages import technical_details

        if error is None or isinstance(error, KeyboardInterrupt):
            QTimer.singleShot(0, QApplication.quit)
            return
        sys.stderr.write(technical_details(error) + "\n")
        LOG.error("unhandled", exc_info=error)
        window: Any = self._application.window or self._application.sign_in
        if window is not None:
            QTimer.singleShot(0, window, lambda: _show_error(window, error))


def _show_error(window: Any, error: BaseException) -> None:
    from commissioner_app.ui.shared.messages import explain

    window.message_bar.show_message(explain(error))


def main(accounts: Accounts, *, profile: Path | None = None, lang: str = "") -> int:
    """Run the app until its window is closed; the exit code."""
    i18n.set_language("en" if lang == "en" else "zh")
    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = make_application()
    # As for every command: whoever starts the program may hand it the password of the profile it names.
    application = Application(accounts, profile, lang, os.environ.pop("COMMISSIONER_PASSWORD", ""))
    ErrorHook(application)
    application.show_sign_in()
    # Garbage is not looked for among what the start has brought.
    QTimer.singleShot(STARTED_MS, gc.freeze)
    LOG.info("started, Python %s, %s", sys.version.split()[0], sys.platform)
    code = app.exec()
    LOG.info("ended with %s", code)
    application.close_program()
    return int(code)
