"""Declared settings as controls: switches, joined buttons, numbers. What is chosen is kept and holds at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QSpinBox, QWidget

from commissioner_app import i18n
from commissioner_app.i18n import tr
from commissioner_app.services.program import Program
from commissioner_app.settings import SETTINGS, Setting
from commissioner_app.ui.shared.form_layout import FieldBlock, column
from commissioner_app.ui.shared.segmented import Segmented
from commissioner_app.ui.shared.shell import Shell
from commissioner_app.ui.shared.tokens import BETWEEN


class SettingRows(QWidget):
    """A control for each of the named settings; ``kept`` carries the key of one that was changed."""

    kept = Signal(str)

    def __init__(self, program: Program, shell: Shell, keys: Sequence[str]) -> None:
        super().__init__()
        self._program, self._shell = program, shell
        layout = column(self, spacing=BETWEEN)
        for key in keys:
            layout.addWidget(self._row(SETTINGS[key]))

    def _row(self, setting: Setting) -> QWidget:
        value = self._program.preferences.get(setting.key)
        if isinstance(setting.default, bool):
            box = QCheckBox(tr(f"setting.{setting.key}"))
            box.setObjectName(f"setting.{setting.key}")
            box.setChecked(bool(value))
            box.toggled.connect(lambda on: self._keep(setting.key, on))
            return box
        if setting.choices:
            choices = [(str(choice), tr(f"setting.{setting.key}.{choice}")) for choice in setting.choices]
            buttons = Segmented(choices, f"setting.{setting.key}")
            buttons.set_current(str(value))
            kind = type(setting.default)
            buttons.chosen.connect(lambda chosen: self._keep(setting.key, kind(chosen)))
            return FieldBlock(tr(f"setting.{setting.key}"), buttons)
        number = QSpinBox()
        number.setObjectName(f"setting.{setting.key}")
        number.setRange(setting.least, setting.most)
        number.setValue(int(value))
        number.setMaximumWidth(120)
        number.setAlignment(Qt.AlignmentFlag.AlignRight)
        number.editingFinished.connect(lambda: self._keep(setting.key, number.value()))
        return FieldBlock(tr(f"setting.{setting.key}"), number)

    def _keep(self, key: str, value: Any) -> None:
        self._shell.run_background(
            lambda: self._program.preferences.set(key, value), lambda _none: self._hold(key, value), owner=self
        )

    def _hold(self, key: str, value: Any) -> None:
        """Let the change be seen; what makes the page anew waits until this call is over."""
        if key == "language":
            i18n.set_language(value)
            QTimer.singleShot(0, self._shell.rebuild)
        elif key == "theme":
            self._shell.apply_theme()
        elif key == "text_scale":
            self._shell.apply_theme()
            QTimer.singleShot(0, self._shell.rebuild)
        elif key.startswith(("auto_sync", "photos_")):
            self._shell.sync.reschedule()
        self.kept.emit(key)
