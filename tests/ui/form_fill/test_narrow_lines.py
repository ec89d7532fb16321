"""Questions side by side go below each other where the page is narrow, and inputs widen with large text."""

from __future__ import annotations

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from commissioner_app.ui.form_fill.lines import SharedLine
from commissioner_app.ui.shared.form_layout import widened


def test_two_questions_need_room_for_both(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    line = SharedLine()
    line.setParent(page)
    for _ in range(2):
        cell = QWidget()
        cell.setMinimumWidth(240)
        line.across.addWidget(cell, 1)
        line.rows.append(cell)
    first, second = line.rows
    page.resize(800, 400)
    page.show()
    line.resize(600, 80)
    qtbot.waitUntil(lambda: second.x() > first.x() and second.y() == first.y())
    assert line.minimumSizeHint().width() == 240
    line.resize(400, 160)
    qtbot.waitUntil(lambda: second.x() == first.x() and second.y() > first.y())
    second.hide()
    line.resize(300, 160)
    qtbot.waitUntil(lambda: first.width() == 300)


def test_inputs_widen_with_the_text(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    found = []
    for pixels in (60, 30, 4):
        font = QFont(label.font())
        font.setPixelSize(pixels)
        label.setFont(font)
        found.append(widened(label, 100))
    assert found[0] > found[1] > found[2] == 100
