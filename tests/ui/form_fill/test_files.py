"""Pictures, files and signatures; what a camera knows is offered to the position."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit
from pytestqt.qtbot import QtBot

from commissioner_app.ui.form_fill.page import FormPage
from commissioner_app.ui.form_fill.photos import PhotoStrip
from commissioner_app.ui.form_fill.widgets.signature import SignatureWidget
from tests.ui.form_fill.support import Filling, find, form_of

SURVEY = """
| type | name | label | appearance |
| begin_group | a | 甲 | |
| image | picture | 图片 | |
| file | paper | 文件 | |
| image | sign | 签字 | signature |
| geopoint | gps | 定位 | |
| end_group | | | |
| begin_repeat | photos | 照片 | photos |
| image | photo | 照片 | |
| datetime | taken_at | 时间 | |
| geopoint | place | 位置 | |
| text | caption | 说明 | |
| end_repeat | | | |
"""


@pytest.fixture
def page(filling: Filling) -> FormPage:
    return filling.open(form_of(SURVEY))


def camera_photo(path: Path) -> Path:
    """A JPEG as a phone writes it: taken on 2026-03-05 09:41:07 near Jinzhai."""
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2026:03:05 09:41:07"
    exif.get_ifd(0x8769)[0x9011] = "+08:00"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (31.0, 43.0, 37.2)
    gps[3], gps[4] = "E", (115.0, 56.0, 2.4)
    Image.new("RGB", (64, 48), "green").save(path, exif=exif)
    return path


def test_picture_is_chosen_shown_and_removed(page: FormPage, qtbot: QtBot, tmp_path: Path) -> None:
    row = page.body.row("/data/a/picture")
    assert row is not None
    row.widget.take(camera_photo(tmp_path / "IMG_1.jpg"), "IMG_1.jpg")
    qtbot.waitUntil(lambda: page.session.node("/data/a/picture").value.endswith(".jpg"))
    assert row.widget.preview.isVisible()
    assert "IMG_1.jpg" in row.widget.said.text()
    find(page, "q:/data/a/picture:remove", QAbstractButton).click()
    assert page.session.node("/data/a/picture").value == ""


def test_picture_is_pasted_with_the_keyboard(page: FormPage, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setImage(QImage(20, 20, QImage.Format.Format_RGB32))
    button = find(page, "q:/data/a/picture")
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.session.node("/data/a/picture").value != "")


def test_a_file_of_any_type(page: FormPage, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "记录.pdf"
    path.write_bytes(b"%PDF-1.4\n%%EOF\n")
    row = page.body.row("/data/a/paper")
    assert row is not None
    row.widget.take(path, path.name)
    qtbot.waitUntil(lambda: page.session.node("/data/a/paper").value.endswith(".pdf"))


def test_signature_becomes_a_picture(page: FormPage, qtbot: QtBot, filling: Filling) -> None:
    row = page.body.row("/data/a/sign")
    assert row is not None and isinstance(row.widget, SignatureWidget)
    pad = row.widget.pad
    pad.begin(QPointF(20, 40))
    for step in range(30):
        pad.go(QPointF(20 + 5 * step, 40 + (step % 7) * 6))
    pad.lift()
    qtbot.waitUntil(lambda: page.session.node("/data/a/sign").value.endswith(".png"))
    stored = QImage.fromData(filling.program.attachments.read(page.session.node("/data/a/sign").value))
    assert not stored.isNull()
    row.widget.remove.click()
    assert page.session.node("/data/a/sign").value == "" and pad.strokes == []


def test_camera_knows_time_and_place(page: FormPage, qtbot: QtBot, tmp_path: Path) -> None:
    find(page, "section:photos").click()
    strip = next(iter(page.findChildren(PhotoStrip)))
    strip.take_files([camera_photo(tmp_path / "IMG_2031.jpg")])
    qtbot.waitUntil(lambda: len(strip.cards) == 1)
    assert "2026-03-05 09:41" in strip.cards[0].taken.text()
    item = page.session.form.to_answers()["photos"][0]
    assert abs(item["place"]["lng"] - 115.934) < 1e-5
    assert page.session.node("/data/a/gps").value == ""
    find(page, "section:a").click()
    button = find(page, "q:/data/a/gps:photo", QAbstractButton)
    assert button.isVisible()
    button.click()
    assert find(page, "q:/data/a/gps", QLineEdit).text() == "115.934000"
    row = page.body.row("/data/a/gps")
    assert row is not None and "来自照片 IMG_2031.jpg" in row.widget.said.text()


def test_a_broken_file_is_told_and_nothing_is_stored(
    page: FormPage, qtbot: QtBot, filling: Filling, tmp_path: Path
) -> None:
    row = page.body.row("/data/a/picture")
    assert row is not None
    row.widget.take(tmp_path / "gone.jpg", "gone.jpg")
    qtbot.waitUntil(lambda: len(filling.shell.errors) > 0)
    assert "正在存入" not in row.widget.said.text()
    assert page.session.node("/data/a/picture").value == ""
