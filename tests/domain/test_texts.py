"""Names, licences and patents as they are kept and checked (domain.md 5.4, 5.9)."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioner_app.domain import texts


def test_stored_texts_keep_the_rare_character() -> None:
    assert texts.stored(" 流波䃥镇\u200b ") == "流波䃥镇"


@given(st.text())
def test_storing_twice_changes_nothing(text: str) -> None:
    once = texts.stored(text)
    assert texts.stored(once) == once
    assert unicodedata.is_normalized("NFC", once)


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("方明山", True),
        ("买买提•吐尔逊", True),
        ("Anna Lee", True),
        ("方", False),
        ("方\ue123山", False),
        ("13800001234", False),
    ],
)
def test_person_names(name: str, right: bool) -> None:
    assert texts.is_person_name(name) is right


def test_person_names_get_the_right_dot() -> None:
    assert texts.person_name(" 买买提•吐尔逊 ") == "买买提·吐尔逊"
    assert texts.masked_name("王小满") == "王**"


def test_licences() -> None:
    assert texts.is_food_licence("SC12345678901234")
    assert texts.is_food_licence("sc 12345678901234")
    assert not texts.is_food_licence("QS123456789012")


def test_patents() -> None:
    digits = "202110000001"
    assert texts.patent_ok(f"ZL{digits}.{texts.patent_check(digits)}") is True
    wrong = "0" if texts.patent_check(digits) != "0" else "1"
    assert texts.patent_ok(f"ZL {digits}.{wrong}") is False
    assert texts.patent_ok("一种茶叶机") is None


def test_marks_of_secrecy() -> None:
    assert texts.has_secrecy_mark("机密★10年")
    assert texts.has_secrecy_mark("绝密级文件")
    assert not texts.has_secrecy_mark("商业秘密协议")


@given(st.text(min_size=2), st.text(min_size=2))
def test_similarity_is_symmetric_and_bounded(a: str, b: str) -> None:
    assert 0 <= texts.similarity(a, b) <= 1
    assert texts.similarity(a, b) == texts.similarity(b, a)


def test_similarity() -> None:
    assert texts.similarity("高山茶园低温霜冻预警", "高山茶园低温霜冻预警技术") >= 0.85
    assert texts.similarity("高山茶园低温霜冻预警", "油茶脱壳设备") < 0.2
    assert texts.similarity("", "") == 0
