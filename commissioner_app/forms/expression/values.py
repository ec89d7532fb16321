"""The four kinds of value of XPath 1.0, dates beside them, and how one becomes another."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import Final, TypeAlias

from commissioner_app.forms.expression.moments import Moment, parse_moment
from commissioner_app.forms.expression.nodes import Atom, XNode

Value: TypeAlias = "str | float | bool | list[XNode] | Moment"

_NUMBER: Final = re.compile(r"[ \t\r\n]*-?(?:\d+(?:[.,]\d*)?|[.,]\d+)[ \t\r\n]*\Z", re.ASCII)
NAN: Final = math.nan


def number_text(number: float) -> str:
    """A number as XPath writes it: no exponent, no ``.0``."""
    if isinstance(number, int):
        return str(number)
    if number.is_integer():
        return str(int(number))
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    shown = repr(number)
    return format(Decimal(shown), "f") if "e" in shown else shown


def text_number(text: str) -> float:
    """The number that a text spells, also with a decimal comma; NaN for any other text (also "1e3" and dates)."""
    return _float(text) if _NUMBER.match(text) else NAN


def _float(text: str) -> float:
    return float(text.replace(",", "."))


def to_string(value: Value) -> str:
    """XPath ``string()``; of nodes the first one's text."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return value[0].string_value() if value else ""
    if isinstance(value, Moment):
        return value.text()
    return number_text(value)


def to_number(value: Value) -> float:
    """XPath ``number()``; dates, and nodes declared as dates, are days since 1970-01-01."""
    if isinstance(value, float | bool):
        return float(value)
    if isinstance(value, str):
        return text_number(value)
    if isinstance(value, list):
        return _node_number(value[0]) if value else NAN
    return value.days()


def _node_number(node: XNode) -> float:
    atom = node.atom()
    if isinstance(atom, str):
        return dated_number(atom) if node.moment else text_number(atom)
    return float(atom)


def dated_number(text: str) -> float:
    """As ``text_number``, but a text that is a date counts as its days."""
    if _NUMBER.match(text):
        return _float(text)
    moment = parse_moment(text)
    return NAN if moment is None else moment.days()


def operand(value: Value) -> float:
    """The number that arithmetic works on: here texts that are dates are taken as dates, which is what authors mean."""
    if isinstance(value, list):
        return operand(value[0].atom()) if value else NAN
    if isinstance(value, float):
        return value
    if isinstance(value, str):
        return dated_number(value)
    return to_number(value)


def to_boolean(value: Value) -> bool:
    """XPath ``boolean()``; a single question of a form counts by its answer."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return bool(value)
    if isinstance(value, list):
        return value[0].truth() if len(value) == 1 else bool(value)
    if isinstance(value, Moment):
        return True
    # What is equal to 0 (``comparing.close``) is no more true than 0; NaN is not above it either.
    return abs(value) > 1e-12


def atoms(value: Value) -> list[Atom | Moment]:
    """The single values that a value stands for: those of its nodes, or itself."""
    return [node.atom() for node in value] if isinstance(value, list) else [value]


def spread(values: tuple[Value, ...] | list[Value]) -> list[Value]:
    """Arguments with every node set replaced by the texts of its nodes."""
    out: list[Value] = []
    for value in values:
        if isinstance(value, list):
            out.extend(node.string_value() for node in value)
        else:
            out.append(value)
    return out
