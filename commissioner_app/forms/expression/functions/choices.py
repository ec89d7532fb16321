"""Functions on chosen values, choice lists and texts of the form."""

from __future__ import annotations

import math

from commissioner_app.forms.errors import ExpressionError
from commissioner_app.forms.expression.context import Context
from commissioner_app.forms.expression.functions.registry import function
from commissioner_app.forms.expression.nodes import child_text
from commissioner_app.forms.expression.values import Value, to_number, to_string


@function("selected", "is-selected", low=2)
def selected(context: Context, values: Value, value: Value) -> bool:
    wanted, chosen = to_string(value).strip(), to_string(values)
    return wanted in chosen.split() or (not wanted and not chosen)


@function("selected-at", low=2)
def selected_at(context: Context, values: Value, index: Value) -> str:
    chosen, place = to_string(values).split(), to_number(index)
    if math.isnan(place) or not 0 <= place < len(chosen):
        return ""
    return chosen[int(place)]


@function("count-selected", low=1)
def count_selected(context: Context, values: Value) -> float:
    return float(len(to_string(values).split()))


@function("jr:choice-name", low=2)
def choice_name(context: Context, value: Value, path: Value) -> str:
    return context.world.choice_label(to_string(value), to_string(path).strip(), context.node) or ""


@function("jr:itext", low=1)
def itext(context: Context, identifier: Value) -> str:
    found = context.world.itext(to_string(identifier))
    return "" if found is None else found


@function("pulldata", low=4)
def pulldata(context: Context, instance: Value, column: Value, key_column: Value, key: Value) -> str:
    """The column of the first row whose key column holds the key; "" when there is none."""
    name = to_string(instance)
    if context.world.instance(name) is None:
        raise ExpressionError("instance_unknown", name=name)
    row = context.world.lookup(name, to_string(key_column), to_string(key))
    return "" if row is None else child_text(row, to_string(column)) or ""


@function("version", low=0)
def version(context: Context) -> str:
    return context.world.version()
