"""Functions on text."""

from __future__ import annotations

import base64
import hashlib
import math
import re
import uuid as uuids
from collections.abc import Callable

from commissioner_app.forms.errors import ExpressionError
from commissioner_app.forms.expression import regexes
from commissioner_app.forms.expression.context import Context
from commissioner_app.forms.expression.functions.numbers import round_half_up
from commissioner_app.forms.expression.functions.registry import ANY, function
from commissioner_app.forms.expression.values import Value, spread, to_number, to_string

_SPACE = " \t\r\n"


@function("string", low=0, high=1)
def string(context: Context, *value: Value) -> str:
    return to_string(value[0]) if value else context.node.string_value()


@function("concat", low=0, high=ANY)
def concat(context: Context, *values: Value) -> str:
    return "".join(to_string(value) for value in spread(values))


@function("join", low=1, high=ANY)
def join(context: Context, glue: Value, *values: Value) -> str:
    return to_string(glue).join(to_string(value) for value in spread(values))


@function("starts-with", low=2)
def starts_with(context: Context, text: Value, start: Value) -> bool:
    return to_string(text).startswith(to_string(start))


@function("ends-with", low=2)
def ends_with(context: Context, text: Value, end: Value) -> bool:
    return to_string(text).endswith(to_string(end))


@function("contains", low=2)
def contains(context: Context, text: Value, part: Value) -> bool:
    return to_string(part) in to_string(text)


@function("substring-before", low=2)
def substring_before(context: Context, text: Value, mark: Value) -> str:
    head, found, _ = _partition(to_string(text), to_string(mark))
    return head if found else ""


@function("substring-after", low=2)
def substring_after(context: Context, text: Value, mark: Value) -> str:
    _, found, tail = _partition(to_string(text), to_string(mark))
    return tail if found else ""


def _partition(text: str, mark: str) -> tuple[str, bool, str]:
    if not mark:
        return "", True, text
    head, found, tail = text.partition(mark)
    return head, bool(found), tail


@function("substring", low=2, high=3)
def substring(context: Context, text: Value, start: Value, length: Value | None = None) -> str:
    """XPath 1.0 section 4.2: positions from 1, rounded."""
    characters = to_string(text)
    first = round_half_up(to_number(start))
    last = math.inf if length is None else first + round_half_up(to_number(length))
    if math.isnan(first) or math.isnan(last):
        return ""
    begin = max(first, 1)
    end = min(last, len(characters) + 1)
    return characters[int(begin) - 1 : int(end) - 1] if begin < end else ""


@function("substr", low=2, high=3)
def substr(context: Context, text: Value, start: Value, end: Value | None = None) -> str:
    """OpenRosa: positions from 0, the end left out, negative ones from the end."""
    characters = to_string(text)
    size = len(characters)
    begin = _place(to_number(start), size)
    stop = size if end is None else _place(to_number(end), size)
    return characters[begin:stop] if begin < stop else ""


def _place(number: float, size: int) -> int:
    if math.isnan(number):
        return 0
    if math.isinf(number):
        return size if number > 0 else 0
    place = int(number)
    return max(0, min(size, place + size if place < 0 else place))


@function("string-length", low=0, high=1)
def string_length(context: Context, *value: Value) -> float:
    return float(len(to_string(value[0]) if value else context.node.string_value()))


@function("normalize-space", low=0, high=1)
def normalize_space(context: Context, *value: Value) -> str:
    text = to_string(value[0]) if value else context.node.string_value()
    return " ".join(part for part in re.split(r"[ \t\r\n]+", text.strip(_SPACE)) if part)


@function("translate", low=3)
def translate(context: Context, text: Value, old: Value, new: Value) -> str:
    targets = to_string(new)
    table: dict[int, str | None] = {}
    for i, character in enumerate(to_string(old)):
        table.setdefault(ord(character), targets[i] if i < len(targets) else None)
    return to_string(text).translate(table)


@function("regex", low=2)
def regex(context: Context, text: Value, pattern: Value) -> bool:
    """Whether the whole text matches, as the documentation says and JavaRosa does."""
    return regexes.pattern(to_string(pattern)).matches(to_string(text))


@function("uuid", low=0, high=1)
def uuid(context: Context, *length: Value) -> str:
    """A random UUID, or so many random letters and digits."""
    if not length:
        return str(uuids.uuid4())
    if isinstance(length[0], list) and not length[0]:
        raise ExpressionError("argument_bad", name="uuid", value="()")
    size = to_number(length[0])
    if math.isnan(size) or not 0 <= size <= 10_000:
        raise ExpressionError("argument_bad", name="uuid", value=to_string(length[0]))
    return "".join(uuids.uuid4().hex for _ in range(int(size) // 32 + 1))[: int(size)]


_DIGESTS: dict[str, Callable[[bytes], bytes]] = {
    "MD5": lambda data: hashlib.md5(data, usedforsecurity=False).digest(),
    "SHA-1": lambda data: hashlib.sha1(data, usedforsecurity=False).digest(),
    "SHA-256": lambda data: hashlib.sha256(data).digest(),
    "SHA-384": lambda data: hashlib.sha384(data).digest(),
    "SHA-512": lambda data: hashlib.sha512(data).digest(),
}


@function("digest", low=2, high=3)
def digest(context: Context, text: Value, algorithm: Value, encoding: Value = "base64") -> str:
    name, form = to_string(algorithm).upper(), to_string(encoding).lower()
    if name not in _DIGESTS or form not in ("base64", "hex"):
        raise ExpressionError("argument_bad", name="digest", value=f"{name} {form}")
    data = _DIGESTS[name](to_string(text).encode("utf-8"))
    return data.hex() if form == "hex" else base64.b64encode(data).decode("ascii")


@function("boolean-from-string", low=1)
def boolean_from_string(context: Context, value: Value) -> bool:
    return to_string(value).lower() in ("true", "1")
