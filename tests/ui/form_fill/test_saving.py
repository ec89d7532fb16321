"""Nothing typed is only in memory for longer than a second, and a draft comes back exactly."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from commissioner_app.errors import EnvironmentFault
from tests.ui.form_fill.support import FakeShell, Filling, find, form_of

SURVEY = """
| type | name | label | appearance |
| begin_group | one | 甲 | |
| text | name | 名称 | |
| end_group | | | |
| begin_group | two | 乙 | |
| text | first | 第一 | |
| text | story | 经过 | multiline |
| end_group | | | |
"""


def stored(filling: Filling, draft_id: str) -> str:
    return str(filling.program.drafts.get(draft_id).saved)


def test_text_is_in_the_draft_soon_after_it_was_typed(filling: Filling, qtbot: QtBot) -> None:
    page = filling.open(form_of(SURVEY))
    line = find(page, "q:/data/one/name", QLineEdit)
    QTest.keyClicks(line, "Qingshan")
    qtbot.waitUntil(lambda: "Qingshan" in stored(filling, page.draft.id), timeout=3000)
    qtbot.waitUntil(lambda: "草稿已保存" in page.footer.status.text())


def test_typing_without_a_pause_is_saved_all_the_same(filling: Filling, qtbot: QtBot) -> None:
    page = filling.open(form_of(SURVEY))
    line = find(page, "q:/data/one/name", QLineEdit)
    saves: list[object] = []
    page.autosave.saved.connect(saves.append)
    until = time.monotonic() + 2.6
    while time.monotonic() < until:
        QTest.keyClick(line, Qt.Key.Key_A)
        qtbot.wait(60)
    assert len(saves) >= 2


def test_section_change_saves_at_once(filling: Filling, qtbot: QtBot) -> None:
    page = filling.open(form_of(SURVEY))
    QTest.keyClicks(find(page, "q:/data/one/name", QLineEdit), "x")
    find(page, "section:two").click()
    qtbot.waitUntil(lambda: not filling.shell.background.busy())
    assert filling.program.drafts.get(page.draft.id).page == "/data/two"


def test_a_draft_that_is_only_looked_at_is_not_written(filling: Filling, qtbot: QtBot) -> None:
    page = filling.open(form_of(SURVEY))
    page.navigator.go_to("/data/two/story")
    QTest.keyClicks(find(page, "q:/data/two/story", QPlainTextEdit), "frost")
    page.save_now()
    qtbot.waitUntil(lambda: not filling.shell.background.busy())
    page.autosave.end()
    again = filling.again(page.draft.id)
    assert not again.autosave.dirty


def test_draft_comes_back_with_section_question_and_cursor(filling: Filling, qtbot: QtBot) -> None:
    definition = form_of(SURVEY)
    page = filling.open(definition)
    page.navigator.go_to("/data/two/story")
    box = find(page, "q:/data/two/story", QPlainTextEdit)
    QTest.keyClicks(box, "frost in spring")
    for _ in range(6):
        QTest.keyClick(box, Qt.Key.Key_Left)
    page.save_now()
    qtbot.waitUntil(lambda: not filling.shell.background.busy())
    page.close()
    again = filling.again(page.draft.id)
    box = find(again, "q:/data/two/story", QPlainTextEdit)
    assert box.toPlainText() == "frost in spring"
    assert box.textCursor().position() == 9
    qtbot.waitUntil(lambda: QApplication.focusWidget() is box)
    assert again.navigator.current is not None and again.navigator.current.key == "/data/two"


def test_leaving_hands_over_the_last_words(filling: Filling, qtbot: QtBot) -> None:
    page = filling.open(form_of(SURVEY))
    QTest.keyClicks(find(page, "q:/data/one/name", QLineEdit), "last words")
    page.leave()
    qtbot.waitUntil(lambda: "last words" in stored(filling, page.draft.id))


def test_a_save_that_fails_says_so_and_is_tried_again(
    filling: Filling, shell: FakeShell, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("commissioner_app.ui.form_fill.autosave.RETRY_MS", 50)
    page = filling.open(form_of(SURVEY))
    real = type(filling.program.drafts).save
    broken = [True]

    def save(drafts: Any, draft_id: str, saved: Mapping[str, Any], *more: str) -> str:
        if broken[0]:
            raise EnvironmentFault("disk_full")
        return real(drafts, draft_id, saved, *more)

    monkeypatch.setattr(type(filling.program.drafts), "save", save)
    QTest.keyClicks(find(page, "q:/data/one/name", QLineEdit), "kept")
    qtbot.waitUntil(lambda: len(shell.errors) > 0)
    assert "没能保存" in page.footer.status.text()
    broken[0] = False
    qtbot.waitUntil(lambda: "kept" in stored(filling, page.draft.id), timeout=4000)
