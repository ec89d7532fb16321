"""Decimals look as they were typed, and photos from the clipboard are kept as small as imported ones."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from commissioner_app.ui.form_fill.page import FormPage
from commissioner_app.ui.form_fill.widgets.number import same_number, shown_number
from commissioner_app.ui.form_fill.widgets.upload import picture_in
from tests.ui.form_fill.support import Filling, find, form_of

SURVEY = """
| type | name | label |
| decimal | area | 面积(亩) |
| decimal | shade | 郁闭度 |
| text | words | 名称 |
"""


@pytest.fixture
def page(filling: Filling) -> FormPage:
    return filling.open(form_of(SURVEY))


def test_a_whole_number_stays_as_it_was_typed(page: FormPage, qtbot: QtBot) -> None:
    area = f"{page.session.root.ref}/area"
    line = find(page, f"q:{area}", QLineEdit)
    line.setFocus()
    for typed in ("95", "95.", "95.5", "95.50"):
        line.clear()
        QTest.keyClicks(line, typed)
        page.body.flush()
        assert line.text() == typed
        qtbot.wait(1)
        assert line.text() == typed
    assert page.session.node(area).value in {"95.5", "95.50"}
    line.clear()
    QTest.keyClicks(line, "95")
    page.body.flush()
    find(page, f"q:{page.session.root.ref}/words", QLineEdit).setFocus()
    QApplication.processEvents()
    assert line.text() == "95"
    assert float(page.session.node(area).value) == 95


def test_a_stored_decimal_is_shown_without_needless_digits(page: FormPage) -> None:
    shade = f"{page.session.root.ref}/shade"
    line = find(page, f"q:{shade}", QLineEdit)
    page.session.answer(shade, "120.0")
    page.body.row(shade).widget.refresh()  # type: ignore[union-attr]
    assert line.text() == "120"


@pytest.mark.parametrize(
    ("value", "shown"), [("95.0", "95"), ("0.50", "0.5"), ("100", "100"), ("-3.0", "-3"), ("1e3", "1e3"), ("", "")]
)
def test_numbers_as_they_are_shown(value: str, shown: str) -> None:
    assert shown_number(value) == shown
    assert same_number(value, shown)


def test_other_numbers_differ() -> None:
    assert not same_number("95", "") and not same_number("", "0") and not same_number("9", "95.0")
    assert same_number("12345678901234567890.0", "12345678901234567890")


def clipboard(image: QImage) -> QMimeData:
    data = QMimeData()
    data.setImageData(image)
    return data


def photo(kind: QImage.Format) -> QImage:
    """Noise, as a camera's picture has it: hard on PNG."""
    image = QImage(640, 480, kind)
    for y in range(480):
        for x in range(640):
            image.setPixelColor(x, y, QColor((x * 7 + y * y) % 256, (x * y) % 256, (x * 13 + y * 5) % 256))
    return image


@pytest.mark.parametrize("kind", [QImage.Format.Format_RGB32, QImage.Format.Format_ARGB32])
def test_a_pasted_photo_is_a_jpeg(kind: QImage.Format) -> None:
    found = picture_in(clipboard(photo(kind)))
    assert found is not None
    content, ending = found
    assert ending == "jpg" and content.startswith(b"\xff\xd8\xff")


def test_small_and_transparent_pictures_stay_as_they_are() -> None:
    small = QImage(120, 80, QImage.Format.Format_RGB32)
    small.fill(Qt.GlobalColor.red)
    clear = QImage(640, 480, QImage.Format.Format_ARGB32)
    clear.fill(Qt.GlobalColor.transparent)
    for image in (small, clear):
        found = picture_in(clipboard(image))
        assert found is not None and found[1] == "png" and found[0].startswith(b"\x89PNG")
