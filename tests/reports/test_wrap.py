"""Line breaking: kinsoku rules, nothing lost, nothing too wide."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioner_app.reports.layout.wrap import NOT_FIRST, NOT_LAST, units, wrap


def measure(text: str) -> float:
    return sum(0.5 if char.isascii() else 1.0 for char in text)


def lines(text: str, width: float) -> list[str]:
    return wrap(text, width, measure)


def test_a_comma_never_begins_a_line() -> None:
    assert lines("茶园受冻，面积三十亩。", 4) == ["茶园受", "冻，面积", "三十亩。"]


def test_an_opening_bracket_never_ends_a_line() -> None:
    assert lines("受害面积（亩）", 5) == ["受害面积", "（亩）"]


def test_a_dash_of_two_stays_whole() -> None:
    assert all("—" not in line or "——" in line for line in lines("茶叶——六安瓜片", 3))


def test_words_break_at_blanks_and_after_hyphens() -> None:
    assert lines("list-and-challenge need", 6) == ["list-and-", "challenge", "need"]


def test_numbers_and_codes_stay_whole() -> None:
    assert units("8–10，09:30—11:30") == ["8–10，", "09:30—11:30"]
    assert units("8～10 kg，编号341525-2026-A7") == ["8～10", " ", "kg，", "编", "号", "341525-2026-A7"]


def test_a_very_long_word_is_cut_and_kept() -> None:
    word = "x" * 95
    found = lines(f"网址{word}。", 10)
    assert "".join(found) == f"网址{word}。"
    assert max(map(measure, found)) <= 10


def test_paragraphs_are_kept_and_their_first_line_is_narrower() -> None:
    assert wrap("一二三四\n五六", 4, measure, indent=2) == ["一二", "三四", "五六"]


TEXTS = st.text(st.sampled_from("茶园冻害，。（）《》、；：“”—…～％ abcXYZ-/.,12 3\n□☑㎡℃䃥"), max_size=120)


@given(TEXTS, st.integers(min_value=4, max_value=30))
def test_every_character_comes_out_once_and_in_order(text: str, width: int) -> None:
    found = lines(text, width)
    assert "".join(found).replace(" ", "") == text.replace("\n", "").replace(" ", "")
    assert all(measure(line) <= width for line in found)


@given(st.lists(st.sampled_from(["茶", "园", "冻", "害", "亩"]), min_size=1, max_size=60), st.data())
def test_marks_never_stand_on_the_wrong_side(chars: list[str], data: st.DataObject) -> None:
    marked = "".join(char + data.draw(st.sampled_from(["", "", "，", "。", "）", "（"])) for char in chars).lstrip(
        "，。）"
    )
    found = lines(marked, 6)
    assert all(line[0] not in NOT_FIRST for line in found[1:] if line)
    assert all(line[-1] not in NOT_LAST for line in found[:-1] if line)


@pytest.mark.parametrize("text", ["", "\n", "   "])
def test_nothing_makes_empty_lines_only(text: str) -> None:
    assert "".join(lines(text, 5)).strip() == ""
