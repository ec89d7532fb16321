"""What kind of value an expression gives, as far as its shape alone says."""

from __future__ import annotations

from typing import Final

from commissioner_app.forms.expression.tree import Call, Chain, Expression

_YES_OR_NO: Final = frozenset(
    {
        "boolean", "boolean-from-string", "checklist", "contains", "ends-with", "false", "geofence", "intersects",
        "is-selected", "lang", "not", "regex", "selected", "starts-with", "true", "weighted-checklist",
    }
)  # fmt: skip
_COMPARISONS: Final = frozenset({"and", "or", "=", "!=", "<", "<=", ">", ">="})
_BRANCHES: Final = {"if": 1, "coalesce": 0, "once": 0}
"""Functions that give one of their arguments, with the first that can be it."""


def gives_boolean(tree: Expression) -> bool:
    """Whether the result is always true or false."""
    stack = [tree]
    while stack:
        here = stack.pop()
        if isinstance(here, Chain) and here.rest[0][0] in _COMPARISONS:
            continue
        if not isinstance(here, Call):
            return False
        if here.name in _BRANCHES:
            stack.extend(here.arguments[_BRANCHES[here.name] :])
        elif here.name not in _YES_OR_NO:
            return False
    return True
