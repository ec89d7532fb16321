"""The window answers what a form asks the device for, and says so."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from commissioner_app.ui.form_fill.places import read_point
from tests.domain.test_nmea import GGA, RMC
from tests.ui.form_fill.support import Filling, form_of

SURVEY = """
| type | name | label | trigger |
| start-geopoint | started | | |
| text | house | 户 | |
| background-geopoint | noted | | ${house} |
"""


def test_the_receiver_answers(filling: Filling, qtbot: QtBot, tmp_path: Path) -> None:
    log = tmp_path / "r.nmea"
    log.write_text(f"{RMC}\n{GGA}\n")
    filling.program.preferences.set("receiver", f"file:{log}")
    page = filling.open(form_of(SURVEY))
    qtbot.waitUntil(lambda: page.session.node("/data/started").value != "")
    point = read_point(page.session.node("/data/started").value)
    assert point is not None and point.alt is not None and point.acc is not None
    assert "已记录" in page.footer.notice.text()
    page.session.answer("/data/house", "A")
    qtbot.waitUntil(lambda: page.session.node("/data/noted").value != "")


def test_without_a_receiver_it_is_said_once(filling: Filling, qtbot: QtBot) -> None:
    page = filling.open(form_of(SURVEY))
    assert "未记录" in page.footer.notice.text()
    page.footer.say("")
    page.session.answer("/data/house", "A")
    assert page.footer.notice.text() == "" and page.session.node("/data/noted").value == ""


def test_sound_in_the_background_is_not_recorded_and_said(filling: Filling) -> None:
    page = filling.open(form_of("| type | name | label |\n| background-audio | b | |\n| text | a | 甲 |"))
    assert "录音" in page.footer.notice.text()


def test_first_values_of_the_form_join_what_the_program_knows(filling: Filling) -> None:
    survey = (
        "| type | name | label | default |\n| date | day | 日期 | today() |\n| text | word | 字 | concat('a', 'b') |"
    )
    page = filling.open(form_of(survey), answers={"word": "x"})
    assert page.session.node("/data/day").value == "2026-03-05"
    assert page.session.node("/data/word").value == "x"
