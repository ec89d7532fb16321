"""Small windows and very large text: no button cut, one column where two have no room, menus for what does not fit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFrame, QPushButton
from pytestqt.qtbot import QtBot

from commissioner_app.ui.shared import theme
from commissioner_app.ui.shared.action_bar import Action, ActionBar
from commissioner_app.ui.shared.rail import RailButton
from tests.ui.conftest import Opened

SCREENS = (
    "today", "hosts", "visits", "needs", "matches", "resources", "plans", "papers", "review", "sync",
    "settings",
)  # fmt: skip


@pytest.fixture(autouse=True)
def normal_text_again(dressed: QApplication) -> Iterator[None]:
    yield
    theme.set_scale(dressed, 100)
    theme.apply(dressed, "light")


@pytest.mark.parametrize(("size", "scale"), [((1100, 640), 150), ((911, 470), 100), ((1366, 768), 130)])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_button_is_cut(opened: Opened, program: Any, size: tuple[int, int], scale: int, lang: str) -> None:
    program.preferences.values["text_scale"] = scale
    window = opened(program, lang=lang)
    window.resize(*size)
    for screen in SCREENS:
        window.open(screen)
        QApplication.processEvents()
        assert (window.width(), window.height()) == size
        for made in window.findChildren(QPushButton):
            if made.isVisible():
                assert made.width() >= made.minimumSizeHint().width(), (screen, made.objectName(), made.text())
        for entry in window.findChildren(RailButton):
            assert entry.width() >= entry.sizeHint().width()


def test_review_shows_the_record_alone_on_a_narrow_window(opened: Opened, program: Any) -> None:
    window = opened(program)
    window.resize(911, 560)
    window.open("review")
    page: Any = window.page("review")
    assert page.view.isVisible() and not page.detail.isVisible()
    page.view.setCurrentIndex(page.model.index(0))
    assert page.detail.isVisible() and not page.view.isVisible()
    page.detail.back_wanted.emit()
    assert page.view.isVisible() and not page.detail.isVisible()


def test_actions_without_room_go_into_the_menu(qtbot: QtBot, dressed: QApplication) -> None:
    bar = ActionBar()
    qtbot.addWidget(bar)
    done: list[str] = []
    actions = [Action(f"a{n}", f"很长的动作名称{n}", "check", lambda n=n: done.append(str(n))) for n in range(4)]  # type: ignore[misc]
    bar.set_actions([*actions, Action("go", "提交", "check", lambda: done.append("go"), primary=True)])
    bar.resize(1400, 50)
    bar.show()
    assert bar.findChild(QPushButton, "action.a3").isVisible()
    bar.resize(480, 50)
    assert not bar.findChild(QPushButton, "action.a3").isVisible()
    assert bar.findChild(QPushButton, "action.go").isVisible()
    assert [action.key for action in bar._rest()][-1] == "a3"
    assert bar.findChild(QPushButton, "action.a0").focusPolicy() != Qt.FocusPolicy.NoFocus


def test_what_was_begun_stands_first_today(opened: Opened, program: Any) -> None:
    window = opened(program)
    window.open("today")
    page: Any = window.page("today")
    drafts, plans = page.findChild(QFrame, "todayDrafts"), page.findChild(QFrame, "todayPlans")
    assert drafts.mapTo(page, drafts.rect().topLeft()).y() < plans.mapTo(page, plans.rect().topLeft()).y()
    assert drafts.findChild(QFrame, "continueDraft").isVisible()
