"""Questions side by side go below each other where the page is narrow, and inputs widen with large text."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from commissioner_app.ui.form_fill.lines import SharedLine
from commissioner_app.ui.shared.form_layout import widened


def test_two_questions_need_room_for_both(qtbot: QtBot) -> None:
    line = SharedLine()
    qtbot.addWidget(line)
    for _ in range(2):
        cell = QWidget()
        cell.setMinimumWidth(240)
        line.across.addWidget(cell, 1)
        line.rows.append(cell)
    first, second = line.rows
    line.show()
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
    font = label.font()
    font.setPixelSize(28)
    label.setFont(font)
    assert widened(label, 100) == round(100 * label.fontMetrics().horizontalAdvance("中") / 14) > 150
    font.setPixelSize(10)
    label.setFont(font)
    assert widened(label, 100) == 100
