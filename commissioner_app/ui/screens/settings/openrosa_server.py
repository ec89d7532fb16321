"""Setting a server of another platform up: address, account, password; tried before it is kept."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from commissioner_app.errors import AppError
from commissioner_app.i18n import tr
from commissioner_app.services.openrosa_links import Server
from commissioner_app.services.program import Program
from commissioner_app.ui.form_fill.flow import ColumnFlow
from commissioner_app.ui.screens.settings.account import password_field
from commissioner_app.ui.shared.form_layout import FieldBlock, button, column, text, widened
from commissioner_app.ui.shared.messages import explain
from commissioner_app.ui.shared.shell import Shell

ADDRESS_CODES = frozenset({"openrosa_address", "openrosa_plain"})


class ServerPanel(QWidget):
    """``kept`` carries the server that was set up."""

    kept = Signal(object)

    def __init__(self, program: Program, shell: Shell) -> None:
        super().__init__()
        self._program, self._shell = program, shell
        self._address, self._account = QLineEdit(), QLineEdit()
        self._address.setObjectName("openrosaAddress")
        self._account.setObjectName("openrosaAccount")
        self._password = password_field("openrosaPassword")
        for edit in (self._account, self._password):
            edit.setMaximumWidth(widened(self, 320))
        self._blocks = {
            "address": FieldBlock(
                tr("openrosa.address"), self._address, hint=tr("openrosa.address.hint"), required=True
            ),
            "account": FieldBlock(tr("openrosa.account"), self._account, hint=tr("openrosa.account.hint")),
            "password": FieldBlock(tr("openrosa.password"), self._password, hint=tr("openrosa.password.hint")),
        }
        self._state = text("", muted=True)
        self._state.setObjectName("openrosaTestState")
        self._state.hide()
        holder = QWidget()
        buttons = ColumnFlow(holder, packed=True)
        self._test = button(tr("openrosa.test"), "arrow-down-up", name="openrosaTest")
        self._test.clicked.connect(self._try)
        self._keep = button(tr("openrosa.keep"), primary=True, name="openrosaKeep")
        self._keep.clicked.connect(self._save)
        for made in (self._keep, self._test):
            buttons.addWidget(made)
        layout = column(self)
        for block in self._blocks.values():
            layout.addWidget(block)
        layout.addWidget(self._state)
        layout.addWidget(holder)

    def begin(self, server: Server | None = None) -> None:
        """Empty fields, or those of a server whose password is to be entered again."""
        self._address.setText(server.address.base if server else "")
        self._account.setText(server.account if server else "")
        self._password.clear()
        self._say("")
        (self._password if server else self._address).setFocus()

    def _values(self) -> tuple[str, str, str]:
        return self._address.text().strip(), self._account.text().strip(), self._password.text()

    def _try(self) -> None:
        self._busy(tr("openrosa.testing"))
        address, account, password = self._values()
        self._shell.run_background(
            lambda: self._program.openrosa.test(address, account, password),
            lambda n: self._idle(tr("openrosa.tested", n=n)),
            self._failed,
            owner=self,
            lane="pool",
        )

    def _save(self) -> None:
        self._busy("")
        address, account, password = self._values()
        self._shell.run_background(
            lambda: self._program.openrosa.links.set_up(address, account, password),
            self._saved,
            self._failed,
            owner=self,
        )

    def _saved(self, made: tuple[Server, bool]) -> None:
        server, remembered = made
        self._idle("")
        self._password.clear()
        if not remembered:
            self._shell.notify(tr("openrosa.not_remembered"), "attention")
        self.kept.emit(server)

    def _failed(self, error: BaseException) -> None:
        self._idle("")
        words = explain(error).text
        code = error.code if isinstance(error, AppError) else ""
        if code in ADDRESS_CODES:
            self._blocks["address"].set_message(words)
        elif code == "openrosa_account":
            self._blocks["account"].set_message(words)
        elif code == "openrosa_sign_in":
            self._blocks["password"].set_message(words)
        else:
            self._say(words)

    def _busy(self, words: str) -> None:
        for block in self._blocks.values():
            block.set_message("")
        self._test.setEnabled(False)
        self._keep.setEnabled(False)
        self._say(words)

    def _idle(self, words: str) -> None:
        self._test.setEnabled(True)
        self._keep.setEnabled(True)
        self._say(words)

    def _say(self, words: str) -> None:
        self._state.setText(words)
        self._state.setVisible(bool(words))
