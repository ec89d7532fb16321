"""Search tokens, pinyin and drop-down filters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from commissioner_app.domain.searching import LONGEST, matches, pinyin_tokens, tokens


def test_bigrams_characters_and_words() -> None:
    assert tokens("六安瓜片 SC-2") == ["六", "安", "瓜", "片", "六安", "安瓜", "瓜片", "sc-2", "sc", "2"]
    assert tokens("流波䃥镇")[2] == "䃥"
    assert tokens("") == []


def test_local_readings() -> None:
    assert "luanguapian" in pinyin_tokens("六安瓜片")
    assert "lagp" in pinyin_tokens("六安瓜片")
    assert "liubodangzhen" in pinyin_tokens("流波䃥镇")
    assert "guapian" in pinyin_tokens("六安瓜片")
    assert pinyin_tokens("abc 12") == ()


def test_filters_of_drop_downs() -> None:
    for query in ("瓜片", "lagp", "LUAN", "guap", "", "六 安"):
        assert matches(query, "六安瓜片")
    assert not matches("huangya", "六安瓜片")


@given(st.text(alphabet="茶油麻苓县镇", max_size=200))
def test_tokens_stay_short(text: str) -> None:
    assert all(len(token) <= LONGEST * 6 for token in pinyin_tokens(text))
    assert len(pinyin_tokens(text)) <= 2 * max(len(text), 1)
