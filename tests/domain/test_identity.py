"""Identity numbers and bank cards are found, codes and phones are not taken for them (domain.md 5.3)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from commissioner_app.domain import credit_code, identity


def test_the_standards_own_example() -> None:
    assert identity.has_identity_number("11010519491231002X")
    assert identity.has_identity_number("张某，身份证11010519491231002x，住响山村")
    assert not identity.has_identity_number("110105194912310021")


def test_other_numbers_pass() -> None:
    assert not identity.has_identity_number("电话13800001234，记录341525-2026-A7-0042")
    assert not identity.has_bank_card("电话13800001234，面积320亩")


def test_longer_runs_of_digits_are_not_identity_numbers() -> None:
    assert not identity.has_identity_number("9110105194912310021")


def test_bank_cards() -> None:
    assert identity.has_bank_card("卡号 6222 0212 3456 7890 128") is identity.luhn_ok("6222021234567890128")
    assert identity.has_bank_card("4111111111111111")
    assert identity.has_bank_card("4111 1111 1111 1111")
    assert not identity.has_bank_card("4111111111111112")
    assert not identity.has_bank_card("0000000000000000")


@given(st.text(alphabet="0123456789", min_size=14, max_size=14))
def test_valid_credit_codes_of_digits_are_never_identity_numbers(digits: str) -> None:
    body = "911" + digits
    code = body + credit_code.check_character(body)
    assert not identity.has_identity_number(f"代码{code}")
