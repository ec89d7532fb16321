"""Recording and playing: into memory and the encrypted store, on a sound device that hears nothing."""

from __future__ import annotations

import io
import wave
from pathlib import Path
from typing import Any

import miniaudio
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from commissioner_app.errors import EnvironmentFault
from commissioner_app.system.sound import Playing, Recording, SoundDevices, seconds_of
from commissioner_app.ui.form_fill.page import FormPage
from commissioner_app.ui.form_fill.widgets import audio
from tests.ui.form_fill.support import Filling, form_of

SURVEY = """
| type | name | label | parameters |
| audio | note | 录音 | quality=voice-only |
| text | words | 文字 | |
"""


class QuietDevices(SoundDevices):
    """miniaudio's own device without hardware."""

    def record(self, rate: int, most_s: int) -> Recording:
        return Recording(rate, most_s, backends=[miniaudio.Backend.NULL])

    def play(self, data: bytes) -> Playing:
        return Playing(data, backends=[miniaudio.Backend.NULL])


class NoDevices(SoundDevices):
    """A computer without a microphone."""

    def record(self, rate: int, most_s: int) -> Recording:
        raise EnvironmentFault("microphone_missing")


@pytest.fixture
def page(filling: Filling) -> FormPage:
    made = filling.open(form_of(SURVEY))
    made.body.tools.sound = QuietDevices()
    return made


def widget(page: FormPage) -> Any:
    row = page.body.row("/data/note")
    assert row is not None
    return row.widget


def value(page: FormPage) -> str:
    return page.session.node("/data/note").value


def test_a_recording_is_kept_and_played(page: FormPage, qtbot: QtBot, filling: Filling, tmp_path: Path) -> None:
    shown = widget(page)
    shown.record.click()
    assert shown.recording and shown.level.isVisible() and "停止" in shown.record.text()
    qtbot.waitUntil(lambda: shown._recording.seconds > 0.3)
    page.session.answer("/data/words", "x")  # other answers do not disturb it
    assert shown.recording
    shown.record.click()
    qtbot.waitUntil(lambda: value(page).endswith(".wav"))
    data = filling.program.attachments.read(value(page))
    with wave.open(io.BytesIO(data)) as held:
        assert (held.getframerate(), held.getnchannels(), held.getsampwidth()) == (8000, 1, 2)
    assert seconds_of(data) > 0.3 and shown.said.text().startswith("录音 ")
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and b"RIFF" in path.read_bytes()[:16]]
    shown.play.click()
    qtbot.waitUntil(lambda: shown._playing is not None)
    qtbot.waitUntil(lambda: shown._playing is None)


def test_leaving_the_page_keeps_what_was_said(page: FormPage, qtbot: QtBot) -> None:
    shown = widget(page)
    shown.start()
    qtbot.waitUntil(lambda: shown._recording.seconds > 0.2)
    page.hide()
    qtbot.waitUntil(lambda: value(page) != "")
    assert not shown.recording


def test_a_long_recording_is_kept_before_its_end(
    page: FormPage, qtbot: QtBot, filling: Filling, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audio, "FIRST_KEPT_S", 0.3)
    shown = widget(page)
    shown.start()
    qtbot.waitUntil(lambda: value(page) != "")
    first = value(page)
    assert shown.recording
    qtbot.waitUntil(lambda: value(page) != first and shown._recording.seconds > 1)
    shown.stop()
    last = value(page)
    qtbot.waitUntil(lambda: value(page) != last)
    read = filling.program.attachments.read
    assert seconds_of(read(first)) < seconds_of(read(value(page)))


def test_without_a_microphone_a_file_can_be_chosen(page: FormPage, filling: Filling) -> None:
    page.body.tools.sound = NoDevices()
    shown = widget(page)
    shown.record.click()
    assert [error.code for error in filling.shell.errors] == ["microphone_missing"]  # type: ignore[attr-defined]
    assert not shown.recording and shown.choose.isVisible()


def test_a_kind_that_cannot_be_played_is_told(page: FormPage, qtbot: QtBot, filling: Filling, tmp_path: Path) -> None:
    path = tmp_path / "memo.amr"
    path.write_bytes(b"#!AMR\n" + bytes(100))
    shown = widget(page)
    shown.take(path, path.name)
    qtbot.waitUntil(lambda: value(page).endswith(".amr"))
    shown.play.click()
    qtbot.waitUntil(lambda: bool(filling.shell.errors))
    QApplication.processEvents()
    assert value(page).endswith(".amr")
