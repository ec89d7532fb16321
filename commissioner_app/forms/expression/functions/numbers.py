"""Functions on numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal

from commissioner_app.forms.expression.context import Context, chance, nodes
from commissioner_app.forms.expression.functions.registry import ANY, function
from commissioner_app.forms.expression.nodes import XNode
from commissioner_app.forms.expression.values import NAN, Value, operand, to_number


def round_half_up(number: float) -> float:
    """XPath's round: halves towards positive infinity."""
    return number if math.isnan(number) or math.isinf(number) else float(math.floor(number + 0.5))


@function("number", low=0, high=1)
def number(context: Context, *value: Value) -> float:
    return to_number(value[0] if value else [context.node])


@function("int", low=1)
def integer(context: Context, value: Value) -> float:
    found = to_number(value)
    return found if math.isnan(found) or math.isinf(found) else float(math.trunc(found))


@function("round", low=1, high=2)
def rounded(context: Context, value: Value, places: Value = 0.0) -> float:
    """Halves up; with places on the decimal spelling, so that 1.005 rounds as it is read."""
    found, digits = to_number(value), to_number(places)
    if math.isnan(found) or math.isinf(found):
        return found
    if math.isnan(digits) or math.isinf(digits):
        return NAN
    if int(digits) == 0:
        return round_half_up(found)
    if abs(digits) > 300:
        return found if digits > 0 else 0.0
    step = Decimal(1).scaleb(-int(digits))
    halves = ROUND_HALF_UP if found >= 0 else ROUND_HALF_DOWN
    return float((Decimal(repr(found)) / step).to_integral_value(halves) * step)


@function("floor", low=1)
def floor(context: Context, value: Value) -> float:
    found = to_number(value)
    return found if math.isnan(found) or math.isinf(found) else float(math.floor(found))


@function("ceiling", low=1)
def ceiling(context: Context, value: Value) -> float:
    found = to_number(value)
    return found if math.isnan(found) or math.isinf(found) else float(math.ceil(found))


@function("abs", low=1)
def absolute(context: Context, value: Value) -> float:
    return abs(to_number(value))


@function("pow", low=2)
def power(context: Context, base: Value, exponent: Value) -> float:
    found, to = to_number(base), to_number(exponent)
    if math.isnan(to) or (math.isnan(found) and to != 0):
        return NAN
    try:
        return math.pow(found, to)
    except OverflowError:
        return math.inf
    except ValueError:
        return math.inf if found == 0 else NAN


@function("random", low=0)
def random_number(context: Context) -> float:
    return chance.random()


@function("pi", low=0)
def pi(context: Context) -> float:
    return math.pi


@function("atan2", low=2)
def atan2(context: Context, y: Value, x: Value) -> float:
    return math.atan2(to_number(y), to_number(x))


def _logarithm(log: Callable[[float], float]) -> Callable[[float], float]:
    return lambda x: -math.inf if x == 0 else log(x)


def _declare(name: str, body: Callable[[float], float]) -> None:
    def apply(context: Context, value: Value) -> float:
        try:
            return body(to_number(value))
        except ValueError:
            return NAN
        except OverflowError:
            return math.inf

    function(name, low=1)(apply)


for _name, _body in {
    "sqrt": math.sqrt,
    "exp": math.exp,
    "exp10": lambda x: math.pow(10.0, x),
    "log": _logarithm(math.log),
    "log10": _logarithm(math.log10),
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
}.items():
    _declare(_name, _body)


@function("sum", low=1)
def total(context: Context, value: Value) -> float:
    """In a form, nodes without a number do not count (JavaRosa); elsewhere one makes the sum none (XPath 1.0)."""
    return float(sum(_counting(context, nodes(value, "sum"))))


@function("min", low=1, high=ANY)
def smallest(context: Context, *values: Value) -> float:
    return _extreme(context, min, values)


@function("max", low=1, high=ANY)
def largest(context: Context, *values: Value) -> float:
    return _extreme(context, max, values)


def _counting(context: Context, found: list[XNode]) -> list[float]:
    numbers = [operand(node.atom()) for node in found]
    return [number for number in numbers if not math.isnan(number)] if context.world.form else numbers


def _extreme(context: Context, choose: Callable[[list[float]], float], values: tuple[Value, ...]) -> float:
    numbers: list[float] = []
    for value in values:
        if isinstance(value, list):
            numbers += _counting(context, value)
        elif not math.isnan(number := operand(value)):
            numbers.append(number)
    return NAN if not numbers or any(math.isnan(number) for number in numbers) else choose(numbers)
