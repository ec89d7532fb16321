"""The account: who is signed in where, changing the password, remembering it, signing out."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from commissioner_app.i18n import tr
from commissioner_app.services.program import Program
from commissioner_app.ui.form_fill.flow import ColumnFlow
from commissioner_app.ui.shared.detail_parts import Facts
from commissioner_app.ui.shared.form_layout import FieldBlock, button, column, row
from commissioner_app.ui.shared.messages import explain
from commissioner_app.ui.shared.shell import Shell
from commissioner_app.ui.shared.tokens import BETWEEN


def password_field(name: str) -> QLineEdit:
    """A field whose text is not shown."""
    edit = QLineEdit()
    edit.setObjectName(name)
    edit.setEchoMode(QLineEdit.EchoMode.Password)
    edit.setMaximumWidth(320)
    return edit


class AccountPart(QWidget):
    """Facts, and buttons whose fields fold out below them."""

    def __init__(self, program: Program, shell: Shell) -> None:
        super().__init__()
        self._program, self._shell = program, shell
        self._change: QWidget = self._change_panel()
        self._remember: QWidget = self._remember_panel()
        session = program.session
        roles = tr("ui.list_comma").join(tr(f"role.{role}") for role in sorted(session.roles))
        facts = [
            (tr("settings.account.person"), session.display),
            (tr("settings.account.roles"), roles),
            (tr("settings.account.unit"), session.unit),
            (tr("settings.account.server"), program.account.server()),
            (tr("settings.account.device"), session.device_code),
        ]
        layout = column(self, spacing=BETWEEN)
        layout.addWidget(Facts([fact for fact in facts if fact[1]]))
        holder = QWidget()
        buttons = ColumnFlow(holder, packed=True)  # large text breaks the row instead of cutting its words
        change = button(tr("settings.password.change"), "key-round", name="changePassword")
        change.clicked.connect(lambda: self._fold(self._change))
        self._offer = button(tr("settings.remember"), "shield-check", name="rememberPassword")
        self._offer.clicked.connect(lambda: self._fold(self._remember))
        self._stop = button(tr("settings.forget"), "circle-minus", name="forgetPassword")
        self._stop.clicked.connect(self._forget)
        self._stop.hide()
        leave = button(tr("settings.sign_out"), "log-out", name="signOut")
        leave.clicked.connect(shell.sign_out)
        for made in (change, self._offer, self._stop, leave):
            buttons.addWidget(made)
        layout.addWidget(holder)
        layout.addWidget(self._change)
        layout.addWidget(self._remember)
        self._ask()

    def _ask(self) -> None:
        """Only one of remembering and forgetting can be done; the keyring says which, and may take its time."""
        self._shell.run_background(self._program.account.remembers, self._offer_one, owner=self, lane="pool")

    def _offer_one(self, remembered: bool) -> None:
        self._offer.setVisible(not remembered)
        self._stop.setVisible(remembered)

    def _fold(self, panel: QWidget) -> None:
        shown = panel.isHidden()
        self._change.hide()
        self._remember.hide()
        panel.setVisible(shown)
        if shown:
            (self._old if panel is self._change else self._known).setFocus()

    def _change_panel(self) -> QWidget:
        panel = QWidget()
        layout = column(panel)
        self._old, self._new, self._again = (password_field(n) for n in ("oldPassword", "newPassword", "againPassword"))
        self._blocks = {
            "old": FieldBlock(tr("settings.password.old"), self._old, required=True),
            "new": FieldBlock(tr("settings.password.new"), self._new, hint=tr("settings.password.hint"), required=True),
            "again": FieldBlock(tr("settings.password.again"), self._again, required=True),
        }
        for block in self._blocks.values():
            layout.addWidget(block)
        save = button(tr("settings.password.save"), primary=True, name="savePassword")
        save.clicked.connect(self._save_password)
        line_of = row()
        line_of.addWidget(save)
        line_of.addStretch(1)
        layout.addLayout(line_of)
        panel.hide()
        return panel

    def _remember_panel(self) -> QWidget:
        panel = QWidget()
        layout = column(panel)
        self._known = password_field("knownPassword")
        self._known_block = FieldBlock(
            tr("settings.password.now"), self._known, hint=tr("settings.remember.hint"), required=True
        )
        layout.addWidget(self._known_block)
        keep = button(tr("settings.remember"), primary=True, name="confirmRemember")
        keep.clicked.connect(self._keep_password)
        self._known.returnPressed.connect(self._keep_password)
        line_of = row()
        line_of.addWidget(keep)
        line_of.addStretch(1)
        layout.addLayout(line_of)
        panel.hide()
        return panel

    def _save_password(self) -> None:
        self._blocks["again"].set_message("")
        self._blocks["old"].set_message("")
        old, new = self._old.text(), self._new.text()
        if new != self._again.text():
            self._blocks["again"].set_message(tr("settings.password.differ"))
            return
        self._shell.run_background(
            lambda: self._program.account.change_password(old, new), self._password_saved, self._refused, owner=self
        )

    def _password_saved(self, _none: None) -> None:
        for edit in (self._old, self._new, self._again):
            edit.clear()
        self._change.hide()
        self._shell.notify(tr("settings.password.saved"), "ok")

    def _refused(self, error: BaseException) -> None:
        self._blocks["old"].set_message(explain(error).text)

    def _keep_password(self) -> None:
        password = self._known.text()
        self._known_block.set_message("")
        self._shell.run_background(lambda: self._try_remember(password), self._remembered, owner=self)

    def _try_remember(self, password: str) -> str:
        account = self._program.account
        if not account.unlocks(password):
            return "wrong"
        return "kept" if account.remember(password) else "no_keyring"

    def _remembered(self, how: str) -> None:
        if how == "kept":
            self._known.clear()
            self._remember.hide()
            self._offer_one(True)
            self._shell.notify(tr("settings.remember.kept"), "ok")
        else:
            self._known_block.set_message(tr(f"settings.remember.{how}"))

    def _forget(self) -> None:
        self._shell.run_background(self._program.account.forget, self._forgotten, owner=self)

    def _forgotten(self, _none: None) -> None:
        self._offer_one(False)
        self._shell.notify(tr("settings.forget.done"), "ok")
