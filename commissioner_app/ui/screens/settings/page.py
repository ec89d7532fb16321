"""Settings: look, sending, photos, privacy, the account, other platforms, backups, and what the program is made of."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from commissioner_app.i18n import tr
from commissioner_app.services.program import Program
from commissioner_app.ui.screens.settings.about import About
from commissioner_app.ui.screens.settings.account import AccountPart
from commissioner_app.ui.screens.settings.backups import BackupPart
from commissioner_app.ui.screens.settings.choices import SettingRows
from commissioner_app.ui.screens.settings.maps import MapPart
from commissioner_app.ui.screens.settings.openrosa import OpenRosaPart
from commissioner_app.ui.screens.settings.receiver import ReceiverPart
from commissioner_app.ui.shared.form_layout import column, heading, line
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
            ("settings.look", SettingRows(program, shell, ("language", "theme", "text_scale"))),
            ("settings.sync", SettingRows(program, shell, ("auto_sync", "auto_sync_minutes"))),
            ("settings.photos", SettingRows(program, shell, ("photo_max_side", "photo_keep_original"))),
            ("settings.maps", MapPart(program, shell)),
            ("settings.receiver", ReceiverPart(program, shell)),
            ("settings.privacy", SettingRows(program, shell, ("mask_phones",))),
            ("settings.account", AccountPart(program, shell)),
            ("settings.openrosa", OpenRosaPart(program, shell)),
            ("settings.backups", BackupPart(program, shell)),
            ("settings.about", About(program)),
        )
        for number, (key, part) in enumerate(sections):
            if number:
                layout.addWidget(line())
            layout.addWidget(heading(tr(key), 2))
            layout.addWidget(part)
        layout.addStretch(1)
        scroll = QScrollArea()
        scroll.setObjectName("settingsScroll")
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setAlignment(Qt.AlignmentFlag.AlignLeft)
        scroll.setWidget(inside)
        whole = column(self, spacing=0)
        whole.addWidget(PageHeader(tr("settings.title")))
        whole.addWidget(scroll, 1)
