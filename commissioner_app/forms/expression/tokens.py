"""Text of an expression to tokens (XPath 1.0 section 3.7)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from commissioner_app.forms.errors import ExpressionError, Place

TokenKind = Literal["number", "literal", "name", "operator", "symbol", "end"]

_NAME: Final = r"[^\W\d][\w.\-·]*"
_SCAN: Final = re.compile(
    rf"""
    (?P<space>[\s\u00a0]+)
  | (?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<literal>"[^"]*"|'[^']*')
  | (?P<symbol>\.\.|::|//|!=|<=|>=|[()\[\].@,/|+=<>*$-])
  | (?P<name>{_NAME}(?::(?!:)(?:{_NAME}|\*))?)
""",
    re.VERBOSE,
)
_BEFORE_OPERAND: Final = frozenset({"", "@", "::", "(", "[", ","})
_WORDS: Final = frozenset({"and", "or", "div", "mod"})
_OPERATORS: Final = frozenset({"/", "//", "|", "+", "-", "=", "!=", "<", "<=", ">", ">="})
_GLUED: Final = re.compile(r"(and|or|div|mod)(?=\d)")
LONGEST: Final = 200_000


@dataclass(frozen=True, slots=True)
class Token:
    """One token; ``text`` of a literal comes without its quotes."""

    kind: TokenKind
    text: str
    offset: int


def tokenize(source: str) -> list[Token]:
    """The tokens with an ``end`` token behind. Raises ``ExpressionError("token_bad")`` with the offset."""
    if len(source) > LONGEST:
        raise ExpressionError("too_deep", Place(expression=source[:80]))
    tokens: list[Token] = []
    offset = 0
    while offset < len(source):
        found = _SCAN.match(source, offset)
        if not found:
            raise ExpressionError("token_bad", Place(expression=source), offset=offset + 1)
        kind, text = str(found.lastgroup), found.group()
        glued = _GLUED.match(text) if kind == "name" and _after_operand(tokens) else None
        if glued:
            # "1mod2": an operator needs no space before a number.
            text = glued.group(1)
        if kind != "space":
            tokens.append(_token(kind, text, offset, tokens))
        offset += len(text)
    tokens.append(Token("end", "", offset))
    return tokens


def _after_operand(before: list[Token]) -> bool:
    """Whether an operator must come next, so that ``and`` or ``*`` is no name (XPath 1.0 section 3.7)."""
    if not before:
        return False
    last = before[-1]
    return last.kind == "literal" or (last.kind != "operator" and last.text not in _BEFORE_OPERAND)


def _token(kind: str, text: str, offset: int, before: list[Token]) -> Token:
    if kind == "literal":
        return Token("literal", text[1:-1], offset)
    if kind == "number":
        return Token("number", text, offset)
    if _after_operand(before) and (text == "*" or text in _WORDS):
        return Token("operator", text, offset)
    if kind == "name":
        return Token("name", text, offset)
    return Token("operator" if text in _OPERATORS else "symbol", text, offset)
