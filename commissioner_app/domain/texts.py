"""Texts as they are stored and compared: NFC, names of persons and organisations, numbers of licences (5.4, 5.9)."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

ZERO_WIDTH: Final = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
DOTS: Final = re.compile("[•․‧・･]")
PRIVATE_USE: Final = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
PERSON: Final = re.compile(r"[^\W\d_]+(?:[· .'\-][^\W\d_]+)*\.?")
FOOD_LICENCE: Final = re.compile(r"SC\d{14}")
PATENT: Final = re.compile(r"(?:ZL)?\s?(\d{8}(?:\d{4})?)\.([\dX])")
CONTRACT: Final = re.compile(r"\d{16}")
DOCUMENT: Final = re.compile(r"\S+〔(\d{4})〕[1-9]\d*号")
SECRECY: Final = re.compile(r"(?:秘密|机密|绝密)\s*(?:★|级)")


def stored(text: str) -> str:
    """A text as it is kept: NFC, without zero-width characters and blanks at its ends."""
    return ZERO_WIDTH.sub("", unicodedata.normalize("NFC", text)).strip()


def person_name(text: str) -> str:
    """A person's name with the one right inner dot (U+00B7) and single blanks."""
    return " ".join(DOTS.sub("·", stored(text)).split())


def is_person_name(text: str) -> bool:
    """2 to 30 characters, Han or Latin, inner dots; no private-use characters of old fonts."""
    name = person_name(text)
    return 2 <= len(name) <= 30 and not PRIVATE_USE.search(name) and bool(PERSON.fullmatch(name))


def is_organisation_name(text: str) -> bool:
    """4 to 100 characters, none of private use."""
    name = stored(text)
    return 4 <= len(name) <= 100 and not PRIVATE_USE.search(name)


def masked_name(text: str) -> str:
    """``王*``, for public lists."""
    name = person_name(text)
    return name[:1] + "*" * (len(name) - 1)


def is_food_licence(text: str) -> bool:
    """SC and 14 digits."""
    return bool(FOOD_LICENCE.fullmatch(stored(text).upper().replace(" ", "")))


def patent_check(digits: str) -> str:
    """The check character of a patent number of 8 or 12 digits: weights 2 to 9 and 2 to 5, mod 11, 10 is X."""
    weights = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
    rest = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False)) % 11
    return "X" if rest == 10 else str(rest)


def patent_ok(text: str) -> bool | None:
    """Whether a patent number's check character is right; None where it is no patent number at all."""
    match = PATENT.fullmatch(stored(text).upper())
    return patent_check(match[1]) == match[2] if match else None


def has_secrecy_mark(text: str) -> bool:
    """Whether a text carries a mark of secrecy (秘密, 机密, 绝密 followed by ★ or 级)."""
    return bool(SECRECY.search(text))


def similarity(a: str, b: str) -> float:
    """How alike two texts are, 0 to 1: Dice's coefficient of their character bigrams, blanks and width folded."""
    grams_a, grams_b = _bigrams(a), _bigrams(b)
    if not grams_a or not grams_b:
        return 1.0 if comparable(a) == comparable(b) and comparable(a) else 0.0
    shared = sum(min(count, grams_b.get(gram, 0)) for gram, count in grams_a.items())
    return 2 * shared / (sum(grams_a.values()) + sum(grams_b.values()))


def comparable(text: str) -> str:
    """A text for comparing: width and case folded, without blanks and punctuation."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", stored(text)).casefold())


def _bigrams(text: str) -> dict[str, int]:
    folded = comparable(text)
    counts: dict[str, int] = {}
    for index in range(len(folded) - 1):
        gram = folded[index : index + 2]
        counts[gram] = counts.get(gram, 0) + 1
    return counts
