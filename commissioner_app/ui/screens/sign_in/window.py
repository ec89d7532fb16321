"""Signing in: the first time with the server, later offline by choosing a profile; says what is being fetched."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QFrame, QLabel, QStackedWidget, QWidget

from commissioner_app.i18n import language, set_language, tr
from commissioner_app.services.account import Accounts, ProfileRow
from commissioner_app.services.program import Program
from commissioner_app.ui.screens.sign_in.fetching import Fetching
from commissioner_app.ui.screens.sign_in.fields import KnownProfile, NewProfile
from commissioner_app.ui.shared.background import Background
from commissioner_app.ui.shared.dates import moment_text
from commissioner_app.ui.shared.form_layout import button, column, heading, row
from commissioner_app.ui.shared.icons import icon
from commissioner_app.ui.shared.messages import Message, MessageBar, explain
from commissioner_app.ui.shared.tokens import AROUND, BETWEEN, INSIDE

UNTRUSTED: Final = frozenset({"server_untrusted", "ca_unreadable", "ca_not_authority", "ca_expired"})
DAMAGED: Final = frozenset({"database_damaged"})


class SignIn(QWidget):
    """``signed_in`` carries the open program, ``failed`` says that a message stands in the window. ``profile``: a folder to
    open, chosen beforehand, at once if its ``password`` was given as well; ``restore``: the backup that takes the place
    of its database first. ``restored``: a backup was brought back on the way."""

    signed_in = Signal(object)
    failed = Signal()

    def __init__(
        self, accounts: Accounts, profile: Path | None = None, password: str = "", *, restore: Path | None = None
    ) -> None:
        super().__init__()
        self._restore_from = restore
        self.restored = False
        self.setObjectName("signInWindow")
        self._accounts, self._profile, self._password = accounts, profile, password
        self.background = Background(self)
        self.message_bar = MessageBar()
        self._stack = QStackedWidget()
        self._program: Program | None = None
        self.resize(920, 700)
        self._whole = column(self, spacing=0)
        self._whole.addWidget(self.message_bar)
        self._whole.addWidget(self._stack, 1)
        self._fill()
        QTimer.singleShot(0, self._try_remembered)

    def _fill(self) -> None:
        self.setWindowTitle(tr("ui.program"))
        while self._stack.count():
            old = self._stack.widget(0)
            self._stack.removeWidget(old)
            old.deleteLater()
        rows = self._rows()
        self.known = KnownProfile(rows)
        self.new = NewProfile(back=bool(rows))
        self.known.wanted.connect(self._open)
        self.known.other_wanted.connect(lambda: self._show(self.new))
        self.new.wanted.connect(self._create)
        self.new.back_wanted.connect(lambda: self._show(self.known))
        self.fetching = Fetching()
        self.fetching.later_wanted.connect(self._later)
        for part in (self.known, self.new, self.fetching):
            self._stack.addWidget(self._framed(part))
        self._show(self.known if rows else self.new)

    def _rows(self) -> list[ProfileRow]:
        rows = self._accounts.profiles()
        if self._profile is None:
            return rows
        found = [row for row in rows if row.folder == self._profile]
        return found or [ProfileRow(self._profile, self._profile.name, "", "", False)]

    def _framed(self, part: QWidget) -> QWidget:
        """The part in the middle of the window under the program's name, with the language at the top."""
        page = QWidget()
        whole = column(page, margin=BETWEEN)
        top = row()
        top.addStretch(1)
        other = "English" if language() == "zh" else "中文"
        switch = button(other, "languages", name="switchLanguage", flat=True)
        switch.clicked.connect(self._switch_language)
        top.addWidget(switch)
        whole.addLayout(top)
        whole.addStretch(2)
        card = QFrame()
        card.setObjectName("card")
        card.setFixedWidth(420)
        inside = column(card, margin=AROUND + INSIDE, spacing=BETWEEN)
        head = row(spacing=INSIDE + 2)
        glyph = QLabel()
        glyph.setPixmap(icon("footprints", "accent").pixmap(28, 28))
        head.addWidget(glyph)
        head.addWidget(heading(tr("ui.program"), 1), 1)
        inside.addLayout(head)
        inside.addWidget(part)
        # Stretches, not an alignment: an aligned card would not grow with the lines of its wrapped texts.
        middle = row()
        middle.addStretch(1)
        middle.addWidget(card)
        middle.addStretch(1)
        whole.addLayout(middle)
        whole.addStretch(3)
        part.setProperty("page", True)
        return page

    def _show(self, part: QWidget) -> None:
        for number in range(self._stack.count()):
            if self._stack.widget(number).isAncestorOf(part):
                self._stack.setCurrentIndex(number)
        self.message_bar.clear()
        QTimer.singleShot(0, part, part.setFocus)

    def _switch_language(self) -> None:
        set_language("en" if language() == "zh" else "zh")
        QTimer.singleShot(0, self, self._fill)

    # -- signing in

    def _try_remembered(self) -> None:
        if self._accounts.tell_wiped():
            self.message_bar.show_message(Message(tr("error.laptop_wiped"), "attention"))
            self.failed.emit()
            return
        if self._profile is not None and self._password:
            password, self._password = self._password, ""
            backup, self._restore_from = self._restore_from, None
            if backup is None:
                self._open(self._profile, password)
            else:
                self._restore(self._profile, password, backup)
            return
        remembered = next((found for found in self._rows() if found.remembered), None)
        if remembered is not None:
            self._busy(True)
            self.background.run(
                lambda: self._accounts.open_remembered(remembered.folder),
                self._maybe,
                lambda error: self._not_opened(error, remembered.folder, ""),
                owner=self,
            )

    def _maybe(self, program: Program | None) -> None:
        self._busy(False)
        if program is not None:
            self.signed_in.emit(program)

    def _open(self, folder: Path, password: str) -> None:
        self._busy(True)
        self.background.run(
            lambda: self._accounts.open(folder, password),
            self._opened,
            lambda error: self._not_opened(error, folder, password),
            owner=self,
        )

    def _opened(self, program: Program) -> None:
        self._busy(False)
        self.signed_in.emit(program)

    def _not_opened(self, error: BaseException, folder: Path, password: str) -> None:
        """A damaged database is offered to be brought back from its newest sound backup, with what was not sent."""
        self._failed(error)
        backups = self._accounts.backups(folder) if getattr(error, "code", "") in DAMAGED else []
        if backups:
            when = moment_text(backups[0].at, datetime.now().astimezone().date())
            words, act = tr("signin.damaged", when=when), tr("signin.restore")
            self.message_bar.show_message(
                Message(words, "attention", action=act, act=lambda: self._restore(folder, password, None))
            )

    def _restore(self, folder: Path, password: str, backup: Path | None) -> None:
        """Bring a backup back (the newest sound one without a choice), then open the profile."""
        self._busy(True)
        self.message_bar.show_message(Message(tr("signin.restoring"), "info"))
        self.background.run(
            lambda: self._brought_back(folder, password, backup), self._back_again, self._failed, owner=self
        )

    def _brought_back(self, folder: Path, password: str, backup: Path | None) -> Program | None:
        if backup is None:
            self._accounts.restore_latest(folder, password)
        else:
            self._accounts.restore(folder, backup, password)
        return self._accounts.open(folder, password) if password else self._accounts.open_remembered(folder)

    def _back_again(self, program: Program | None) -> None:
        self._busy(False)
        self.message_bar.clear()
        if program is not None:
            self.restored = True
            self.signed_in.emit(program)

    def _create(self, server: str, user: str, password: str, remember: bool) -> None:
        self._busy(True)
        trust = self.new.trusting.trust()
        self.background.run(
            lambda: self._accounts.create(server, user, password, remember=remember, trust=trust),
            self._created,
            self._failed,
            owner=self,
        )

    def _created(self, program: Program) -> None:
        self._busy(False)
        self._program = program
        self._show(self.fetching)
        self._job = self.background.stream(
            program.sync.run, self.fetching.show_progress, self._fetched, self._not_fetched, owner=self
        )

    def _fetched(self) -> None:
        self._go_on()

    def _not_fetched(self, error: BaseException) -> None:
        self.fetching.stopped()
        self.message_bar.show_message(explain(error))

    def _later(self) -> None:
        """Go on with what is here; the rest comes with the next sync."""
        self._job.cancel()
        self._go_on()

    def _go_on(self) -> None:
        program, self._program = self._program, None
        if program is not None:
            self.signed_in.emit(program)

    def _failed(self, error: BaseException) -> None:
        self._busy(False)
        self.failed.emit()
        self.message_bar.show_message(explain(error))
        if getattr(error, "code", "") in UNTRUSTED:
            self.new.trusting.open()
        for part in (self.known, self.new):
            if part.isVisible():
                part.ask_again()

    def _busy(self, busy: bool) -> None:
        self.known.set_busy(busy)
        self.new.set_busy(busy)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        self.background.close()
        if self._program is not None:
            self._program.close()
        super().closeEvent(event)
