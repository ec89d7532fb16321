"""The social credit code: the vectors of domain.md Appendix C, suggestions and prefixes (5.1, 5.2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioner_app.domain import credit_code

VALID = [
    "91341525MA2TFX017L", "93340828MA8KDB2117", "92341524MA2FARM61W", "1234150048PXKJ128G", "91340882MA2GLW664W",
    "93340825MA2FAKE45J", "91341523MA8PXFJ57N", "N2341524MF1CUNJ05Y", "52340800MJA1TEQ275", "91350100M000100Y43",
    "91512081MA62K0260E",
]  # fmt: skip
INVALID = {
    "91341525MA2TFX071L": "check", "91341525MA2TFX017I": "character", "9134152SMA2TFX017L": "character",
    "91341525MA2TFX0171": "check", "91341525MA2TFX017": "length",
}  # fmt: skip
BODIES = st.text(alphabet=credit_code.CHARACTERS, min_size=17, max_size=17)


@pytest.mark.parametrize("code", VALID)
def test_published_and_fictional_codes_pass(code: str) -> None:
    assert credit_code.is_valid(code)
    assert credit_code.inspect(code).fault is None


@pytest.mark.parametrize(("code", "fault"), INVALID.items())
def test_wrong_codes_say_why(code: str, fault: str) -> None:
    assert credit_code.inspect(code).fault == fault


def test_organisation_part() -> None:
    assert credit_code.organisation_check("MA2TFX01") == "7"
    assert credit_code.organisation_check("MA8KDB21") == "1"


def test_lookalikes_are_suggested_never_replaced() -> None:
    typed = "9134I525MA2TFXO17L"
    result = credit_code.inspect(typed)
    assert result.fault == "character"
    assert result.suggestion == "91341525MA2TFX017L"
    assert credit_code.normalise(typed) == typed


def test_width_case_and_blanks_fold() -> None:
    assert credit_code.normalise(" ９１３４１５２５ ma2tfx-017l") == "91341525MA2TFX017L"


def test_registration_elsewhere_is_known() -> None:
    assert not credit_code.inspect("91350100M000100Y43").in_anhui
    assert credit_code.inspect("91341525MA2TFX017L").in_anhui


@pytest.mark.parametrize(
    ("code", "host_type", "fits"),
    [("93340828MA8KDB2117", "H04", True), ("91341525MA2TFX017L", "H04", False), ("91341525MA2TFX017L", "H99", True)],
)
def test_prefixes(code: str, host_type: str, fits: bool) -> None:
    assert credit_code.prefix_fits(code, host_type) is fits


@given(BODIES)
def test_every_body_has_one_check_character(body: str) -> None:
    right = credit_code.check_character(body)
    assert [char for char in credit_code.CHARACTERS if credit_code.is_valid(body + char)] == [right]


@given(BODIES, st.integers(0, 16), st.sampled_from(credit_code.CHARACTERS))
def test_any_single_slip_is_noticed(body: str, place: int, char: str) -> None:
    code = body + credit_code.check_character(body)
    slipped = code[:place] + char + code[place + 1 :]
    assert credit_code.is_valid(slipped) is (slipped == code)


@given(BODIES, st.text(alphabet="茶厂 代码：", max_size=5))
def test_codes_are_found_in_texts(body: str, around: str) -> None:
    code = body + credit_code.check_character(body)
    text = f"{around}{code}{around}"
    assert [text[start:end] for start, end in credit_code.find_all(text)] == [code]
