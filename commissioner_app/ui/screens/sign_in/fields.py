"""The two ways in: a profile of this laptop with its password, or a new one with server, name and password."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from commissioner_app.i18n import tr
from commissioner_app.services.account import ProfileRow
from commissioner_app.ui.screens.sign_in.trusting import Trusting
from commissioner_app.ui.shared.form_layout import FieldBlock, button, column, text
from commissioner_app.ui.shared.tokens import BETWEEN


def _password(name: str) -> QLineEdit:
    edit = QLineEdit()
    edit.setObjectName(name)
    edit.setEchoMode(QLineEdit.EchoMode.Password)
    return edit


class KnownProfile(QWidget):
    """``wanted`` carries folder and password; works without any network."""

    wanted = Signal(object, str)
    other_wanted = Signal()

    def __init__(self, profiles: Sequence[ProfileRow]) -> None:
        super().__init__()
        self.setObjectName("knownProfile")
        self._profiles = list(profiles)
        self._choice = QComboBox()
        self._choice.setObjectName("profileChoice")
        for profile in self._profiles:
            host = urlsplit(profile.server).netloc or profile.server
            self._choice.addItem(f"{profile.name}  ·  {host}" if host else profile.name)
        self._password = _password("profilePassword")
        self._block = FieldBlock(tr("signin.password"), self._password)
        self._go = button(tr("signin.open"), primary=True, name="profileOpen")
        self._go.clicked.connect(self._ask)
        self._password.returnPressed.connect(self._ask)
        other = button(tr("signin.other"), name="otherAccount", flat=True)
        other.clicked.connect(self.other_wanted)
        layout = column(self, spacing=BETWEEN)
        layout.addWidget(FieldBlock(tr("signin.profile"), self._choice))
        layout.addWidget(self._block)
        layout.addWidget(self._go)
        layout.addWidget(text(tr("signin.offline"), muted=True))
        layout.addWidget(other)
        self.setFocusProxy(self._password)

    def set_busy(self, busy: bool) -> None:
        """While the key is being derived, nothing can be asked twice."""
        self._go.setEnabled(not busy)
        self._go.setText(tr("signin.opening" if busy else "signin.open"))

    def ask_again(self) -> None:
        """Back to the password, ready to be typed over."""
        self._password.setFocus()
        self._password.selectAll()

    def _ask(self) -> None:
        words = self._password.text()
        self._block.set_message("" if words else tr("signin.password.missing"))
        number = self._choice.currentIndex()
        if words and 0 <= number < len(self._profiles):
            folder: Path = self._profiles[number].folder
            self.wanted.emit(folder, words)


class NewProfile(QWidget):
    """``wanted`` carries server, user, password, and whether to remember the password."""

    wanted = Signal(str, str, str, bool)
    back_wanted = Signal()

    def __init__(self, *, back: bool) -> None:
        super().__init__()
        self.setObjectName("newProfile")
        self._server = QLineEdit()
        self._server.setObjectName("signInServer")
        self._server.setPlaceholderText("https://")
        self._user = QLineEdit()
        self._user.setObjectName("signInUser")
        self._password = _password("signInPassword")
        self._remember = QCheckBox(tr("signin.remember"))
        self._remember.setObjectName("signInRemember")
        self._blocks = {
            "server": FieldBlock(tr("signin.server"), self._server, hint=tr("signin.server.hint")),
            "user": FieldBlock(tr("signin.user"), self._user),
            "password": FieldBlock(tr("signin.password"), self._password),
        }
        self._go = button(tr("signin.create"), primary=True, name="signInGo")
        self._go.clicked.connect(self._ask)
        layout = column(self, spacing=BETWEEN)
        layout.addWidget(text(tr("signin.first"), muted=True))
        for block in self._blocks.values():
            layout.addWidget(block)
            edit = block.field
            if isinstance(edit, QLineEdit):
                edit.returnPressed.connect(self._ask)
        layout.addWidget(self._remember)
        self.trusting = Trusting()
        layout.addWidget(self.trusting)
        layout.addWidget(self._go)
        if back:
            leave = button(tr("signin.back"), "arrow-left", name="signInBack", flat=True)
            leave.clicked.connect(self.back_wanted)
            layout.addWidget(leave)
        self.setFocusProxy(self._server)

    def set_busy(self, busy: bool) -> None:
        """While the server answers, nothing can be asked twice."""
        self._go.setEnabled(not busy)
        self._go.setText(tr("signin.creating" if busy else "signin.create"))

    def ask_again(self) -> None:
        """Back to the password, ready to be typed over."""
        self._password.setFocus()
        self._password.selectAll()

    def _ask(self) -> None:
        values = {key: block.field.text().strip() for key, block in self._blocks.items()}  # type: ignore[attr-defined]
        for key, block in self._blocks.items():
            block.set_message("" if values[key] else tr(f"signin.{key}.missing"))
        if not all(values.values()):
            return
        server = values["server"] if "://" in values["server"] else f"https://{values['server']}"
        self.wanted.emit(server, values["user"], self._password.text(), self._remember.isChecked())
