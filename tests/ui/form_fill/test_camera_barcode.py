"""Camera, barcodes and what a laptop has not."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from commissioner_app.ui.form_fill.camera import CameraLink, Cameras
from commissioner_app.ui.form_fill.page import FormPage
from tests.ui.form_fill.support import Filling, find, form_of

SURVEY = """
| type | name | label | appearance |
| image | photo | 照片 | |
| image | face | 自拍 | selfie |
| barcode | code | 条码 | |
| text | words | 文字 | |
| text | other | 程序 | ex:org.example.scan(uuid='x') |
| decimal | bearing | 方位 | bearing |
| text | label | 标签 | printer:org.example |
"""


class OneCamera(Cameras):
    """A camera that shows one picture when it is asked to."""

    def __init__(self) -> None:
        self.show: Callable[[QImage], None] | None = None
        self.front: bool = False
        self.on: bool = False

    def installed(self) -> bool:
        return True

    def open(self, parent: QObject, show: Callable[[QImage], None], *, front: bool = False) -> CameraLink | None:
        self.show, self.front, self.on = show, front, True
        return self

    def stop(self) -> None:
        self.on = False


class NoCamera(Cameras):
    """Qt's multimedia part without any camera."""

    def installed(self) -> bool:
        return True

    def open(self, parent: QObject, show: Callable[[QImage], None], *, front: bool = False) -> CameraLink | None:
        return None


@pytest.fixture
def camera(monkeypatch: pytest.MonkeyPatch) -> OneCamera:
    made = OneCamera()
    monkeypatch.setattr("commissioner_app.ui.form_fill.tools.Cameras", lambda: made)
    return made


def opened(filling: Filling) -> FormPage:
    return filling.open(form_of(SURVEY))


def value(page: FormPage, name: str) -> str:
    return page.session.node(f"/data/{name}").value


def widget(page: FormPage, name: str) -> Any:
    page.navigator.go_to(f"/data/{name}")
    row = page.body.row(f"/data/{name}")
    assert row is not None
    QApplication.processEvents()
    return row.widget


def picture(color: str) -> QImage:
    image = QImage(640, 480, QImage.Format.Format_RGB32)
    image.fill(QColor(color))
    return image


def test_a_photo_is_taken(filling: Filling, camera: OneCamera, qtbot: QtBot, tmp_path: Path) -> None:
    page = opened(filling)
    shown = widget(page, "photo")
    shown.shoot.click()
    assert camera.on and camera.show and not shown.camera.shoot.isEnabled()
    camera.show(picture("#207040"))
    shown.camera.shoot.click()
    qtbot.waitUntil(lambda: value(page, "photo").endswith(".jpg"))
    assert not camera.on and shown.camera is None
    with Image.open(io.BytesIO(filling.program.attachments.read(value(page, "photo")))) as held:
        assert held.size == (640, 480)
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and path.read_bytes()[:3] == b"\xff\xd8\xff"]


def test_a_selfie_asks_for_the_front_camera_and_leaving_switches_it_off(filling: Filling, camera: OneCamera) -> None:
    page = opened(filling)
    widget(page, "face").shoot.click()
    assert camera.front and camera.on
    page.hide()
    assert not camera.on and value(page, "face") == ""


