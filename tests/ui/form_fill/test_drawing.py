"""Signature, sketch and marked photo: strokes by mouse, pen and finger, taken back one by one, kept as pictures."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from commissioner_app.ui.form_fill.drawing import DrawingPad
from commissioner_app.ui.form_fill.page import FormPage
from commissioner_app.ui.form_fill.widgets.draw import PENS
from tests.ui.form_fill.support import Filling, form_of

SURVEY = """
| type | name | label | appearance | parameters |
| begin_group | a | 甲 | | |
| image | sign | 签字 | signature | |
| image | sketch | 草图 | draw | |
| image | marked | 标注 | annotate | |
| image | small | 小图 | | max-pixels=320 |
| image | small_marked | 小标注 | annotate | max-pixels=320 |
| end_group | | | | |
"""
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def page(filling: Filling) -> FormPage:
    return filling.open(form_of(SURVEY))


def value(page: FormPage, name: str) -> str:
    return page.session.node(f"/data/a/{name}").value


def widget(page: FormPage, name: str) -> Any:
    page.navigator.go_to(f"/data/a/{name}")
    row = page.body.row(f"/data/a/{name}")
    assert row is not None
    QApplication.processEvents()
    return row.widget


def stroke(pad: DrawingPad, start: QPoint, end: QPoint) -> None:
    QTest.mousePress(pad, LEFT, NONE, start)
    QTest.mouseMove(pad, QPoint((start.x() + end.x()) // 2, (start.y() + end.y()) // 2))
    QTest.mouseRelease(pad, LEFT, NONE, end)


def photo(path: Path, size: tuple[int, int] = (1200, 800)) -> Path:
    Image.new("RGB", size, (40, 120, 60)).save(path, "JPEG")
    return path


def stored(filling: Filling, name: str) -> QImage:
    return QImage.fromData(filling.program.attachments.read(name))


def test_strokes_are_taken_back_one_by_one(page: FormPage, qtbot: QtBot) -> None:
    shown = widget(page, "sign")
    stroke(shown.pad, QPoint(20, 30), QPoint(120, 60))
    qtbot.waitUntil(lambda: value(page, "sign") != "")
    one = value(page, "sign")
    stroke(shown.pad, QPoint(130, 30), QPoint(200, 60))
    qtbot.waitUntil(lambda: value(page, "sign") not in ("", one))
    shown.pad.setFocus()
    QTest.keyClick(shown.pad, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(shown.pad.strokes) == 1
    qtbot.waitUntil(lambda: value(page, "sign") == one)
    shown.undo.click()
    qtbot.waitUntil(lambda: value(page, "sign") == "")
    assert not shown.pad.strokes


def test_leaving_does_not_lose_a_stroke(page: FormPage, qtbot: QtBot) -> None:
    shown = widget(page, "sign")
    stroke(shown.pad, QPoint(20, 30), QPoint(120, 60))
    page.body.flush()
    qtbot.waitUntil(lambda: value(page, "sign") != "", timeout=500)


def test_a_sketch_has_pens(page: FormPage, qtbot: QtBot, filling: Filling) -> None:
    shown = widget(page, "sketch")
    shown.color._group.button(1).click()
    shown.width_of_pen._group.button(1).click()
    stroke(shown.pad, QPoint(100, 100), QPoint(300, 100))
    qtbot.waitUntil(lambda: value(page, "sketch") != "")
    picture = stored(filling, value(page, "sketch"))
    assert picture.size() == shown.pad.paper.toSize() * 2
    color = QColor(picture.pixel(400, 200))
    assert color.red() > 150 and color.green() < 80
    assert shown.pad.strokes[0].color == PENS["red"][1]


def test_a_finger_draws_as_well(page: FormPage, qtbot: QtBot) -> None:
    pad = widget(page, "sign").pad
    device = QTest.createTouchDevice(QPointingDevice.DeviceType.TouchScreen)
    QTest.touchEvent(pad, device).press(0, QPoint(20, 20), pad).commit()
    QTest.touchEvent(pad, device).move(0, QPoint(60, 40), pad).commit()
    QTest.touchEvent(pad, device).release(0, QPoint(60, 40), pad).commit()
    qtbot.waitUntil(lambda: value(page, "sign") != "")
    assert len(pad.strokes) == 1 and len(pad.strokes[0].points) >= 2


def test_a_photo_is_marked_and_the_marks_taken_back(
    page: FormPage, qtbot: QtBot, filling: Filling, tmp_path: Path
) -> None:
    shown = widget(page, "marked")
    assert not shown.pad.isVisible()
    shown.take(photo(tmp_path / "leaf.jpg"), "leaf.jpg")
    qtbot.waitUntil(lambda: not shown.pad.ground.isNull() and shown.pad.isVisible())
    plain = value(page, "marked")
    QApplication.processEvents()
    scale, corner = shown.pad._fit()
    spot = (QPointF(600, 400) * scale + corner).toPoint()
    stroke(shown.pad, spot - QPoint(60, 0), spot + QPoint(60, 0))
    qtbot.waitUntil(lambda: value(page, "marked") not in ("", plain))
    marked = stored(filling, value(page, "marked"))
    assert (marked.width(), marked.height()) == (1200, 800), "the photo keeps its size"
    assert QColor(marked.pixel(600, 400)).red() > 150 and QColor(marked.pixel(20, 20)).green() > 100
    shown.undo.click()
    qtbot.waitUntil(lambda: value(page, "marked") == plain)


def test_undo_of_the_form_shows_the_former_picture(
    page: FormPage, qtbot: QtBot, filling: Filling, tmp_path: Path
) -> None:
    shown = widget(page, "sketch")
    stroke(shown.pad, QPoint(50, 50), QPoint(120, 60))
    qtbot.waitUntil(lambda: value(page, "sketch") != "")
    one = value(page, "sketch")
    stroke(shown.pad, QPoint(130, 30), QPoint(200, 60))
    qtbot.waitUntil(lambda: value(page, "sketch") not in ("", one))
    page.session.undo()
    assert value(page, "sketch") == one
    qtbot.waitUntil(lambda: not shown.pad.ground.isNull())
    assert not shown.pad.strokes


def test_a_file_in_place_of_a_signature(page: FormPage, qtbot: QtBot, tmp_path: Path) -> None:
    shown = widget(page, "sign")
    assert shown.choose.isVisible()
    shown.take(photo(tmp_path / "scan.jpg", (300, 100)), "scan.jpg")
    qtbot.waitUntil(lambda: not shown.pad.ground.isNull())
    stroke(shown.pad, QPoint(20, 30), QPoint(120, 60))
    assert shown.pad.ground.isNull(), "who signs again does not sign over the former signature"


def test_a_picture_is_no_larger_than_the_form_allows(
    page: FormPage, qtbot: QtBot, filling: Filling, tmp_path: Path
) -> None:
    shown = widget(page, "small")
    shown.take(photo(tmp_path / "big.jpg"), "big.jpg")
    qtbot.waitUntil(lambda: value(page, "small") != "")
    assert stored(filling, value(page, "small")).width() == 320
    marked = widget(page, "small_marked")
    marked.take(photo(tmp_path / "big.jpg"), "big.jpg")
    qtbot.waitUntil(lambda: not marked.pad.ground.isNull())
    stroke(marked.pad, QPoint(20, 30), QPoint(120, 60))
    before = value(page, "small_marked")
    qtbot.waitUntil(lambda: value(page, "small_marked") != before)
    assert stored(filling, value(page, "small_marked")).width() == 320


def test_a_draft_shows_the_drawing_again(page: FormPage, qtbot: QtBot, filling: Filling) -> None:
    shown = widget(page, "sketch")
    stroke(shown.pad, QPoint(50, 50), QPoint(120, 60))
    qtbot.waitUntil(lambda: value(page, "sketch") != "")
    page.autosave.save()
    qtbot.waitUntil(lambda: not filling.shell.background.busy())
    again = filling.again(page.draft.id)
    reopened = widget(again, "sketch")
    qtbot.waitUntil(lambda: not reopened.pad.ground.isNull())
    assert value(again, "sketch") == value(page, "sketch")


def test_png_and_jpeg_are_what_they_say(page: FormPage, qtbot: QtBot, filling: Filling) -> None:
    shown = widget(page, "sign")
    stroke(shown.pad, QPoint(20, 30), QPoint(120, 60))
    qtbot.waitUntil(lambda: value(page, "sign") != "")
    with Image.open(io.BytesIO(filling.program.attachments.read(value(page, "sign")))) as held:
        assert held.format == "PNG"
