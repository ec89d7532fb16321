"""Two edits of one text in one: what both wrote is there, whoever is named first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioner_app.domain.text_merge import MOST_COMPARED, Merged, merge_texts

TEXT = st.text(st.sampled_from("茶园修剪施肥,a1 \n"), max_size=12)


@given(TEXT, TEXT)
def test_one_edit_alone_is_the_text(base: str, edit: str) -> None:
    assert (
        merge_texts(base, edit, base)
        == merge_texts(base, base, edit)
        == merge_texts(base, edit, edit)
        == Merged(edit, True)
    )


@given(TEXT, TEXT, TEXT)
def test_a_clean_merge_is_the_same_in_either_order(base: str, one: str, other: str) -> None:
    forth, back = merge_texts(base, one, other), merge_texts(base, other, one)
    assert forth.clean == back.clean
    if forth.clean:
        assert forth.text == back.text
    else:
        assert one in forth.text and other in forth.text


@given(TEXT, TEXT, TEXT, TEXT)
def test_edits_of_different_paragraphs_are_both_in(first: str, second: str, one: str, other: str) -> None:
    """A long middle that nobody touched keeps them apart."""
    middle = "一二三四五六七八九十甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
    merged = merge_texts(f"{first}{middle}{second}", f"{one}{middle}{second}", f"{first}{middle}{other}")
    assert merged == Merged(f"{one}{middle}{other}", True)


@pytest.mark.parametrize(
    ("base", "one", "other", "expected", "clean"),
    [
        ("三月修剪，施肥20公斤", "三月重修剪，施肥20公斤", "三月修剪，施肥35公斤", "三月重修剪，施肥35公斤", True),
        ("三月修剪", "三月重剪", "三月轻剪", "三月重剪\n三月轻剪", False),
        ("", "甲", "乙", "甲\n乙", False),
        ("", "甲", "甲乙", "甲乙", False),
        ("甲乙", "甲子乙", "甲丑乙", "甲子乙\n甲丑乙", False),
        ("施肥20公斤", "施肥200公斤", "施肥20公斤。", "施肥200公斤。", True),
    ],
)
def test_examples(base: str, one: str, other: str, expected: str, clean: bool) -> None:
    assert merge_texts(base, one, other) == Merged(expected, clean)


def test_very_long_texts_are_not_compared() -> None:
    long = "茶" * (MOST_COMPARED + 1)
    assert merge_texts(long, long + "一", "二" + long) == Merged(f"{long}一\n二{long}", False)
