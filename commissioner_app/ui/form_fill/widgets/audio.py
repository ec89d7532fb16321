"""Sound: recorded here into memory, or a file; played here. Only the encrypted store ever holds it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QProgressBar, QPushButton

from commissioner_app.errors import AppError
from commissioner_app.forms.screen import Node
from commissioner_app.i18n import tr
from commissioner_app.services.attachments import LARGEST
from commissioner_app.system.sound import RATE, Playing, Recording, longest_s
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.visibility import show_if
from commissioner_app.ui.form_fill.widgets.file import FileWidget
from commissioner_app.ui.shared.icons import icon

RATES: Final = {"voice-only": 8_000, "low": RATE, "normal": 32_000}
"""Samples a second for what a form asks in ``quality``; without a word, speech."""
FIRST_KEPT_S: Final = 10
_TICK_MS: Final = 100


def clock_text(seconds: float) -> str:
    """Minutes and seconds, as on a recorder."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


class AudioWidget(FileWidget):
    """Record and stop, play and stop, and a file in place of a recording. ``ticked``: the time shown moved on."""

    ticked = Signal()

    def __init__(self, node: Node, tools: FieldTools) -> None:
        self.record, self.play = QPushButton(), QPushButton()
        self.level = QProgressBar()
        self._recording: Recording | None = None
        self._playing: Playing | None = None
        self._kept_at = FIRST_KEPT_S
        self._longest_s = 0
        super().__init__(node, tools)
        self.record.clicked.connect(self._record_or_stop)
        self.play.clicked.connect(self._play_or_stop)
        self.level.setTextVisible(False)
        self.level.setRange(0, 100)
        self.level.setFixedWidth(self.fontMetrics().height() * 6)
        for at, part in enumerate((self.record, self.play, self.level)):
            self.buttons.insertWidget(at, part)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self.refresh()

    def name_inputs(self, label: str, name: str) -> None:
        super().name_inputs(label, name)
        self.record.setObjectName(name + ":record")
        self.play.setObjectName(name + ":play")

    def refresh(self) -> None:
        if self._recording is not None:
            # A recording goes on while other answers change; it shows its own time.
            self._show_state()
            return
        super().refresh()
        self._show_state()

    @property
    def recording(self) -> bool:
        """Whether it records."""
        return self._recording is not None

    def start(self) -> None:
        """Begin to record."""
        self.stop_playing()
        rate = RATES.get(self.node.parameters.get("quality", ""), RATE)
        self._longest_s = longest_s(rate, LARGEST)
        try:
            self._recording = self.tools.sound.record(rate, self._longest_s)
        except AppError as error:
            self.tools.shell.report(error)
            return
        self._kept_at = FIRST_KEPT_S
        self._timer.start()
        self.refresh()

    def stop(self) -> None:
        """End the recording and answer with it."""
        if self._recording is None:
            return
        data = self._recording.stop()
        self._recording = None
        self._timer.stop()
        self.refresh()
        if data:
            self.take(data, self._file_name())

    def stop_playing(self) -> None:
        """Be silent."""
        if self._playing is not None:
            self._playing.stop()
            self._playing = None
            self._timer.stop()
            self.refresh()

    def settle(self) -> None:
        self.stop()

    def clear(self) -> None:
        self.stop_playing()
        super().clear()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        # Nothing goes on sounding from a page that is not seen any more; a recording is kept.
        self.stop_playing()
        self.stop()
        super().hideEvent(event)

    def _file_name(self) -> str:
        return f"{tr('form.audio.file')} {self.tools.now():%Y%m%d-%H%M%S}.wav"

    def _keep_so_far(self, recording: Recording) -> None:
        """A power cut must not take a long recording: what there is becomes the answer, each time it has doubled."""
        self._kept_at *= 2
        answer = self.answered.emit
        self.tools.take_in(recording.so_far(), self._file_name(), lambda added: answer(added.name), self.refresh, self)

    def _record_or_stop(self) -> None:
        if self._recording is None:
            self.start()
        else:
            self.stop()

    def _play_or_stop(self) -> None:
        if self._playing is not None:
            self.stop_playing()
            return
        name, read, play = self.node.value, self.tools.program.attachments.read, self.tools.sound.play
        self.tools.shell.run_background(lambda: play(read(name)), self._hear, owner=self, lane="pool")

    def _hear(self, playing: Playing) -> None:
        self._playing = playing
        self._timer.start()
        self._show_state()

    def _tick(self) -> None:
        if self._playing is not None and self._playing.done:
            self.stop_playing()
        elif self._recording is not None and self._recording.seconds >= self._longest_s:
            self.stop()
        else:
            if self._recording is not None and self._recording.seconds >= self._kept_at:
                self._keep_so_far(self._recording)
            self._show_state()
        self.ticked.emit()

    def _show_state(self) -> None:
        recording, playing, readonly = self._recording, self._playing, self.node.readonly
        self.record.setText(tr("form.audio.stop" if recording else "form.audio.record"))
        self.record.setIcon(icon("stop" if recording else "microphone"))
        self.play.setText(tr("form.audio.silence" if playing else "form.audio.play"))
        self.play.setIcon(icon("stop" if playing else "play"))
        show_if(self.record, not readonly and (recording is not None or not self.node.value))
        show_if(self.play, bool(self.node.value) and recording is None)
        show_if(self.level, recording is not None)
        show_if(self.choose, not readonly and recording is None)
        if recording is not None:
            self.level.setValue(round(recording.level * 100))
            self.said.setText(
                tr("form.audio.recording", time=clock_text(recording.seconds), most=clock_text(self._longest_s))
            )
        elif playing is not None:
            self.said.setText(f"{clock_text(playing.position)} / {clock_text(playing.seconds)}")
