"""Labels on the page: markup, links, pictures that came with the form."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QDesktopServices, QFont, QImage, QResizeEvent
from PySide6.QtTest import QTest

from commissioner_app.ui.form_fill import question_label
from commissioner_app.ui.form_fill.pictures import picture
from commissioner_app.ui.form_fill.widgets.upload import png_of
from tests.ui.form_fill.support import Filling, find, form_of


def png(width: int, height: int) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("green"))
    return png_of(image)


def test_links_of_labels_open_outside(filling: Filling, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    page = filling.open(form_of("| type | name | label |\n| text | a | 见[说明](https://example.org/x) |"))
    row = page.body.row("/data/a")
    assert row is not None and row._label is not None
    row._label.linkActivated.emit("https://example.org/x")
    row._label.linkActivated.emit("file:///etc/passwd")
    assert opened == ["https://example.org/x"]
    assert not question_label.open_link("javascript:alert(1)")
    assert find(page, "q:/data/a").accessibleName() == "见说明"


def test_required_star_stands_behind_the_words(filling: Filling) -> None:
    page = filling.open(form_of("| type | name | label | required |\n| text | a | # 标题 | yes |"))
    row = page.body.row("/data/a")
    assert row is not None and row._label is not None
    assert row._label.text().endswith("*</span></h1>")


def test_a_label_shows_its_picture_and_names_what_is_missing(filling: Filling) -> None:
    survey = "| type | name | label | media::image | big-image |\n| text | a | 虫 | small.png | big.png |\n"
    survey += "| text | b | 叶 | gone.png | |"
    definition = replace(form_of(survey), files={"small.png": png(800, 600), "big.png": png(1600, 1200)})
    page = filling.open(definition)
    first, second = page.body.row("/data/a"), page.body.row("/data/b")
    assert first is not None and first._media is not None and second is not None and second._media is not None
    assert first._media.picture.isVisible() and not first._media.missing.isVisible()
    assert second._media.missing.isVisible() and "gone.png" in second._media.missing.text()
    first._media.picture.click()
    large = find(page, "form:picture")
    assert large.isVisible()
    QTest.keyClick(large, Qt.Key.Key_Escape)
    assert not large.isVisible() and page.isVisible()


def test_pictures_are_never_enlarged_and_rubbish_is_none() -> None:
    assert picture(png(40, 20), QSize(400, 400)).deviceIndependentSize().toSize() == QSize(40, 20)
    assert picture(png(800, 200), QSize(400, 400)).deviceIndependentSize().toSize() == QSize(400, 100)
    assert picture(b"rubbish", QSize(9, 9)).isNull() and picture(None, QSize(9, 9)).isNull()


def test_an_ampersand_is_a_letter_and_no_key(filling: Filling) -> None:
    page = filling.open(
        form_of("| type | name | label | required |\n| text | a | R&D staff | yes |\n| text | b | Other | |")
    )
    row = page.body.row("/data/a")
    assert row is not None and row._label is not None
    alone = question_label.FormWords()
    alone.say("R&D staff", required=True)
    assert row._label.sizeHint() == alone.sizeHint()
    assert find(page, "q:/data/a").accessibleName() == "R&D staff"
    other = find(page, "q:/data/b")
    other.setFocus()
    for key in (Qt.Key.Key_D, Qt.Key.Key_A, Qt.Key.Key_N):
        QTest.keyClick(other, key, Qt.KeyboardModifier.AltModifier)
        assert page.window().focusWidget() is other


def test_with_larger_text_the_panel_at_the_side_gives_way_earlier(filling: Filling) -> None:
    page = filling.open(form_of("| type | name | label |\n| text | a | A |"))
    narrow, wide = QSize(600, 700), QSize(1150, 700)
    font = QFont(page.font())
    for pixels, shown in ((14, True), (21, False)):
        font.setPixelSize(pixels)
        page.setFont(font)
        page.resizeEvent(QResizeEvent(narrow, wide))
        page.header.context.setChecked(False)
        page.resizeEvent(QResizeEvent(wide, narrow))
        assert page.header.context.isChecked() is shown
