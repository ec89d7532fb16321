"""Java's regular expressions, which forms are written in, on the ``regex`` library, each match bounded in time.

Java is what Collect and Validate run. Where its spelling differs from the library's it is rewritten; the classes of
ASCII stay ASCII, as they are in Java and JavaScript.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from commissioner_app.forms.errors import ExpressionError

if TYPE_CHECKING:
    import regex

PATIENCE: Final = 0.25
"""Seconds that one match may take; a pattern that used them up gets fewer the next time."""
_LEAST: Final = 0.005
_REMEMBERED: Final = 100
"""Texts per pattern whose outcome is kept: a form asks the same again with every change that a constraint reads."""
_LONGEST: Final = 10_000

_DIGIT, _WORD, _SPACE = "0-9", "A-Za-z0-9_", r" \t\n\x0b\f\r"
_WIDE: Final = r" \t\xa0\u1680\u180e\u2000-\u200a\u202f\u205f\u3000"
_LINES: Final = r"\n\x0b\f\r\x85\u2028\u2029"
_PUNCTUATION: Final = r"!-/:-@\[-`{-~"
_CLASSES: Final = {
    "d": f"[{_DIGIT}]", "D": f"[^{_DIGIT}]", "w": f"[{_WORD}]", "W": f"[^{_WORD}]", "s": f"[{_SPACE}]",
    "S": f"[^{_SPACE}]", "h": f"[{_WIDE}]", "H": f"[^{_WIDE}]", "v": f"[{_LINES}]", "V": f"[^{_LINES}]",
    "e": r"\x1b", "Z": r"(?=\r?\n?\z)",
}  # fmt: skip
_PROPERTIES: Final = {
    "Lower": "a-z", "Upper": "A-Z", "ASCII": r"\x00-\x7f", "Alpha": "A-Za-z", "Digit": "0-9", "Alnum": "A-Za-z0-9",
    "Punct": _PUNCTUATION, "Graph": "!-~", "Print": " -~", "Blank": r" \t", "Cntrl": r"\x00-\x1f\x7f",
    "XDigit": "0-9A-Fa-f", "Space": _SPACE, "L1": r"\x00-\xff", "javaLowerCase": r"\p{Ll}", "javaUpperCase": r"\p{Lu}",
    "javaWhitespace": r"\s",
}  # fmt: skip
_PARTS: Final = re.compile(
    r"""
    \\Q(?P<quoted>.*?)(?:\\E|\Z)
  | \\(?P<not>[pP])(?:\{(?P<property>[^}]*)\}|(?P<letter>[A-Z]))
  | \\x\{(?P<point>[0-9A-Fa-f]{1,6})\}
  | \\c(?P<control>[@-_])
  | \\0(?P<octal>[0-3]?[0-7]{1,2})
  | \\k<(?P<name>\w+)>
  | \\(?P<escape>[dDwWsShHvVeZ])
  | \\.
  | \[:\^?\w+:\]
  | (?P<open>\[\^?\]?)
  | (?P<close>\])
  | \(\?(?P<flags>[a-zA-Z]*(?:-[a-zA-Z]+)?)(?=[:)])
  | (?P<quantifier>\{\d+(?:,\d*)?\})
  | (?P<brace>\{)
  | (?P<twice>--|\|\||~~)
  | (?P<dot>\.)
  | .
    """,
    re.VERBOSE | re.DOTALL,
)


def translate(source: str) -> str:
    """The pattern in the library's spelling."""
    return "".join(_pieces(source))


def _pieces(source: str) -> Iterator[str]:
    depth = 0
    dots_match_all = "(?s" in source
    for found in _PARTS.finditer(source):
        kind = found.lastgroup
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth = max(0, depth - 1)
        if kind in ("property", "letter"):
            yield _property(found["property"] or found["letter"], found["not"] == "P")
        elif kind in ("brace", "quantifier", "twice", "dot", "flags"):
            yield _outside(found, dots_match_all=dots_match_all) if not depth else _inside(found)
        elif kind in _REWRITTEN:
            yield _REWRITTEN[kind](found[kind])
        else:
            yield found[0]


_REWRITTEN: Final[dict[str, Any]] = {
    "quoted": re.escape,
    "point": lambda digits: re.escape(chr(min(int(digits, 16), 0x10FFFF))),
    "control": lambda letter: re.escape(chr(ord(letter) ^ 64)),
    "octal": lambda digits: re.escape(chr(int(digits, 8))),
    "name": lambda name: f"(?P={name})",
    "escape": _CLASSES.__getitem__,
    "open": lambda bracket: bracket.replace("]", r"\]"),
}


def _property(name: str, negative: bool) -> str:
    if name in _PROPERTIES:
        return f"[{'^' if negative else ''}{_PROPERTIES[name]}]"
    return f"\\{'P' if negative else 'p'}{{{name}}}"


def _outside(found: re.Match[str], *, dots_match_all: bool) -> str:
    if found.lastgroup == "brace":
        return r"\{"
    if found.lastgroup == "dot" and not dots_match_all:
        return r"[^\n\r\x85\u2028\u2029]"
    if found.lastgroup == "flags":
        # Java's u, U and d only widen or narrow classes that are written out here.
        kept = re.sub("[uUd]", "", found["flags"])
        return f"(?{kept}" if kept else "(?:" if found.string[found.end()] == ")" else "(?"
    return found[0]


def _inside(found: re.Match[str]) -> str:
    """In a class these characters mean themselves; the library would take two for an operation on sets."""
    return re.escape(found[0]) if found.lastgroup in ("twice", "brace", "quantifier") else found[0]


class Pattern:
    """A compiled pattern that loses patience."""

    def __init__(self, source: str) -> None:
        import regex

        self.source = source
        self.patience = PATIENCE
        self.known: dict[str, bool] = {}
        if len(source) > _LONGEST:
            raise ExpressionError("argument_bad", name="regex", value=f"{source[:80]}…")
        try:
            self.compiled: regex.Pattern[str] = regex.compile(translate(source), regex.V1)
        except (regex.error, ValueError, KeyError, OverflowError, RecursionError) as error:
            raise ExpressionError("argument_bad", name="regex", value=source) from error

    def matches(self, text: str) -> bool:
        """Whether the whole text matches. Raises ``ExpressionError("regex_slow")`` when that takes too long."""
        known = self.known.get(text)
        if known is not None:
            return known
        try:
            found = self.compiled.fullmatch(text, timeout=self.patience) is not None
        except TimeoutError as error:
            self.patience = max(_LEAST, self.patience / 4)
            raise ExpressionError("regex_slow", value=self.source) from error
        if len(self.known) >= _REMEMBERED:
            self.known.clear()
        self.known[text] = found
        return found


@lru_cache(maxsize=500)
def pattern(source: str) -> Pattern:
    """The compiled pattern. Raises ``ExpressionError("argument_bad")``."""
    return Pattern(source)
