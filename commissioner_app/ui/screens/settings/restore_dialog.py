"""Going back to a backup: one of the few real decisions. It says what will happen and asks for the password."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog

from commissioner_app.i18n import tr
from commissioner_app.services.backup import BackupRow
from commissioner_app.services.program import Program
from commissioner_app.ui.screens.settings.account import password_field
from commissioner_app.ui.shared.form_layout import FieldBlock, button, column, heading, row, text
from commissioner_app.ui.shared.messages import explain
from commissioner_app.ui.shared.shell import Shell
from commissioner_app.ui.shared.tokens import AROUND, BETWEEN, INSIDE

WIDTH = 480


class RestoreDialog(QDialog):
    """``decided`` carries the backup's folder and the password, once the password is right and the present state is
    kept in a backup of its own."""

    decided = Signal(object, str)

    def __init__(self, program: Program, shell: Shell, backup: BackupRow, when: str) -> None:
        super().__init__(shell.window_widget())
        self.setObjectName("restoreDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("settings.backups.restore"))
        self._program, self._shell, self._backup = program, shell, backup
        self._password = password_field("restorePassword")
        self._block = FieldBlock(tr("settings.password.now"), self._password, required=True)
        self._state = text("", muted=True)
        self._go = button(tr("settings.backups.restore"), primary=True, name="restoreConfirm")
        self._go.setDefault(True)
        self._go.clicked.connect(self._check)
        leave = button(tr("ui.action.cancel"), name="restoreCancel")
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        whole = column(self, margin=AROUND, spacing=BETWEEN)
        title = heading(tr("settings.backups.restore.title", when=when), 2)
        explained = text(tr("settings.backups.restore.what", when=when))
        for part in (title, explained):
            # A dialog takes the height of wrapped texts only where their width is fixed.
            part.setFixedWidth(max(WIDTH, 34 * part.fontMetrics().horizontalAdvance("中")))
            part.setMinimumHeight(part.heightForWidth(part.maximumWidth()))
            whole.addWidget(part)
        whole.addWidget(self._block)
        whole.addWidget(self._state)
        buttons = row(spacing=INSIDE)
        buttons.addStretch(1)
        buttons.addWidget(leave)
        buttons.addWidget(self._go)
        whole.addLayout(buttons)
        self._password.setFocus()

    def _check(self) -> None:
        password = self._password.text()
        self._block.set_message("" if password else tr("signin.password.missing"))
        if not password:
            return
        self._go.setEnabled(False)
        self._state.setText(tr("settings.backups.restore.preparing"))
        self._shell.run_background(lambda: self._prepare(password), self._prepared, self._failed, owner=self)

    def _prepare(self, password: str) -> str:
        """The password where it is right and the present state is kept, "" where it is wrong."""
        if not self._program.account.unlocks(password):
            return ""
        self._program.backup.make_before_restore()
        return password

    def _prepared(self, password: str) -> None:
        self._go.setEnabled(True)
        self._state.setText("")
        if password:
            backup = self._backup.path
            self.accept()
            self.decided.emit(backup, password)
        else:
            self._block.set_message(tr("settings.remember.wrong"))
            self._password.selectAll()
            self._password.setFocus()

    def _failed(self, error: BaseException) -> None:
        self._go.setEnabled(True)
        self._state.setText("")
        self._block.set_message(explain(error).text)
