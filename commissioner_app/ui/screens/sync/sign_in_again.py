"""Signing in again where the device's sign-in has run out: one field, nothing else changes."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from commissioner_app.i18n import tr
from commissioner_app.ui.shared.form_layout import button, row
from commissioner_app.ui.shared.tokens import INSIDE


class SignInAgain(QWidget):
    """``wanted`` carries the password; the sync that follows signs in with it first."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("signInAgain")
        self._password = QLineEdit()
        self._password.setObjectName("signInAgainPassword")
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._password.setPlaceholderText(tr("signin.password"))
        self._password.setAccessibleName(tr("signin.password"))
        self._password.setMinimumWidth(self.fontMetrics().horizontalAdvance("中") * 14)
        self._password.returnPressed.connect(self._ask)
        go = button(tr("syncpage.sign_in"), "key-round", name="signInAgainGo")
        go.clicked.connect(self._ask)
        layout = row(self, spacing=INSIDE)
        layout.addWidget(self._password)
        layout.addWidget(go)
        layout.addStretch(1)
        self.hide()

    def _ask(self) -> None:
        password = self._password.text()
        if password:
            self._password.clear()
            self.wanted.emit(password)
