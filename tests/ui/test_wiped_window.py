"""A sync that hears that the laptop is to be wiped ends in the sign-in window, whoever started it."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from commissioner_app.errors import EnvironmentFault
from commissioner_app.ui.window import MainWindow


@pytest.mark.parametrize("quiet", [False, True])
def test_the_window_is_left_at_once(window: MainWindow, qtbot: QtBot, quiet: bool) -> None:
    window.sync.quiet = quiet
    with qtbot.waitSignal(window.signed_out):
        window.sync.finished.emit(EnvironmentFault("laptop_wiped"))
    assert not window.message_bar.isVisible()
