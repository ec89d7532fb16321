"""Patterns written for Java: spelling, classes, and that none of them can hold a form up."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioner_app.forms.errors import ExpressionError
from commissioner_app.forms.expression.regexes import PATIENCE, Pattern, pattern
from tests.forms.expression.evaluating import value_of


@pytest.mark.parametrize(
    ("source", "yes", "no"),
    [
        ("[0-9]{3}", "123", "12345"),
        (r"\d+", "12", "１２"),
        (r"\w+", "a_1", "é"),
        (r"[\w.-]+@[\w.-]+", "a.b@c-d", "a b@c"),
        (r"\p{L}+", "梅山É", "a1"),
        (r"\p{IsHan}{2,4}", "金寨县", "abc"),
        (r"[\p{IsHan}A-Z]+", "皖N", "皖n"),
        (r"[^\p{L}]+", "12 ", "1a"),
        (r"\P{Alpha}", "é", "e"),
        (r"\p{Punct}+", "!?", "，"),
        (r"\p{javaUpperCase}", "É", "é"),
        (r"[[:alpha:]]+", "abc", "12"),
        ("[a-z&&[^aeiou]]+", "xyz", "xay"),
        ("[a--z]+", "a-z", "b"),
        ("[|~]{2}", "|~", "ab"),
        ("a++b", "aab", "aa"),
        ("(?>a|ab)c", "ac", "abc"),
        (r"(?<y>\d{4})-\k<y>", "2026-2026", "2026-2025"),
        (r"\Qa.b\E", "a.b", "axb"),
        (r"\x{41}\u0042\x43\cI\0101", "ABC\tA", "ABC A"),
        ("a{x}", "a{x}", "ax"),
        ("(a){e}", "(a){e}".replace("(a)", "a"), "b"),
        (r"\h\v", "\u3000\n", "  "),
        ("(?i)abc", "ABC", "ABD"),
        ("(?u:é)", "é", "e"),
        ("(?U)a", "a", "b"),
        (".", "x", "\n"),
        ("(?s).", "\n", "ab"),
        ("^1[3-9][0-9]{9}$", "13812345678", "23812345678"),
        ("[]a]+", "]a", "b"),
    ],
)
def test_spelling_of_java(source: str, yes: str, no: str) -> None:
    assert pattern(source).matches(yes)
    assert not pattern(source).matches(no)


@pytest.mark.parametrize("source", ["(", "[a-", "a**", r"\p{Nothing}", "x" * 20_000, r"(?<n", "[z-a]"])
def test_no_pattern(source: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        pattern(source)
    assert caught.value.code == "argument_bad"


ENDLESS = "a" * 60 + "!b x!1"


@pytest.mark.parametrize("source", ["(a|a)*b", r"(\w|\d|[a-z])*!", "(a|aa|aaa)+$"])
def test_patterns_that_explode_are_stopped(source: str) -> None:
    slow = Pattern(source)
    started = time.thread_time()
    for _ in range(20):
        with pytest.raises(ExpressionError) as caught:
            slow.matches(ENDLESS)
        assert caught.value.code == "regex_slow"
    # Not twenty times the patience: what was slow once gets less time. (Of the processor: the machine may be busy.)
    assert time.thread_time() - started < 10 * PATIENCE


@pytest.mark.parametrize("source", ["(a+)+b", "(x+x+)+y", "([a-zA-Z]+)*[0-9]", "(.*a){25}x"])
def test_textbook_explosions_end(source: str) -> None:
    started = time.thread_time()
    with contextlib.suppress(ExpressionError):
        assert not Pattern(source).matches(ENDLESS)
    assert time.thread_time() - started < 10 * PATIENCE


def test_a_bad_pattern_in_a_form_is_an_error_with_its_name() -> None:
    with pytest.raises(ExpressionError) as caught:
        value_of("regex('a', '(')")
    assert "(" in caught.value.message("zh")


@given(st.text(max_size=30))
def test_any_text_is_a_pattern_or_an_error(source: str) -> None:
    try:
        Pattern(source).matches(source)
    except ExpressionError as error:
        assert error.code in ("argument_bad", "regex_slow")


@given(st.text(max_size=20))
def test_a_quoted_text_matches_itself(text: str) -> None:
    if "\\E" not in text:
        assert pattern(rf"\Q{text}\E").matches(text)
