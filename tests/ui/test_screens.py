"""Every screen opens in both languages, shows no key of a text, and gives its controls names."""

from __future__ import annotations

import re
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QSpinBox,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from commissioner_app.ui.app import SCREENS
from commissioner_app.ui.shared.rail import RailButton
from commissioner_app.ui.window import MainWindow
from tests.ui.conftest import Opened

RECORDS = {
    "hosts": "h-1", "visits": "v-0-0", "needs": "n-0", "matches": "m-1", "resources": "r-1", "plans": "pl-0"
}  # fmt: skip
RAW_KEY = re.compile(r"^[a-z_]+(\.[a-z0-9_]+)+$")
HOLE = re.compile(r"\{[a-z_]+\}")
LATIN_WORD = re.compile(r"^[A-Za-z ,.'-]{4,}$")
KEEPS_LATIN = {"English", "Kotexing"}


def texts_of(root: QWidget) -> list[str]:
    found: list[str] = []
    for widget in [root, *root.findChildren(QWidget)]:
        found += [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()]
        if isinstance(widget, (QLabel, QAbstractButton)):
            found.append(widget.text())
        if isinstance(widget, (QLineEdit, QPlainTextEdit)):
            found.append(widget.placeholderText())
    for action in root.findChildren(QAction):
        found.append(action.text())
    return [text for text in found if text]


def open_all(window: MainWindow, qtbot: QtBot) -> None:
    for screen in SCREENS:
        window.open(screen.key, RECORDS.get(screen.key, ""))
        qtbot.wait(10)
    review = window.page("review")
    review.view.setCurrentIndex(review.model.index(0))  # type: ignore[union-attr]
    window.open_palette()
    qtbot.wait(10)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_text_is_a_key_or_has_an_open_hole(opened: Opened, program: Any, qtbot: QtBot, language: str) -> None:
    window = opened(program, lang=language)
    open_all(window, qtbot)
    texts = texts_of(window)
    assert len(texts) > 200
    raw = {text for text in texts if RAW_KEY.match(text) or HOLE.search(text)}
    raw -= {"https://sync.example.cn"}
    assert not raw
    if language == "zh":
        assert not {text for text in texts if LATIN_WORD.match(text)} - KEEPS_LATIN


def test_controls_have_names_for_screen_readers(window: MainWindow, qtbot: QtBot) -> None:
    open_all(window, qtbot)
    nameless = []
    for widget in window.findChildren(QWidget):
        if widget.objectName().startswith("qt_") or widget.focusPolicy() == Qt.FocusPolicy.NoFocus:
            continue
        if isinstance(widget, (QToolButton, QLineEdit, QPlainTextEdit, QComboBox, QSpinBox, QAbstractItemView)):
            said = widget.accessibleName() or (widget.text() if isinstance(widget, QToolButton) else "")
            if not said and not isinstance(widget.parentWidget(), (QComboBox, QSpinBox)):
                nameless.append((type(widget).__name__, widget.objectName()))
    assert not nameless


def test_tab_goes_through_a_page_and_comes_back(window: MainWindow, qtbot: QtBot) -> None:
    window.open("visits", "v-0-0")
    seen: list[str] = []
    window.page("visits").pane.focus_search()  # type: ignore[union-attr]
    for _ in range(60):
        qtbot.keyClick(window.focusWidget() or window, Qt.Key.Key_Tab)
        focus = window.focusWidget()
        seen.append(focus.objectName() if focus else "")
    for name in ("visitList", "visitFilter.all", "action.print", "syncNow", "rail.today"):
        assert name in seen, f"{name} is not reached by Tab: {seen}"


def test_rows_of_buttons_fit_in_both_languages(opened: Opened, program: Any, qtbot: QtBot) -> None:
    window = opened(program, lang="en")
    open_all(window, qtbot)
    for screen in SCREENS:
        window.open(screen.key)
        qtbot.wait(5)
        for made in window.findChildren(QAbstractButton):
            if made.isVisible() and made.text() and not isinstance(made, RailButton):
                assert made.width() >= made.fontMetrics().horizontalAdvance(made.text()), made.objectName()


@pytest.mark.parametrize("size", [(1100, 640), (1366, 728), (2560, 1440)])
def test_nothing_needs_to_be_scrolled_sideways(window: MainWindow, qtbot: QtBot, size: tuple[int, int]) -> None:
    window.resize(*size)
    open_all(window, qtbot)
    assert window.width() == size[0], "the window does not get this narrow"
    for area in window.findChildren(QScrollArea):
        if area.isVisible() and area.widget() is not None:
            assert area.widget().width() <= area.viewport().width() + 1, area.objectName()


def test_pages_take_a_change_of_palette(window: MainWindow, qtbot: QtBot) -> None:
    open_all(window, qtbot)
    for widget in window.findChildren(QWidget):
        widget.changeEvent(QEvent(QEvent.Type.PaletteChange))
