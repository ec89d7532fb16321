"""Phone numbers and e-mail addresses: normalising, checking, masking (domain.md 5.4)."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, Literal

MOBILE: Final = re.compile(r"1[3-9]\d{9}")
LANDLINE: Final = re.compile(r"0\d{2,3}-?\d{7,8}(-\d{1,5})?")
SERVICE: Final = re.compile(r"[48]00-?\d{3}-?\d{4}")
EMAIL: Final = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
POSTCODE: Final = re.compile(r"\d{6}")
AREA_CODES: Final = {"0564": "六安", "0556": "安庆", "0551": "合肥"}

PhoneKind = Literal["mobile", "landline", "service"]


def normalise(text: str) -> str:
    """Half width; a mobile number without blanks, hyphens and country code; a landline keeps its hyphens."""
    typed = re.sub(r"[\s()]", "", unicodedata.normalize("NFKC", text)).replace("—", "-").replace("–", "-")
    digits = typed.replace("-", "")
    for prefix in ("+86", "0086", "86"):
        if digits.startswith(prefix) and MOBILE.fullmatch(digits.removeprefix(prefix)):
            return digits.removeprefix(prefix)
    return digits if MOBILE.fullmatch(digits) else typed


def kind(text: str) -> PhoneKind | None:
    """What sort of number a normalised text is, or None."""
    if MOBILE.fullmatch(text):
        return "mobile"
    if LANDLINE.fullmatch(text):
        return "landline"
    return "service" if SERVICE.fullmatch(text) else None


def masked(text: str) -> str:
    """``138****1234``; of a landline only the last two digits; anything else hidden but its last two characters."""
    number = normalise(text)
    if MOBILE.fullmatch(number):
        return f"{number[:3]}****{number[7:]}"
    return "*" * max(len(number) - 2, 0) + number[-2:]


def masked_email(text: str) -> str:
    """``w***@ahau.edu.cn``."""
    name, at, domain = text.partition("@")
    return f"{name[:1]}***{at}{domain}"


def is_email(text: str) -> bool:
    """Whether a text is an e-mail address of at most 100 characters."""
    return len(text) <= 100 and bool(EMAIL.fullmatch(text))
