"""Which nodes of a form an expression reads, found from its tree without evaluating it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from commissioner_app.forms.expression.scope import Scope
from commissioner_app.forms.expression.tree import Call, Chain, Expression, Filter, Literal, Negate, Number, Path, Step


@dataclass(slots=True)
class Found:
    """What an expression reads: definitions with the depth down to which the instance is the reader's own."""

    values: dict[tuple[str, ...], int] = field(default_factory=dict)
    repeats: dict[tuple[str, ...], int] = field(default_factory=dict)

    def add_value(self, path: tuple[str, ...], depth: int) -> None:
        """Note that the value at a path is read."""
        self.values[path] = min(depth, self.values.get(path, depth))

    def add_repeat(self, path: tuple[str, ...], depth: int) -> None:
        """Note that the number or order of a repeat's instances matters."""
        self.repeats[path] = min(depth, self.repeats.get(path, depth))


class Tree:
    """The form's paths, for following steps."""

    def __init__(self, paths: Collection[tuple[str, ...]], repeats: frozenset[tuple[str, ...]]) -> None:
        self.repeats = repeats
        self.paths = frozenset(paths)
        self.children: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
        for path in paths:
            self.children.setdefault(path[:-1], []).append(path)

    def below(self, path: tuple[str, ...]) -> list[tuple[str, ...]]:
        """All paths below one."""
        found: list[tuple[str, ...]] = []
        stack = [path]
        while stack:
            for child in self.children.get(stack.pop(), []):
                found.append(child)
                stack.append(child)
        return found


# A place that a path has reached, with the depth of own instances.
Place = tuple[tuple[str, ...], int]


class Analysis:
    """Follows every path of one expression from the reader's place."""

    def __init__(self, tree: Tree, scope: Scope) -> None:
        self.tree = tree
        self.scope = scope
        self.found = Found()

    def read(self, expression: Expression) -> Found:
        """What the expression reads."""
        own = [(self.scope.place, len(self.scope.place))]
        self.visit(expression, own, self.scope)
        return self.found

    def visit(self, here: Expression, context: list[Place], scope: Scope) -> list[Place]:
        """Note what a part reads; the places that it leads to, if it is a path."""
        if isinstance(here, Number | Literal):
            return []
        if isinstance(here, Path):
            return self.path(here, context, scope)
        if isinstance(here, Call):
            return self.call(here, context, scope)
        if isinstance(here, Negate):
            self.visit(here.operand, context, scope)
            return []
        if isinstance(here, Filter):
            places = self.visit(here.operand, context, scope)
            for predicate in here.predicates:
                self.visit(predicate, places, scope)
            return places
        places = self.visit(here.first, context, scope)
        for _, part in here.rest:
            places = [*places, *self.visit(part, context, scope)]
        return places if here.rest[0][0] == "|" else []

    def call(self, here: Call, context: list[Place], scope: Scope) -> list[Place]:
        if here.name == "current":
            return [(self.scope.place, len(self.scope.place))]
        if here.name == "indexed-repeat":
            return self.indexed(here, context, scope)
        if here.name == "position" and here.arguments:
            for path, depth in self.visit(here.arguments[0], context, scope.including_last()):
                if path in self.tree.repeats:
                    self.found.add_repeat(path, min(depth, len(path) - 1))
            return []
        if here.name == "jr:choice-name" and len(here.arguments) == 2 and isinstance(here.arguments[1], Literal):
            self.visit(here.arguments[0], context, scope)
            return []
        places = [place for argument in here.arguments for place in self.visit(argument, context, scope)]
        return places if here.name in ("randomize", "if", "coalesce", "once") else []

    def indexed(self, here: Call, context: list[Place], scope: Scope) -> list[Place]:
        depths = [len(arg.steps) for arg in here.arguments[1::2] if isinstance(arg, Path) and arg.absolute]
        free = scope.narrowed(min(depths)) if depths else scope
        places: list[Place] = []
        for i, argument in enumerate(here.arguments):
            reached = self.visit(argument, context, scope if i and i % 2 == 0 else free)
            places = reached if i == 0 else places
        return places

    def path(self, here: Path, context: list[Place], scope: Scope) -> list[Place]:
        places = context
        if here.start is not None:
            places = self.visit(here.start, context, scope)
        elif here.absolute:
            names: list[str] = []
            for step in here.steps:
                if step.axis != "child" or step.predicates or step.test.endswith(("*", ")")):
                    names.append("")
                    break
                names.append(step.test.rpartition(":")[2])
            places = [((), scope.bound_depth(tuple(names)))]
        for step in here.steps:
            places = self.step(step, places, scope)
        for path, depth in places:
            self.note(path, depth)
        return places

    def step(self, step: Step, places: list[Place], scope: Scope) -> list[Place]:
        reached: dict[tuple[str, ...], int] = {}
        for path, depth in places:
            for target in self.targets(step, path):
                # Going up leaves the own instance; going down never enters one again.
                bound = min(depth, len(target)) if len(target) < len(path) or step.axis != "child" else depth
                reached[target] = min(bound, reached.get(target, bound))
        found = list(reached.items())
        for predicate in step.predicates:
            self.visit(predicate, found, scope)
        return found

    def targets(self, step: Step, path: tuple[str, ...]) -> list[tuple[str, ...]]:
        axis, name = step.axis, step.test.rpartition(":")[2]
        if axis in ("child", "attribute") and not name.endswith(("*", ")")):
            target = (*path, name if axis == "child" else f"@{name}")
            return [target] if target in self.tree.paths else []
        if axis == "self":
            candidates = [path]
        elif axis in ("child", "attribute"):
            candidates = self.tree.children.get(path, [])
        elif axis == "parent":
            return [path[:-1]] if path else []
        elif axis in ("descendant", "descendant-or-self"):
            candidates = [path, *self.tree.below(path)] if axis.endswith("self") else self.tree.below(path)
        elif axis in ("ancestor", "ancestor-or-self"):
            candidates = [path[:i] for i in range(len(path) + (axis == "ancestor-or-self"))]
        elif axis.endswith("sibling"):
            candidates = self.tree.children.get(path[:-1], [])
        else:
            candidates = self.tree.below(())
        if name.endswith(")"):
            return candidates
        attribute = axis == "attribute"
        wanted = f"@{name}" if attribute else name
        return [
            found
            for found in candidates
            if found and (found[-1].startswith("@") == attribute) and (name == "*" or found[-1] == wanted)
        ]

    def note(self, path: tuple[str, ...], depth: int) -> None:
        self.found.add_value(path, depth)
        for i in range(depth + 1, len(path) + 1):
            if path[:i] in self.tree.repeats:
                self.found.add_repeat(path[:i], min(depth, i - 1))


def references(expression: Expression, tree: Tree, scope: Scope) -> Found:
    """What an expression in a form reads, as seen from ``scope.place``."""
    return Analysis(tree, scope).read(expression)


def calls(expression: Expression) -> list[Call]:
    """All function calls in an expression, without recursion."""
    found: list[Call] = []
    stack: list[Expression] = [expression]
    while stack:
        here = stack.pop()
        if isinstance(here, Call):
            found.append(here)
            stack.extend(here.arguments)
        elif isinstance(here, Chain):
            stack.extend([here.first, *(part for _, part in here.rest)])
        elif isinstance(here, Negate):
            stack.append(here.operand)
        elif isinstance(here, Filter):
            stack.extend([here.operand, *here.predicates])
        elif isinstance(here, Path):
            if here.start is not None:
                stack.append(here.start)
            stack.extend(predicate for step in here.steps for predicate in step.predicates)
    return found
