"""Repeats: adding, removing, undo, folding; the photos strip."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from commissioner_app.ui.form_fill.page import FormPage
from commissioner_app.ui.form_fill.photos import PhotoStrip
from commissioner_app.ui.form_fill.repeats import RepeatBlock
from tests.ui.form_fill.support import Filling, find, form_of

SURVEY = """
| type | name | label | appearance | repeat_count |
| begin_group | obs | 观察 | | |
| text | title | 名称 | | |
| begin_repeat | pest | 病虫 | | |
| text | what | 病虫名 | | |
| integer | loss | 损失 | | |
| end_repeat | | | | |
| end_group | | | | |
| begin_repeat | photos | 照片 | photos | |
| image | photo | 照片 | | |
| text | caption | 说明 | | |
| end_repeat | | | | |
"""


@pytest.fixture
def page(filling: Filling) -> FormPage:
    return filling.open(form_of(SURVEY))


def block(page: FormPage) -> RepeatBlock:
    return next(iter(page.findChildren(RepeatBlock)))


def items(page: FormPage) -> list[str]:
    node = page.session.node("/data/obs/pest")
    return [next(child.value for child in item.children if child.name == "what") for item in node.children]


def fill(page: FormPage, *names: str) -> None:
    while len(page.session.node("/data/obs/pest").children) < len(names):
        find(page, "add:/data/obs/pest", QAbstractButton).click()
    for number, name in enumerate(names, 1):
        page.session.answer(f"/data/obs/pest[{number}]/what", name)


def test_add_puts_the_focus_into_the_new_item(page: FormPage, qtbot: QtBot) -> None:
    before = len(block(page).cards)
    find(page, "add:/data/obs/pest", QAbstractButton).click()
    assert len(block(page).cards) == before + 1
    assert QApplication.focusWidget().objectName() == f"q:/data/obs/pest[{before + 1}]/what"


def test_remove_from_the_middle_keeps_the_others_and_undo_brings_it_back(page: FormPage) -> None:
    fill(page, "leafhopper", "moth", "rust")
    kept = block(page).cards[2]
    find(page, "remove:/data/obs/pest[2]", QAbstractButton).click()
    assert items(page) == ["leafhopper", "rust"]
    assert block(page).cards[1] is kept
    assert find(page, "q:/data/obs/pest[2]/what", QLineEdit).text() == "rust"
    assert "moth" in page.footer.notice.text()
    page.footer.notice_button.click()
    assert items(page) == ["leafhopper", "moth", "rust"]
    assert [line.text() for line in page.findChildren(QLineEdit) if line.objectName().endswith("what")].count(
        "moth"
    ) == 1


def test_typing_into_a_later_item_after_a_removal_reaches_that_item(page: FormPage) -> None:
    fill(page, "a", "b", "c")
    find(page, "remove:/data/obs/pest[1]", QAbstractButton).click()
    line = find(page, "q:/data/obs/pest[2]/what", QLineEdit)
    line.setFocus()
    line.end(False)
    QTest.keyClicks(line, "x")
    page.body.flush()
    assert items(page) == ["b", "cx"]


def test_item_titles_follow_the_first_answer(page: FormPage) -> None:
    fill(page, "moth")
    line = find(page, "q:/data/obs/pest[1]/what", QLineEdit)
    line.setFocus()
    line.end(False)
    QTest.keyClicks(line, "s")
    page.body.flush()
    assert "moths" in find(page, "item:/data/obs/pest[1]", QAbstractButton).text()


def test_many_items_come_back_folded_and_are_built_when_unfolded(filling: Filling, qtbot: QtBot) -> None:
    definition = form_of(SURVEY)
    first = filling.open(definition)
    for number in range(1, 31):
        if len(first.session.node("/data/obs/pest").children) < number:
            first.session.add("/data/obs/pest")
        first.session.answer(f"/data/obs/pest[{number}]/what", f"p{number}")
    first._entered = True
    first.save_now()
    qtbot.waitUntil(lambda: not filling.shell.background.busy())
    page = filling.again(first.draft.id)
    assert len(block(page).cards) == 30
    assert page.body.row("/data/obs/pest[20]/what") is None
    assert "p20" in find(page, "item:/data/obs/pest[20]", QAbstractButton).text()
    page.navigator.go_to("/data/obs/pest[20]/what")
    assert page.body.row("/data/obs/pest[20]/what") is not None


def photo(folder: Path, name: str, color: str) -> Path:
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(QColor(color))
    path = folder / name
    image.save(str(path))
    return path


def strip(page: FormPage) -> PhotoStrip:
    find(page, "section:photos").click()
    return next(iter(page.findChildren(PhotoStrip)))


def test_photos_by_drop(page: FormPage, qtbot: QtBot, tmp_path: Path) -> None:
    shown = strip(page)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(photo(tmp_path, f"{color}.png", color))) for color in ("red", "green")])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    shown.dropEvent(event)
    qtbot.waitUntil(lambda: len(shown.cards) == 2)
    answers = page.session.form.to_answers()["photos"]
    assert len(answers) == 2 and all(len(item["photo"].partition(".")[0]) == 64 for item in answers)


def test_photo_from_the_clipboard_and_its_caption(page: FormPage, qtbot: QtBot, tmp_path: Path) -> None:
    shown = strip(page)
    QGuiApplication.clipboard().setImage(QImage(str(photo(tmp_path, "blue.png", "blue"))))
    find(page, "paste:/data/photos", QAbstractButton).click()
    qtbot.waitUntil(lambda: len(shown.cards) == 1)
    line = shown.cards[0].findChild(QLineEdit)
    assert line is not None
    line.setFocus()
    QTest.keyClicks(line, "buds")
    page.body.flush()
    assert page.session.form.to_answers()["photos"][0]["caption"] == "buds"


def test_photo_is_removed_and_comes_back(page: FormPage, qtbot: QtBot, tmp_path: Path) -> None:
    shown = strip(page)
    shown.take_files([photo(tmp_path, "a.png", "red"), photo(tmp_path, "b.png", "blue")])
    qtbot.waitUntil(lambda: len(shown.cards) == 2)
    shown.cards[0].remove.click()
    assert len(shown.cards) == 1
    page.undo()
    qtbot.waitUntil(lambda: len(shown.cards) == 2)


def test_picture_opens_large(page: FormPage, qtbot: QtBot, tmp_path: Path, filling: Filling) -> None:
    shown = strip(page)
    shown.take_files([photo(tmp_path, "a.png", "red")])
    qtbot.waitUntil(lambda: len(shown.cards) == 1)
    qtbot.mouseClick(shown.cards[0].picture, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert filling.shell.said == [shown.cards[0].name]