def test_without_a_camera_a_file_stays(filling: Filling, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commissioner_app.ui.form_fill.tools.Cameras", NoCamera)
    page = opened(filling)
    shown = widget(page, "face")
    shown.shoot.click()
    assert not shown.shoot.isVisible() and shown.notice.isVisible() and shown.choose.isVisible()
    assert "手机" in shown.notice.text()


def test_a_laptop_without_the_multimedia_part(filling: Filling, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commissioner_app.ui.form_fill.camera.find_spec", lambda _name: None)
    page = opened(filling)
    assert widget(page, "face").notice.isVisible() and not widget(page, "face").shoot.isVisible()
    assert not widget(page, "photo").notice.isVisible(), "who may choose a file is not told about cameras"


def strike(line: QLineEdit, text: str, *, every: int, start: int = 10_000) -> None:
    """Keys with the times at which they were struck (ms), however busy the machine is, and Return after them."""
    keys = [(Qt.Key.Key_unknown, letter) for letter in text] + [(Qt.Key.Key_Return, "\r")]
    for number, (key, letter) in enumerate(keys):
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, letter)
        event.setTimestamp(start + number * every)
        QApplication.sendEvent(line, event)


def test_a_scanner_replaces_what_stood_there_and_goes_on(filling: Filling) -> None:
    page = opened(filling)
    line = find(page, "q:/data/code", QLineEdit)
    page.session.answer("/data/code", "old")
    line.setFocus()
    strike(line, "6901234567892", every=5)
    assert value(page, "code") == "6901234567892"
    assert page.focusWidget() is not line, "the next question has the focus"
    line.setFocus()
    strike(line, "ABC-abc|$123", every=5, start=20_000)
    assert value(page, "code") == "ABC-abc|$123", "kept as it was scanned"


def test_what_is_typed_slowly_is_changed_in_place(filling: Filling) -> None:
    page = opened(filling)
    line = find(page, "q:/data/code", QLineEdit)
    line.setFocus()
    strike(line, "123456", every=70)
    line.setFocus()
    line.setCursorPosition(3)
    strike(line, "x", every=70, start=20_000)
    assert value(page, "code") == "123x456"


def test_no_input_method_comes_between_scanner_and_line(filling: Filling) -> None:
    line = find(opened(filling), "q:/data/code", QLineEdit)
    assert not line.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def label(path: Path, *codes: str) -> Path:
    sheet = Image.new("RGB", (1000, 500 * len(codes)), "white")
    for number, text in enumerate(codes):
        made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
        code = Image.fromarray(zxingcpp.write_barcode_to_image(made, scale=8)).convert("RGB")
        sheet.paste(code, (200, 500 * number + 100))
    sheet.save(path)
    return path


def test_a_code_on_a_photo(filling: Filling, qtbot: QtBot, tmp_path: Path) -> None:
    page = opened(filling)
    shown = widget(page, "code")
    shown.read_from(label(tmp_path / "l.png", "https://例子/茶"))
    qtbot.waitUntil(lambda: value(page, "code") == "https://例子/茶")
    page.session.answer("/data/code", "")
    QGuiApplication.clipboard().setImage(QImage(str(tmp_path / "l.png")))
    QTest.keyClick(shown.line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: value(page, "code") == "https://例子/茶")
    blank = tmp_path / "blank.png"
    Image.new("RGB", (100, 100), "white").save(blank)
    row = page.body.row("/data/code")
    assert row is not None
    row.touch()
    shown.read_from(blank)
    qtbot.waitUntil(lambda: "没有找到条码" in row.message())
    assert value(page, "code") == "https://例子/茶"


@pytest.mark.parametrize(
    ("name", "typed", "stored", "words"),
    [("other", "abc", "abc", "手工填写"), ("bearing", "45.5", "45.5", "指南针"), ("label", "T-1", "T-1", "打印")],
)
def test_what_a_laptop_has_not_is_said_and_typed(
    filling: Filling, name: str, typed: str, stored: str, words: str
) -> None:
    page = opened(filling)
    shown = widget(page, name)
    assert shown.notice.isVisible() and words in shown.notice.text()
    QTest.keyClicks(shown.entry(), typed)
    page.body.flush()
    assert value(page, name) == stored


def test_a_photo_on_its_way_is_part_of_the_record(filling: Filling, qtbot: QtBot, tmp_path: Path) -> None:
    """Submitting right after choosing a photo waits for it, instead of leaving it out."""
    page = opened(filling)
    path = tmp_path / "big.png"
    Image.effect_noise((1500, 1500), 90).save(path)
    began: list[str] = []
    page.submission.begin = lambda: began.append(value(page, "photo"))  # type: ignore[method-assign]
    widget(page, "photo").take(path, path.name)
    page.submit()
    assert began == []
    qtbot.waitUntil(lambda: bool(began))
    assert began[0].endswith(".png")
