"""Finding resident identity numbers and bank cards in free text, only to refuse them (domain.md 5.3)."""

from __future__ import annotations

import re
from typing import Final

from commissioner_app.domain import credit_code

WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS: Final = "10X98765432"
NUMBER: Final = re.compile(
    r"(?<!\d)[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)"
)
CARD: Final = re.compile(r"(?<![\dA-Za-z])\d(?:[ \-]?\d){15,18}(?![\dA-Za-z])")


def identity_ok(number: str) -> bool:
    """Whether the 18th character of an identity number is right."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], WEIGHTS, strict=True))
    return CHECKS[total % 11] == number[17].upper()


def luhn_ok(digits: str) -> bool:
    """Whether digits pass the Luhn check of bank cards."""
    total = 0
    for index, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if index % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def has_identity_number(text: str) -> bool:
    """Whether a text holds an identity number; valid credit codes are left out first."""
    return any(identity_ok(match.group()) for match in NUMBER.finditer(_without_codes(text)))


def has_bank_card(text: str) -> bool:
    """Whether a text holds 16 to 19 digits that pass the Luhn check and are no identity number."""
    for match in CARD.finditer(_without_codes(text)):
        digits = re.sub(r"\D", "", match.group())
        if luhn_ok(digits) and len(set(digits)) > 1 and not (NUMBER.fullmatch(digits) and identity_ok(digits)):
            return True
    return False


def _without_codes(text: str) -> str:
    upper = text.upper()
    for start, end in reversed(credit_code.find_all(upper)):
        text = f"{text[:start]} {text[end:]}" if len(upper) == len(text) else text
    return text
