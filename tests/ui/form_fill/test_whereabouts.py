"""Where a form was filled: the receiver's last position, asked for in the background and never waited for."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from commissioner_app.domain.nmea import Fix
from commissioner_app.services.program import Program
from commissioner_app.ui.form_fill.whereabouts import EVERY_S, OLDEST_S, Whereabouts
from tests.ui.form_fill.support import FakeShell, Filling, form_of


class Receiver:
    """Says what it is told to, and counts how often it is asked."""

    def __init__(self, address: str = "COM3") -> None:
        self.address = address
        self.fix: Fix | None = None
        self.asked = 0

    def now(self) -> Fix | None:
        self.asked += 1
        return self.fix


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    moment = [1000.0]
    monkeypatch.setattr("commissioner_app.ui.form_fill.whereabouts.time.monotonic", lambda: moment[0])
    return moment


def settled(qtbot: QtBot, shell: FakeShell) -> None:
    qtbot.waitUntil(lambda: not shell.background.busy())


def where(receiver: Any, shell: Any, owner: QObject) -> Whereabouts:
    return Whereabouts(receiver, shell, owner)


def test_a_position_is_given_while_it_is_fresh(qtbot: QtBot, shell: FakeShell, clock: list[float]) -> None:
    receiver = Receiver()
    receiver.fix = Fix(116.25, 31.5, acc=4.0)
    seen = where(receiver, shell, shell)
    assert seen.now() is None, "nobody waits for the receiver"
    settled(qtbot, shell)
    assert seen.now() == (31.5, 116.25, 4.0) and receiver.asked == 1
    receiver.fix = None
    clock[0] += EVERY_S
    seen.now()
    settled(qtbot, shell)
    assert seen.now() == (31.5, 116.25, 4.0) and receiver.asked == 2
    clock[0] += OLDEST_S
    assert seen.now() is None


def test_without_a_receiver_nothing_is_asked(qtbot: QtBot, shell: FakeShell) -> None:
    receiver = Receiver(address="")
    assert where(receiver, shell, shell).now() is None
    settled(qtbot, shell)
    assert receiver.asked == 0


def test_a_form_that_notes_where_has_the_columns(filling: Filling, program: Program) -> None:
    survey = "| type | name | label | parameters |\n"
    survey += "| audit | audit | | location-priority=balanced location-min-interval=60 location-max-age=300 |\n"
    page = filling.open(form_of(survey + "| text | a | A | |"))
    head = page.auditing.state()["audit"].splitlines()[0]
    assert head == "event,node,start,end,latitude,longitude,accuracy"
