"""Sending: whether and how often it syncs by itself, at what time of the day, and on which networks photos go."""

from __future__ import annotations

from PySide6.QtCore import QTime
from PySide6.QtWidgets import QTimeEdit, QWidget

from commissioner_app.i18n import tr
from commissioner_app.services.auto_plan import DAILY
from commissioner_app.services.program import Program
from commissioner_app.ui.screens.settings.choices import SettingRows
from commissioner_app.ui.shared.form_layout import FieldBlock, column, text
from commissioner_app.ui.shared.shell import Shell
from commissioner_app.ui.shared.tokens import BETWEEN

SHAPE = "HH:mm"


class SendingPart(QWidget):
    """The time of day is asked for only where once a day is chosen."""

    def __init__(self, program: Program, shell: Shell) -> None:
        super().__init__()
        self._program, self._shell = program, shell
        self._kept = str(program.preferences.get("auto_sync_at"))
        self.time = QTimeEdit(QTime.fromString(self._kept, SHAPE))
        self.time.setObjectName("setting.auto_sync_at")
        self.time.setDisplayFormat(SHAPE)
        self.time.setMaximumWidth(self.fontMetrics().horizontalAdvance("00:00") * 3)
        self.time.editingFinished.connect(self._keep)
        self._at = FieldBlock(tr("setting.auto_sync_at"), self.time, hint=tr("settings.sync.at_hint"))
        often = SettingRows(program, shell, ("auto_sync", "auto_sync_minutes"))
        often.kept.connect(lambda _key: self._show())
        photos = SettingRows(program, shell, ("photos_on", "photos_paused"))
        layout = column(self, spacing=BETWEEN)
        layout.addWidget(often)
        layout.addWidget(self._at)
        layout.addWidget(photos)
        layout.addWidget(text(tr("settings.sync.photos_hint"), muted=True))
        self._show()

    def _show(self) -> None:
        self._at.setVisible(int(self._program.preferences.get("auto_sync_minutes")) == DAILY)

    def _keep(self) -> None:
        at = self.time.time().toString(SHAPE)
        if at != self._kept:
            self._kept = at
            self._shell.run_background(
                lambda: self._program.preferences.set("auto_sync_at", at),
                lambda _none: self._shell.sync.reschedule(),
                owner=self,
            )
