"""Comparison and arithmetic on values (XPath 1.0 sections 3.4 and 3.5, with dates)."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Final

from commissioner_app.forms.expression.moments import Moment, parse_moment
from commissioner_app.forms.expression.nodes import Atom
from commissioner_app.forms.expression.values import NAN, Value, atoms, operand, to_boolean

Comparison = Callable[[Value, Value], bool]

_NO: Final = frozenset({"", "0", "false"})
_RELATIONS: Final[dict[str, Callable[[float, float], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def equal(left: Value, right: Value) -> bool:
    """``=``: node sets are equal to what any of their nodes is equal to."""
    if isinstance(left, list) or isinstance(right, list):
        return _any_pair(left, right, _nodes_equal)
    return _plainly_equal(left, right)


def unequal(left: Value, right: Value) -> bool:
    """``!=``: of node sets, whether any node differs."""
    if isinstance(left, list) or isinstance(right, list):
        return _any_pair(left, right, lambda one, other: not _nodes_equal(one, other))
    return not _plainly_equal(left, right)


def equal_in_form(left: Value, right: Value) -> bool:
    """``=`` in a form: what is not relevant, or not there, reads as an empty text, as JavaRosa has it.

    Lists made by the converter leave out empty cells, and ``[closed != 'yes']`` means those rows too.
    """
    if isinstance(left, list) and isinstance(right, list) and len(left) == len(right) == 1:
        return _nodes_equal(left[0].atom(), right[0].atom())
    if isinstance(left, bool) or isinstance(right, bool):
        return to_boolean(left) == to_boolean(right)
    one, other = single(left), single(right)
    if isinstance(one, list) or isinstance(other, list):
        return _any_pair(one, other, _nodes_equal)
    return one == other if isinstance(one, str) and isinstance(other, str) else _nodes_equal(one, other)


def unequal_in_form(left: Value, right: Value) -> bool:
    """``!=`` in a form."""
    several = (isinstance(left, list) and len(left) > 1) or (isinstance(right, list) and len(right) > 1)
    if not several:
        return not equal_in_form(left, right)
    return unequal("" if left == [] else left, "" if right == [] else right)


def single(value: Value) -> Value:
    """What a node set of one node, or of none, stands for in a form; any other value as it is."""
    if isinstance(value, list) and len(value) < 2:
        return value[0].atom() if value else ""
    return value


def _plainly_equal(left: Atom | Moment, right: Atom | Moment) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    if isinstance(left, float) and isinstance(right, float):
        return close(left, right)
    if isinstance(left, bool) or isinstance(right, bool):
        return to_boolean(left) == to_boolean(right)
    if isinstance(left, Moment) or isinstance(right, Moment):
        return _same_moment(left, right)
    return close(operand(left), operand(right))


def _nodes_equal(left: Atom | Moment, right: Atom | Moment) -> bool:
    """As ``_plainly_equal``, but a stored yes or no is equal to either way of writing it."""
    if isinstance(left, bool) and isinstance(right, str):
        return left == (right not in _NO)
    if isinstance(right, bool) and isinstance(left, str):
        return right == (left not in _NO)
    return _plainly_equal(left, right)


def close(left: float, right: float) -> bool:
    """Equality of numbers but for the last binary places, so that 6.1 - 7.8 is -1.7 (as JavaRosa has it)."""
    return left == right or abs(left - right) < 1e-12


def _any_pair(left: Value, right: Value, compare: Callable[[Atom | Moment, Atom | Moment], bool]) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return compare(to_boolean(left), to_boolean(right))
    others = atoms(right)
    for one in atoms(left):
        for other in others:
            if compare(one, other):
                return True
    return False


def _same_moment(left: Value, right: Value) -> bool:
    one, other = _moment(left), _moment(right)
    if one is not None and other is not None:
        return one.instant() == other.instant()
    return operand(left) == operand(right)


def _moment(value: Value) -> Moment | None:
    if isinstance(value, Moment):
        return value
    return parse_moment(value) if isinstance(value, str) else None


EQUALITY: Final[dict[str, Comparison]] = {"=": equal, "!=": unequal}
FORM_EQUALITY: Final[dict[str, Comparison]] = {"=": equal_in_form, "!=": unequal_in_form}


def relation(name: str) -> Callable[[Value, Value], bool]:
    """The comparison for ``<``, ``<=``, ``>`` or ``>=``."""
    compare = _RELATIONS[name]

    def related(left: Atom | Moment, right: Atom | Moment) -> bool:
        one = _moment(left)
        other = _moment(right) if one is not None else None
        if one is not None and other is not None:
            return compare(one.instant(), other.instant())
        return compare(operand(left), operand(right))

    def values(left: Value, right: Value) -> bool:
        if isinstance(left, list) and len(left) == 1:
            left = left[0].atom()
        if isinstance(left, float) and isinstance(right, float):
            return compare(left, right)
        for one in atoms(left):
            for other in atoms(right):
                if related(one, other):
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
