"""The unified social credit code (GB 32100-2015): checking, suggestions and what its prefix says (domain.md 5.1, 5.2)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

CHARACTERS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS: Final = tuple(pow(3, i, 31) for i in range(17))
ORGANISATION_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
SHAPE: Final = re.compile(rf"[{CHARACTERS}]{{18}}")

# Second characters of each first one.
TYPES: Final[dict[str, str]] = {
    "1": "1239", "2": "19", "3": "123459", "4": "19", "5": "1234569", "6": "129",
    "7": "129", "8": "19", "9": "123", "A": "19", "N": "1239", "Y": "1",
}  # fmt: skip

# Prefixes that a host type usually carries; 54 and 55 are village and residents' committees in practice.
PREFIXES: Final[dict[str, tuple[str, ...]]] = {
    "H01": ("91",), "H02": ("91",), "H03": ("92",), "H04": ("93",), "H05": ("91", "92", "93"),
    "H09": ("N1", "N2", "N3"), "H10": ("5",), "H12": ("12",), "H13": ("51", "52"), "H14": ("12", "91"),
}  # fmt: skip
CODE_MUST: Final = frozenset({"H01", "H02", "H04", "H12", "H13"})
CODE_EXPECTED: Final = frozenset({"H03"})
CODE_NEVER: Final = frozenset({"H06", "H11"})

LOOKALIKES: Final = str.maketrans({"O": "0", "I": "1", "S": "5", "Z": "2", "V": "U"})

Fault = Literal["length", "character", "type", "check"]


@dataclass(frozen=True, slots=True)
class CodeCheck:
    """What is wrong with a code. ``suggestion`` is a valid code that differs only in look-alike characters, or ""."""

    code: str
    fault: Fault | None = None
    suggestion: str = ""
    organisation_ok: bool = True
    in_anhui: bool = True


def normalise(text: str) -> str:
    """Half width, upper case, without blanks and hyphens. O and I stay as typed: they are only ever suggested away."""
    return re.sub(r"[\s\-‐-―]", "", unicodedata.normalize("NFKC", text)).upper()


def check_character(first17: str) -> str:
    """The 18th character. Raises ``ValueError`` where a character is not of the set."""
    total = sum(CHARACTERS.index(char) * weight for char, weight in zip(first17, WEIGHTS, strict=True))
    return CHARACTERS[(31 - total % 31) % 31]


def is_valid(code: str) -> bool:
    """Whether a normalised code has the right characters and check character."""
    return bool(SHAPE.fullmatch(code)) and check_character(code[:17]) == code[17]


def organisation_check(first8: str) -> str:
    """The check character of the organisation part (GB 11714)."""
    values = (int(char) if char.isdigit() else ord(char) - 55 for char in first8)
    rest = 11 - sum(value * weight for value, weight in zip(values, ORGANISATION_WEIGHTS, strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def inspect(text: str) -> CodeCheck:
    """Everything there is to say about a typed code."""
    code = normalise(text)
    if len(code) != 18:
        return CodeCheck(code, "length")
    if not SHAPE.fullmatch(code):
        return CodeCheck(code, "character", _suggest(code))
    if check_character(code[:17]) != code[17]:
        return CodeCheck(code, "check", _suggest(code))
    if code[1] not in TYPES.get(code[0], ""):
        return CodeCheck(code, "type")
    return CodeCheck(code, None, "", organisation_check(code[8:16]) == code[16], code[2:4] == "34")


def _suggest(code: str) -> str:
    """The code with look-alikes replaced, if that makes it valid and is a change."""
    swapped = code.translate(LOOKALIKES)
    return swapped if swapped != code and is_valid(swapped) else ""


def prefix_fits(code: str, host_type: str) -> bool:
    """Whether the code's prefix is one that hosts of this type carry; unknown types fit anything."""
    return code.startswith(PREFIXES.get(host_type, ("",)))


def find_all(text: str) -> list[tuple[int, int]]:
    """Where valid codes stand in a text, as (start, end)."""
    return [
        match.span()
        for match in re.finditer(rf"(?<![0-9A-Z])[{CHARACTERS}]{{18}}(?![0-9A-Z])", text)
        if is_valid(match.group())
    ]
