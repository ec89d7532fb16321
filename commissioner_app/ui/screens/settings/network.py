"""The way to the servers: which proxy, whose certificates; and a try that says at once whether it works."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from commissioner_app.i18n import tr
from commissioner_app.services.network import AuthorityRow
from commissioner_app.services.program import Program
from commissioner_app.ui.form_fill.flow import ColumnFlow
from commissioner_app.ui.screens.settings.choices import SettingRows
from commissioner_app.ui.shared.dates import day_text
from commissioner_app.ui.shared.form_layout import FieldBlock, button, clear_layout, column, heading, row, text
from commissioner_app.ui.shared.messages import explain
from commissioner_app.ui.shared.notice import Notice
from commissioner_app.ui.shared.shell import Shell
from commissioner_app.ui.shared.tokens import BETWEEN, HAIR, INSIDE

SOON_DAYS = 30


class NetworkPart(QWidget):
    """What is chosen holds with the next call."""

    def __init__(self, program: Program, shell: Shell) -> None:
        super().__init__()
        self._program, self._shell = program, shell
        get = program.preferences.get
        proxy = SettingRows(program, shell, ("proxy",))
        proxy.kept.connect(lambda _key: self._show())
        self.address = self._line("proxy_address", str(get("proxy_address")), "10.1.2.3:8080")
        self.address.editingFinished.connect(self._keep_address)
        self.direct = self._line("proxy_direct", str(get("proxy_direct")), "")
        self.direct.editingFinished.connect(self._keep_direct)
        self._address_block = FieldBlock(tr("setting.proxy_address"), self.address, hint=tr("settings.network.address"))
        self._manual = QWidget()
        manual = column(self._manual, spacing=BETWEEN)
        manual.addWidget(self._address_block)
        manual.addWidget(FieldBlock(tr("setting.proxy_direct"), self.direct, hint=tr("settings.network.direct")))
        self._try = button(tr("settings.network.try"), "refresh-cw", name="networkTry")
        self._try.clicked.connect(self._try_it)
        self.said = Notice("networkSaid")
        layout = column(self, spacing=BETWEEN)
        layout.addWidget(proxy)
        layout.addWidget(self._manual)
        across = row()
        across.addWidget(self._try)
        across.addStretch(1)
        layout.addLayout(across)
        layout.addWidget(self.said)
        layout.addWidget(self._certificates())
        self._show()

    def _line(self, key: str, words: str, hint: str) -> QLineEdit:
        edit = QLineEdit(words)
        edit.setObjectName(f"setting.{key}")
        edit.setPlaceholderText(hint)
        return edit

    def _show(self) -> None:
        self._manual.setVisible(self._program.preferences.get("proxy") == "manual")

    # -- the proxy

    def _keep_address(self) -> None:
        typed = self.address.text()
        self._shell.run_background(
            lambda: self._program.network.set_proxy_address(typed), self._address_kept, self._refused, owner=self
        )

    def _address_kept(self, address: str) -> None:
        self._address_block.set_message("")
        if not self.address.hasFocus():
            self.address.setText(address)

    def _refused(self, error: BaseException) -> None:
        self._address_block.set_message(explain(error).text)

    def _keep_direct(self) -> None:
        typed = self.direct.text().strip()
        self._shell.run_background(lambda: self._program.preferences.set("proxy_direct", typed), owner=self)

    def _try_it(self) -> None:
        self.said.say(tr("settings.network.trying"))
        self._try.setEnabled(False)
        manual = self._program.preferences.get("proxy") == "manual"
        typed = self.address.text() if manual else None
        self._shell.run_background(
            lambda: self._program.network.try_it(typed), self._reached, self._not_reached, owner=self, lane="pool"
        )

    def _reached(self, seconds: float) -> None:
        self._try.setEnabled(True)
        self.said.say(tr("settings.network.reached", seconds=f"{seconds:.1f}"), "ok")

    def _not_reached(self, error: BaseException) -> None:
        self._try.setEnabled(True)
        self.said.say(explain(error).text, "attention")

    # -- certificates

    def _certificates(self) -> QWidget:
        whole = QWidget()
        layout = column(whole, spacing=INSIDE)
        layout.addWidget(heading(tr("settings.network.certificates"), 3))
        layout.addWidget(text(tr("settings.network.certificates.explain"), muted=True))
        self._list = column(spacing=HAIR)
        layout.addLayout(self._list)
        holder = QWidget()
        buttons = ColumnFlow(holder, packed=True)
        add = button(tr("settings.network.add"), "shield-check", name="certificateAdd")
        add.clicked.connect(self._choose)
        self._remove = button(tr("settings.network.remove"), "circle-minus", name="certificateRemove")
        self._remove.clicked.connect(self._take_away)
        buttons.addWidget(add)
        buttons.addWidget(self._remove)
        layout.addWidget(holder)
        self.judged = Notice("certificateSaid")
        layout.addWidget(self.judged)
        layout.addWidget(SettingRows(self._program, self._shell, ("trust_system",)))
        self._show_list(self._program.network.authorities())
        return whole

    def _show_list(self, held: list[AuthorityRow]) -> None:
        clear_layout(self._list)
        today = self._program.desk.clock.now().date()
        for one in held:
            until = date.fromisoformat(one.until[:10])
            soon = (until - today).days <= SOON_DAYS
            key = "past" if until < today else "soon" if soon else "until"
            line = text(tr(f"settings.network.{key}", subject=one.subject, until=day_text(one.until)))
            line.setObjectName("certificateLine")
            line.setToolTip(tr("settings.network.fingerprint", fingerprint=one.fingerprint))
            line.setProperty("tone", "attention" if soon else "")
            self._list.addWidget(line, 0, Qt.AlignmentFlag.AlignTop)
        self._remove.setVisible(bool(held))

    def _choose(self) -> None:
        window = self._shell.window_widget()
        pattern = tr("settings.network.files") + " (*.pem *.crt *.cer *.der)"
        chosen, _filter = QFileDialog.getOpenFileName(window, tr("settings.network.add"), str(Path.home()), pattern)
        if chosen:
            self.add(Path(chosen))

    def add(self, path: Path) -> None:
        """Believe the certificates of a file; what is wrong with it is said below."""
        self._shell.run_background(
            lambda: self._program.network.add_authorities(path), self._added, self._not_added, owner=self
        )

    def _added(self, held: list[AuthorityRow]) -> None:
        self.judged.say("")
        self._show_list(held)

    def _not_added(self, error: BaseException) -> None:
        self.judged.say(explain(error).text, "attention")

    def _take_away(self) -> None:
        self._shell.run_background(
            self._program.network.remove_authorities, lambda _none: self._show_list([]), owner=self
        )
