"""Equality predicates on long lists by index: ``item[region = /data/region and …]`` looks up instead of walking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from commissioner_app.forms.expression.context import Compiled, Context
from commissioner_app.forms.expression.nodes import XNode
from commissioner_app.forms.expression.scope import Scope
from commissioner_app.forms.expression.tree import Call, Chain, Expression, Filter, Literal, Negate, Number, Path, Step
from commissioner_app.forms.expression.values import Value

SHORT: Final = 16
"""Lists up to this length are walked: an index would not pay."""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """The rows of name ``local`` in which each of ``columns`` equals its value; ``complete``: that is the whole predicate."""

    local: str
    columns: tuple[tuple[str, Compiled], ...]
    complete: bool

    def find(self, node: XNode, context: Context) -> list[XNode] | None:
        """The rows below ``node``, those of the column that leaves fewest; None when they must be walked."""
        if len(node.named(self.local)) <= SHORT:
            return None
        fewest: list[XNode] | None = None
        for column, value_of in self.columns:
            found = self._equal(node, context, column, value_of(context))
            if found is not None and (fewest is None or len(found) < len(fewest)):
                fewest = found
            if fewest is not None and len(fewest) <= SHORT:
                break
        return fewest

    def _equal(self, node: XNode, context: Context, column: str, value: Value) -> list[XNode] | None:
        if isinstance(value, list):
            if len(value) > 1:
                return None
            value = value[0].string_value() if value else ""
        return context.world.matches(node, self.local, column, value) if isinstance(value, str) else None


def shortcut(step: Step, scope: Scope, make: Callable[[Expression, Scope], Compiled]) -> Shortcut | None:
    """The shortcut for a step's first predicate, if it has one."""
    found, parts = _equalities(step) if scope.form else ([], 0)
    if not found:
        return None
    columns = tuple((column, make(value, scope)) for column, value in found)
    return Shortcut(step.test.rpartition(":")[2], columns, parts == 1)


def equal_columns(step: Step) -> list[str]:
    """The columns that a step's first predicate compares with a value that is the same for every row."""
    return [column for column, _ in _equalities(step)[0]]


def _equalities(step: Step) -> tuple[list[tuple[str, Expression]], int]:
    """Column and value of each equality in a step's first predicate, and how many conditions that has."""
    if step.axis != "child" or step.test.endswith(("*", ")")):
        return [], 0
    tree = step.predicates[0]
    parts = [tree]
    if isinstance(tree, Chain) and tree.rest[0][0] == "and":
        parts = [tree.first, *(part for _, part in tree.rest)]
    if len(parts) > 1 and any(_positional(part) for part in parts):
        return [], 0
    return [equality for equality in map(_equality, parts) if equality], len(parts)


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
