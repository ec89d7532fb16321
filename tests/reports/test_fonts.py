"""Glyphs: every character of the test string, one face per box, nothing typed vanishes (domain.md 6.5)."""

from __future__ import annotations

import pytest

from commissioner_app.reports.fonts import CHAINS, Role, chain, face
from tests.reports.samples import TEST_STRING


@pytest.mark.parametrize("role", list(CHAINS))
def test_the_test_string_has_every_glyph(role: Role) -> None:
    assert all(chain(role).glyph(char) for char in TEST_STRING)
    assert chain(role).clean(TEST_STRING) == TEST_STRING


def test_a_character_falls_back_alone() -> None:
    assert chain("kai").runs("流波䃥镇") == [
        ("LXGWWenKai-Regular", "流波"),
        ("NotoSerifSC-Regular", "䃥"),
        ("LXGWWenKai-Regular", "镇"),
    ]


def test_the_ticked_box_is_drawn_by_the_only_face_that_has_it() -> None:
    # The empty box of the same face hangs below the line; that of the body face stands like the ticked one.
    assert chain("song").runs("□☑") == [("NotoSerifSC-Regular", "□"), ("DejaVuSans", "☑")]


def test_what_no_face_has_is_written_out() -> None:
    assert chain("song").clean("姓\U000323af") == "姓〔U+323AF〕"


def test_invisible_and_control_characters_are_left_out() -> None:
    assert chain("song").clean("茶\u200b园\ufe0f\x07\r\n第二\t行") == "茶园\n第二    行"


def test_a_face_is_read_once() -> None:
    assert face("NotoSerifSC-Regular")[0] is face("NotoSerifSC-Regular")[0]


def test_widths_are_those_of_the_glyphs() -> None:
    assert chain("song").width("茶园") == pytest.approx(2.0)
    assert 0.3 < chain("song").width("a") < 0.8
