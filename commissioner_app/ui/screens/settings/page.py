"""Settings: look, sending, photos, privacy, the account, other platforms, backups, and what the program is made of."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from commissioner_app.i18n import tr
from commissioner_app.services.program import Program
from commissioner_app.ui.screens.settings.about import About
from commissioner_app.ui.screens.settings.account import AccountPart
from commissioner_app.ui.screens.settings.backups import BackupPart
from commissioner_app.ui.screens.settings.choices import SettingRows
from commissioner_app.ui.screens.settings.contents import Contents
from commissioner_app.ui.screens.settings.maps import MapPart
from commissioner_app.ui.screens.settings.network import NetworkPart
from commissioner_app.ui.screens.settings.openrosa import OpenRosaPart
from commissioner_app.ui.screens.settings.receiver import ReceiverPart
from commissioner_app.ui.screens.settings.sending import SendingPart
from commissioner_app.ui.shared.form_layout import column, heading, line, row
from commissioner_app.ui.shared.page_header import PageHeader
from commissioner_app.ui.shared.shell import Shell
from commissioner_app.ui.shared.tokens import AROUND, BETWEEN, TEXT_WIDTH


class Page(QWidget):
    """One column of sections; every change holds at once."""

    def __init__(self, program: Program, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("settingsPage")
        inside = QWidget()
        inside.setMaximumWidth(TEXT_WIDTH + 2 * AROUND)
        layout = column(inside, spacing=BETWEEN)
        layout.setContentsMargins(AROUND, 0, AROUND, AROUND)
        sections: tuple[tuple[str, QWidget], ...] = (
            ("look", SettingRows(program, shell, ("language", "theme", "text_scale"))),
            ("sync", SendingPart(program, shell)),
            ("network", NetworkPart(program, shell)),
            ("photos", SettingRows(program, shell, ("photo_max_side", "photo_keep_original"))),
            ("maps", MapPart(program, shell)),
            ("receiver", ReceiverPart(program, shell)),
            ("privacy", SettingRows(program, shell, ("mask_phones",))),
            ("account", AccountPart(program, shell)),
            ("openrosa", OpenRosaPart(program, shell)),
            ("backups", BackupPart(program, shell)),
            ("about", About(program)),
        )
        headings: list[tuple[str, str, QWidget]] = []
        for key, part in sections:
            if headings:
                layout.addWidget(line())
            title = heading(tr(f"settings.{key}"), 2)
            headings.append((key, title.text(), title))
            layout.addWidget(title)
            layout.addWidget(part)
        layout.addStretch(1)
        scroll = QScrollArea()
        scroll.setObjectName("settingsScroll")
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setAlignment(Qt.AlignmentFlag.AlignLeft)
        scroll.setWidget(inside)
        self._keys = [key for key, _words, _heading in headings]
        self._contents = Contents(scroll, headings)
        below = row(spacing=0)
        below.addWidget(self._contents)
        below.addWidget(scroll, 1)
        whole = column(self, spacing=0)
        whole.addWidget(PageHeader(tr("settings.title")))
        whole.addLayout(below, 1)

    def show_record(self, _record_id: str, section: str = "") -> None:
        """Go to a section by its key; once the page is laid out, as it may be shown for the first time."""
        if section in self._keys:
            QTimer.singleShot(0, self, lambda: self._contents.go(self._keys.index(section)))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        # The settings come first: on a narrow window they have the whole width.
        self._contents.setVisible(self.width() >= self._contents.sizeHint().width() + TEXT_WIDTH * 2 // 3)
