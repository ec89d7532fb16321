"""Functions that decide: conditions, fallbacks, checklists."""

from __future__ import annotations

import math

from commissioner_app.forms.expression.context import Compiled, Context
from commissioner_app.forms.expression.functions.registry import ANY, function
from commissioner_app.forms.expression.values import Value, atoms, to_boolean, to_number


@function("true", low=0)
def true(context: Context) -> bool:
    return True


@function("false", low=0)
def false(context: Context) -> bool:
    return False


@function("not", low=1)
def negated(context: Context, value: Value) -> bool:
    return not to_boolean(value)


@function("boolean", low=1)
def boolean(context: Context, value: Value) -> bool:
    return to_boolean(value)


@function("if", low=3, lazy=True)
def choose(context: Context, test: Compiled, yes: Compiled, no: Compiled) -> Value:
    """Only the branch that is taken is evaluated."""
    return yes(context) if to_boolean(test(context)) else no(context)


@function("coalesce", low=1, high=ANY, lazy=True)
def coalesce(context: Context, *options: Compiled) -> Value:
    """The first value or node that is not empty, or else the last one; what comes behind it is not evaluated."""
    value: Value = ""
    for option in options:
        value = option(context)
        if isinstance(value, list):
            filled = next((node for node in value if node.string_value() != ""), None)
            if filled is not None:
                return [filled]
        elif value != "" and not (isinstance(value, float) and math.isnan(value)):
            return value
    return value


@function("depend", low=1, high=ANY)
def depend(context: Context, value: Value, *others: Value) -> Value:
    """The first argument; the others are named only so that it is computed after them."""
    return value


@function("once", low=1, lazy=True)
def once(context: Context, value: Compiled) -> Value:
    """The node's own value once it has one."""
    kept = context.current.string_value()
    if kept != "":
        return kept
    found = value(context)
    return "" if isinstance(found, float) and math.isnan(found) else found


@function("checklist", low=2, high=ANY)
def checklist(context: Context, low: Value, high: Value, *tests: Value) -> bool:
    count = sum(to_boolean(test) for test in _tests(tests))
    return _within(count, to_number(low), to_number(high))


@function("weighted-checklist", low=2, high=ANY)
def weighted_checklist(context: Context, low: Value, high: Value, *pairs: Value) -> bool:
    weights: list[float] = []
    for test, weight in zip(pairs[::2], pairs[1::2], strict=False):
        paired = zip(_tests((test,)), atoms(weight), strict=False)
        weights += [to_number(much) for one, much in paired if to_boolean(one)]
    return _within(sum(weights), to_number(low), to_number(high))


def _tests(values: tuple[Value, ...]) -> list[Value]:
    """Node sets spread: a question counts by its answer, any other node by its text."""
    out: list[Value] = []
    for value in values:
        if isinstance(value, list):
            out.extend(node.truth() if node.living else node.string_value() for node in value)
        else:
            out.append(value)
    return out


def _within(count: float, low: float, high: float) -> bool:
    return (low < 0 or count >= low) and (high < 0 or count <= high)
