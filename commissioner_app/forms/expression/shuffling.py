"""The order that ``randomize()`` with a seed gives: the same on every client (ODK XForms specification).

Park and Miller's generator (multiplier 16807) drives an inside-out Fisher-Yates shuffle; a seed that is no number is
hashed with SHA-256. JavaRosa and Web Forms give the same orders.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

from commissioner_app.forms.expression.values import Value, to_number, to_string

_MODULUS: Final = 2**31 - 1
_MULTIPLIER: Final = 16807
_LARGEST: Final = 2**63 - 1
Item = TypeVar("Item")


def seed_number(seed: Value) -> int:
    """The seed as a 64-bit integer: a number is cut, a text that is none is hashed, nothing is 0."""
    number = to_number(seed)
    if math.isnan(number):
        text = "" if isinstance(seed, float) else to_string(seed)
        return int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest()[:8], "big", signed=True) if text else 0
    if math.isinf(number):
        return _LARGEST if number > 0 else -_LARGEST - 1
    return max(-_LARGEST - 1, min(_LARGEST, int(number)))


def fractions(seed: int) -> Iterator[float]:
    """The generator's numbers in [0, 1)."""
    # The seed goes through a double on every client, so large ones lose their last digits.
    state = int(math.fmod(float(seed), _MODULUS))
    if state <= 0:
        state += _MODULUS - 1
    while True:
        state = state * _MULTIPLIER % _MODULUS
        yield (state - 1) / (_MODULUS - 1)


def shuffle(items: Sequence[Item], seed: int) -> list[Item]:
    """The items in the order of the seed."""
    shuffled: list[Item] = []
    for fraction, item in zip(fractions(seed), items, strict=False):
        shuffled.append(item)
        place = int(fraction * len(shuffled))
        shuffled[-1] = shuffled[place]
        shuffled[place] = item
    return shuffled
