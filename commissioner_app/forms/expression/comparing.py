"""Comparison and arithmetic on values (XPath 1.0 sections 3.4 and 3.5, with dates)."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Final

from commissioner_app.forms.expression.moments import Moment, parse_moment
from commissioner_app.forms.expression.values import NAN, Value, operand, to_boolean

_RELATIONS: Final[dict[str, Callable[[float, float], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def equal(left: Value, right: Value) -> bool:
    """``=``: node sets are equal to what any of their nodes is equal to."""
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    if isinstance(left, list) or isinstance(right, list):
        return _any_pair(left, right, equal)
    if isinstance(left, bool) or isinstance(right, bool):
        return to_boolean(left) == to_boolean(right)
    if isinstance(left, Moment) or isinstance(right, Moment):
        return _same_moment(left, right)
    return close(operand(left), operand(right))


def close(left: float, right: float) -> bool:
    """Equality of numbers but for the last binary places, so that 6.1 - 7.8 is -1.7 (as JavaRosa has it)."""
    return left == right or abs(left - right) < 1e-12


def unequal(left: Value, right: Value) -> bool:
    """``!=``: of node sets, whether any node differs."""
    if isinstance(left, list) or isinstance(right, list):
        return _any_pair(left, right, unequal)
    return not equal(left, right)


def _any_pair(left: Value, right: Value, compare: Callable[[Value, Value], bool]) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return compare(to_boolean(left), to_boolean(right))
    for one in _texts(left):
        for other in _texts(right):
            if compare(one, other):
                return True
    return False


def _texts(value: Value) -> list[Value]:
    return [node.string_value() for node in value] if isinstance(value, list) else [value]


def _same_moment(left: Value, right: Value) -> bool:
    one, other = _moment(left), _moment(right)
    if one is not None and other is not None:
        return one.instant() == other.instant()
    return operand(left) == operand(right)


def _moment(value: Value) -> Moment | None:
    if isinstance(value, Moment):
        return value
    return parse_moment(value) if isinstance(value, str) else None


def relation(name: str) -> Callable[[Value, Value], bool]:
    """The comparison for ``<``, ``<=``, ``>`` or ``>=``."""
    compare = _RELATIONS[name]

    def atoms(left: Value, right: Value) -> bool:
        one = _moment(left)
        other = _moment(right) if one is not None else None
        if one is not None and other is not None:
            return compare(one.instant(), other.instant())
        return compare(operand(left), operand(right))

    def values(left: Value, right: Value) -> bool:
        for one in _texts(left):
            for other in _texts(right):
                if atoms(one, other):
                    return True
        return False

    return values


def add(left: float, right: float) -> float:
    """``+``"""
    return left + right


def subtract(left: float, right: float) -> float:
    """``-``"""
    return left - right


def multiply(left: float, right: float) -> float:
    """``*``"""
    return left * right


def divide(left: float, right: float) -> float:
    """``div``: IEEE 754, so that dividing by zero is infinite."""
    if right == 0:
        if left == 0 or math.isnan(left):
            return NAN
        return math.copysign(math.inf, left) * math.copysign(1.0, right)
    return left / right


def modulo(left: float, right: float) -> float:
    """``mod``: the sign of the left operand."""
    if right == 0 or math.isinf(left) or math.isnan(right):
        return NAN
    return math.fmod(left, right)


ARITHMETIC: Final[dict[str, Callable[[float, float], float]]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "div": divide,
    "mod": modulo,
}
