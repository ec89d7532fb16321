"""Forms of other platforms in the settings: off until a server is set up here; fetching, sending, and which form goes where."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QProgressBar, QWidget

from commissioner_app.errors import AppError
from commissioner_app.i18n import tr
from commissioner_app.services.openrosa import FormLine
from commissioner_app.services.openrosa_links import Server
from commissioner_app.services.program import Program
from commissioner_app.ui.form_fill.flow import ColumnFlow
from commissioner_app.ui.screens.settings.openrosa_forms import FormLines
from commissioner_app.ui.screens.settings.openrosa_server import ServerPanel
from commissioner_app.ui.shared.form_layout import button, clear_layout, column, row, text
from commissioner_app.ui.shared.messages import explain
from commissioner_app.ui.shared.shell import Shell
from commissioner_app.ui.shared.status_line import progress_sentence
from commissioner_app.ui.shared.tokens import BETWEEN, HAIR


class OpenRosaPart(QWidget):
    """Servers with their buttons, forms with theirs, and how far a run is."""

    def __init__(self, program: Program, shell: Shell) -> None:
        super().__init__()
        self._program, self._shell = program, shell
        self._panel = ServerPanel(program, shell)
        self._panel.kept.connect(self._kept)
        self._panel.hide()
        self._servers = column(spacing=HAIR)
        self._forms = FormLines()
        self._forms.wanted.connect(self._link)
        self._forms.filled.connect(lambda form_id: shell.start_form("survey", form_id=form_id))
        holder = QWidget()
        buttons = ColumnFlow(holder, packed=True)
        self._add = button(tr("openrosa.add"), "plus", name="openrosaAdd")
        self._add.clicked.connect(self._fold)
        self._send = button(tr("openrosa.send"), "upload", name="openrosaSend")
        self._send.clicked.connect(self._send_now)
        for made in (self._add, self._send):
            buttons.addWidget(made)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.hide()
        self._state = text("", muted=True)
        self._state.setObjectName("openrosaState")
        self._state.hide()
        layout = column(self, spacing=BETWEEN)
        layout.addWidget(text(tr("openrosa.explain"), muted=True))
        layout.addLayout(self._servers)
        layout.addWidget(self._forms)
        layout.addWidget(holder)
        layout.addWidget(self._panel)
        layout.addWidget(self._bar)
        layout.addWidget(self._state)
        shell.changes.changed.connect(lambda _changes: self._read())
        self._read()

    def _read(self) -> None:
        """Titles and counts come from the store: the page does not wait for them."""
        openrosa = self._program.openrosa
        self._shell.run_background(
            lambda: (
                openrosa.links.servers(),
                openrosa.lines() if openrosa.links.servers() or openrosa.in_use() else [],
            ),
            self._show,
            owner=self,
            lane="pool",
        )

    def _show(self, found: tuple[list[Server], list[FormLine]]) -> None:
        servers, lines = found
        clear_layout(self._servers)
        for server in servers:
            self._servers.addWidget(self._server_row(server))
        self._forms.show_lines(lines, servers, self._program.desk.clock.now().date())
        self._send.setVisible(any(line.server_id for line in lines))

    def _server_row(self, server: Server) -> QWidget:
        holder = QWidget()
        holder.setObjectName("openrosaServer")
        layout = row(holder, spacing=BETWEEN)
        layout.addWidget(text(server.name), 1)
        for words, icon, name, act in (
            ("openrosa.fetch", "refresh-cw", "openrosaFetch", lambda: self._fetch(server)),
            ("openrosa.password.change", "", "openrosaPasswordAgain", lambda: self._again(server)),
            ("openrosa.forget", "", "openrosaForget", lambda: self._forget(server)),
        ):
            made = button(tr(words), icon, name=name, flat=True)
            made.clicked.connect(act)
            layout.addWidget(made)
        return holder

    def _fold(self) -> None:
        shown = self._panel.isHidden()
        self._panel.setVisible(shown)
        if shown:
            self._panel.begin()

    def _again(self, server: Server) -> None:
        self._panel.show()
        self._panel.begin(server)

    def _kept(self, server: Server) -> None:
        self._panel.hide()
        self._read()
        self._fetch(server)

    def _forget(self, server: Server) -> None:
        self._shell.run_background(
            lambda: self._program.openrosa.links.forget(server.id), lambda _none: self._read(), owner=self
        )

    def _link(self, form_id: str, server_id: str) -> None:
        self._shell.run_background(
            lambda: self._program.openrosa.links.link(form_id, server_id), lambda _none: self._read(), owner=self
        )

    def _fetch(self, server: Server) -> None:
        self._busy()
        self._shell.run_stream(
            lambda: self._program.openrosa.fetch(server.id), self._step, self._fetched, self._failed, owner=self
        )

    def _send_now(self) -> None:
        self._busy()
        self._shell.run_stream(self._program.openrosa.send, self._step, self._sent, self._failed, owner=self)

    def _step(self, step: Any) -> None:
        self._bar.setRange(0, step.total or 0)
        self._bar.setValue(step.done)
        self._say(progress_sentence(step))

    def _fetched(self) -> None:
        forms = self._program.openrosa.fetched
        refused = [form for form in forms if form.state == "refused"]
        fresh = sum(form.state in ("new", "updated") for form in forms)
        words = [tr("openrosa.fetched", n=len(forms) - len(refused), fresh=fresh)]
        words += [tr("openrosa.form_refused", title=form.title, reason=form.reason) for form in refused]
        self._idle("\n".join(words))
        if self._program.openrosa.in_use() and not self._shell.can_open("surveys"):
            # The first form of another platform: its screen enters the rail.
            QTimer.singleShot(0, self._shell.rebuild)

    def _sent(self) -> None:
        result = self._program.openrosa.sent
        words = [tr("openrosa.sent", n=result.sent, waiting=result.waiting)]
        words += [f"{name}: {explain(AppError(code)).text}" for name, code in result.failures.items()]
        words += sorted({explain(AppError(one.code)).text for one in result.troubles})
        self._idle("\n".join(words))
        self._shell.announce(self._program.openrosa.changes)

    def _failed(self, error: BaseException) -> None:
        self._idle(explain(error).text)

    def _busy(self) -> None:
        self._send.setEnabled(False)
        self._bar.setRange(0, 0)
        self._bar.show()

    def _idle(self, words: str) -> None:
        self._send.setEnabled(True)
        self._bar.hide()
        self._say(words)
        self._read()

    def _say(self, words: str) -> None:
        self._state.setText(words)
        self._state.setVisible(bool(words))
