"""How expressions read the text that a question holds: by its declared type, and by what calculates it.

Both reference engines keep values typed: a decimal ``5.0`` joins a text as ``5`` and equals ``5``, the result of a
comparison joins a text as ``true`` while it is stored as ``1``, and a number 0 where a condition is wanted is a no.
"""

from __future__ import annotations

import math
from typing import Final

from commissioner_app.forms.expression.nodes import Atom
from commissioner_app.forms.expression.values import number_text, text_number

TEXT, DATE, COMPUTED, INTEGER, DECIMAL, FLAG = range(6)
"""Ways to read. ``COMPUTED``: what a calculation of any kind left; ``FLAG``: what one with a yes or no left."""

_TYPES: Final = {"date": DATE, "dateTime": DATE, "int": INTEGER, "decimal": DECIMAL}
_WORDS: Final = {"1": "true", "0": "false"}
_NO: Final = frozenset({"", "0", "false"})


def way_to_read(kind: str, *, calculated: bool, flag: bool) -> int:
    """The way for a node of a declared type; ``flag``: its calculation always gives a yes or no."""
    if flag:
        return FLAG
    return _TYPES.get(kind, COMPUTED if calculated else TEXT)


def as_text(value: str, way: int) -> str:
    """The value where a text is wanted."""
    if way == FLAG:
        return _WORDS.get(value, value)
    if way == DECIMAL and value:
        if value.endswith(".0"):
            return value[:-2]
        number = text_number(value)
        return value if math.isnan(number) else number_text(number)
    return value


def as_atom(value: str, way: int) -> Atom:
    """The value where it is compared or calculated with; a text that does not fit its type stays one."""
    if way >= INTEGER and value:
        if way == FLAG:
            return value not in _NO
        try:
            return float(value)
        except ValueError:
            return value
    return value


def as_truth(value: str, way: int) -> bool:
    """The value where a condition is wanted."""
    if way < COMPUTED:
        return bool(value)
    return value not in _NO and (way == FLAG or text_number(value) != 0)
