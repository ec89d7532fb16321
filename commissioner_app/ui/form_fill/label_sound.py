"""Sounds and films that belong to a question's label. They play when asked for, never by themselves."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTemporaryDir, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QHideEvent
from PySide6.QtWidgets import QPushButton

from commissioner_app.i18n import tr
from commissioner_app.system.sound import Playing
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.shared.icons import icon

_TICK_MS = 150


class SoundButton(QPushButton):
    """Plays a sound of the form, and stops it."""

    def __init__(self, tools: FieldTools) -> None:
        super().__init__()
        self._tools = tools
        self._name = ""
        self._playing: Playing | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self.clicked.connect(self._play_or_stop)

    def show_file(self, name: str) -> None:
        """Stand for a file of the form."""
        if name != self._name:
            self.stop()
        self._name = name
        self._show_state()

    def stop(self) -> None:
        """No sound any more."""
        self._timer.stop()
        if self._playing is not None:
            self._playing.stop()
            self._playing = None
        self._show_state()

    def _play_or_stop(self) -> None:
        if self._playing is not None:
            self.stop()
            return
        data, play = self._tools.files.get(self._name) or b"", self._tools.sound.play
        self._tools.shell.run_background(lambda: play(data), self._hear, owner=self, lane="pool")

    def _hear(self, playing: Playing) -> None:
        self._playing = playing
        self._timer.start()
        self._show_state()

    def _tick(self) -> None:
        if self._playing is not None and self._playing.done:
            self.stop()

    def _show_state(self) -> None:
        on = self._playing is not None
        self.setText(tr("form.media.stop" if on else "form.media.listen"))
        self.setIcon(icon("stop" if on else "play"))

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        super().hideEvent(event)
        self.stop()


class FilmButton(QPushButton):
    """Shows a film of the form in the program that this computer has for films."""

    def __init__(self, tools: FieldTools) -> None:
        super().__init__()
        self._tools = tools
        self._name = ""
        # A film is the form's, not the person's: it may lie in the open for as long as the page does.
        self._folder: QTemporaryDir | None = None
        self.setIcon(icon("play"))
        self.clicked.connect(self._open)

    def show_file(self, name: str) -> None:
        """Stand for a file of the form."""
        self._name = name
        self.setText(tr("form.media.watch"))

    def _open(self) -> None:
        data = self._tools.files.get(self._name)
        self._folder = self._folder or QTemporaryDir()
        if not data or not self._folder.isValid():
            return
        path = Path(self._folder.path()) / Path(self._name).name
        path.write_bytes(data)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
