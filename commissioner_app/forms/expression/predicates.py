"""Equality predicates on long lists by index: ``item[region = /data/region and …]`` looks up instead of walking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from commissioner_app.forms.expression.context import Compiled, Context
from commissioner_app.forms.expression.nodes import XNode
from commissioner_app.forms.expression.scope import Scope
from commissioner_app.forms.expression.tree import Call, Chain, Expression, Filter, Literal, Negate, Number, Path, Step

SHORT: Final = 16
"""Lists up to this length are walked: an index would not pay."""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """The rows of name ``local`` whose ``column`` equals ``value``; ``complete`` when that is the whole predicate."""

    local: str
    column: str
    value: Compiled
    complete: bool

    def find(self, node: XNode, context: Context) -> list[XNode] | None:
        """The rows below ``node``; None when they must be walked."""
        rows = node.named(self.local)
        if len(rows) <= SHORT:
            return None
        value = self.value(context)
        if isinstance(value, list):
            if len(value) != 1:
                return None if value else []
            value = value[0].string_value()
        return context.world.matches(node, self.local, self.column, value) if isinstance(value, str) else None


def shortcut(step: Step, scope: Scope, make: Callable[[Expression, Scope], Compiled]) -> Shortcut | None:
    """The shortcut for a step's first predicate, if it has one."""
    if step.axis != "child" or step.test.endswith(("*", ")")) or not scope.form:
        return None
    tree = step.predicates[0]
    parts = [tree]
    if isinstance(tree, Chain) and tree.rest[0][0] == "and":
        parts = [tree.first, *(part for _, part in tree.rest)]
    if len(parts) > 1 and any(_positional(part) for part in parts):
        return None
    for part in parts:
        found = _equality(part)
        if found:
            column, value = found
            return Shortcut(step.test.rpartition(":")[2], column, make(value, scope), len(parts) == 1)
    return None


def _equality(tree: Expression) -> tuple[str, Expression] | None:
    if not (isinstance(tree, Chain) and len(tree.rest) == 1 and tree.rest[0][0] == "="):
        return None
    left, right = tree.first, tree.rest[0][1]
    for column, value in ((left, right), (right, left)):
        name = _column(column)
        if name and _independent(value):
            return name, value
    return None


def _column(tree: Expression) -> str:
    if not isinstance(tree, Path) or tree.absolute or tree.start is not None:
        return ""
    steps = [step for step in tree.steps if step != Step("self", "node()")]
    if len(steps) != 1 or steps[0].axis != "child" or steps[0].predicates or steps[0].test.endswith(("*", ")")):
        return ""
    return steps[0].test.rpartition(":")[2]


def _independent(tree: Expression) -> bool:
    """Whether the value is the same for every row."""
    if isinstance(tree, Number | Literal):
        return isinstance(tree, Literal)
    if isinstance(tree, Path):
        if tree.start is not None:
            return isinstance(tree.start, Call) and _independent(tree.start)
        return tree.absolute
    if isinstance(tree, Call):
        if tree.name in ("current", "instance"):
            return True
        return bool(tree.arguments) and all(_independent(argument) for argument in tree.arguments)
    return False


def _positional(tree: Expression) -> bool:
    """Whether a predicate looks at positions, so that rows may not be left out before it."""
    stack: list[Expression] = [tree]
    while stack:
        here = stack.pop()
        if isinstance(here, Call):
            if here.name in ("position", "last"):
                return True
            stack.extend(here.arguments)
        elif isinstance(here, Chain):
            stack.extend([here.first, *(part for _, part in here.rest)])
        elif isinstance(here, Negate | Filter):
            stack.append(here.operand)
        elif isinstance(here, Number):
            continue
    return False
