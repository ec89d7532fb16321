"""Phones and e-mail (domain.md 5.4)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioner_app.domain import phones


@pytest.mark.parametrize(
    "typed",
    [
        "138 0000 1234",
        "138-0000-1234",
        "+86 13800001234",
        "0086-13800001234",
        "１３８００００１２３４",
        "8613800001234",
    ],
)
def test_mobiles_fold_to_eleven_digits(typed: str) -> None:
    assert phones.normalise(typed) == "13800001234"


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("13800001234", "mobile"), ("12800001234", None), ("1380000123", None), ("0564-1234567", "landline"),
        ("05641234567", "landline"), ("0564-1234567-802", "landline"), ("0564-123", None), ("400-800-1234", "service"),
        ("8008001234", "service"), ("", None),
    ],
)  # fmt: skip
def test_kinds(number: str, kind: str | None) -> None:
    assert phones.kind(number) == kind


def test_masking() -> None:
    assert phones.masked("138 0000 1234") == "138****1234"
    assert phones.masked("0564-1234567").endswith("67")
    assert set(phones.masked("0564-1234567")[:-2]) == {"*"}
    assert phones.masked("") == ""
    assert phones.masked_email("wang@example.cn") == "w***@example.cn"


@pytest.mark.parametrize(
    ("text", "right"),
    [("a@b.cn", True), ("a@b", False), ("a b@c.cn", False), ("@b.cn", False), ("x" * 99 + "@b.cn", False)],
)
def test_email(text: str, right: bool) -> None:
    assert phones.is_email(text) is right


@given(st.from_regex(phones.MOBILE, fullmatch=True).filter(str.isascii))
def test_normalising_twice_changes_nothing(number: str) -> None:
    once = phones.normalise(f"+86 {number[:3]} {number[3:]}")
    assert phones.normalise(once) == once == number
    assert number[3:7] not in phones.masked(number) or number[3:7] in (number[:4], number[7:])
