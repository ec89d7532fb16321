"""Location paths to closures, with a short way for plain child steps and an index for equality predicates."""

from __future__ import annotations

from collections.abc import Callable

from commissioner_app.forms.expression.axes import AXES, REVERSE, Test, node_test
from commissioner_app.forms.expression.context import Compiled, Context, NodesOf, nodes
from commissioner_app.forms.expression.nodes import XNode, document_order
from commissioner_app.forms.expression.predicates import Shortcut, equal_columns, shortcut
from commissioner_app.forms.expression.scope import Lookup, Scope
from commissioner_app.forms.expression.tree import Call, Expression, Literal, Path, Step
from commissioner_app.forms.expression.values import to_boolean

Maker = Callable[[Expression, Scope], Compiled]
_ORDERLY = frozenset({"child", "attribute", "self"})
_UP = Step("parent", "node()")
_HERE = Step("self", "node()")


def compile_path(tree: Path, scope: Scope, make: Maker) -> Compiled:
    """The closure of a path; in a form, nodes that are not relevant are left out of its result."""
    start, steps = _start(tree, scope, make)
    if scope.form and start is _document and steps and all(_plain(step) for step in steps):
        path = tuple(step.test.rpartition(":")[2] for step in steps)
        if not any(path[:i] in scope.repeats for i in range(1, len(path) + 1)):
            return _single(path)
    if scope.form and all(_plain(step) for step in steps):
        return _names(start, [step.test.rpartition(":")[2] for step in steps])
    if scope.form:
        _note_lookups(tree, scope)
    walk = _walk(start, [_step(step, scope, make) for step in steps], [step.axis for step in steps])
    if not scope.form:
        return walk
    return lambda context: [node for node in walk(context) if node.usable]


def _note_lookups(tree: Path, scope: Scope) -> None:
    """``instance('towns')/root/item[county = …]`` will want an index of that column."""
    start = tree.start
    if not (isinstance(start, Call) and start.name == "instance" and isinstance(start.arguments[0], Literal)):
        return
    names: list[str] = []
    for step in tree.steps:
        names.append(step.test.rpartition(":")[2])
        if not _plain(step):
            columns = equal_columns(step) if step.predicates else []
            scope.lookups.update(Lookup(start.arguments[0].value, tuple(names), column) for column in columns)
            return


def _plain(step: Step) -> bool:
    return step.axis == "child" and not step.predicates and not step.test.endswith(("*", ")"))


def _start(tree: Path, scope: Scope, make: Maker) -> tuple[NodesOf, tuple[Step, ...]]:
    """Where a path starts, and the steps that are left to take from there."""
    if tree.start is not None:
        inner = make(tree.start, scope)
        return (lambda context: nodes(inner(context), "/")), tree.steps
    if not tree.absolute:
        return _climb(tree.steps)
    plain = 0
    while plain < len(tree.steps) and _plain(tree.steps[plain]):
        plain += 1
    names = tuple(step.test for step in tree.steps[:plain])
    if plain < len(tree.steps) and scope.form and not scope.last:
        # A step with predicates says itself which instance it means, but what comes before it is bound as usual.
        names = (*names, "")
    depth = scope.bound_depth(names) if scope.form else 0
    if depth:
        return _ancestor(len(scope.place) - depth), tree.steps[depth:]
    return _document, tree.steps


def _document(context: Context) -> list[XNode]:
    document = context.world.document
    return [context.node.root() if document is None else document]


def _ancestor(up: int) -> NodesOf:
    def ancestor(context: Context) -> list[XNode]:
        node: XNode | None = context.current
        for _ in range(up):
            node = node.parent if node is not None else None
        return [] if node is None else [node]

    return ancestor


def _climb(steps: tuple[Step, ...]) -> tuple[NodesOf, tuple[Step, ...]]:
    """Leading ``.`` and ``..`` are taken at once."""
    up = taken = 0
    while taken < len(steps) and steps[taken] in (_UP, _HERE):
        up += steps[taken] is not _HERE and steps[taken] == _UP
        taken += 1
    if not up:
        return (lambda context: [context.node]), steps[taken:]

    def climb(context: Context) -> list[XNode]:
        node: XNode | None = context.node
        for _ in range(up):
            if node is None:
                return []
            node = node.parent
        return [] if node is None else [node]

    return climb, steps[taken:]


def _single(path: tuple[str, ...]) -> Compiled:
    def single(context: Context) -> list[XNode]:
        found = context.world.single(path)
        return found if found and found[0].usable else []

    return single


def _names(start: NodesOf, names: list[str]) -> Compiled:
    def walk(context: Context) -> list[XNode]:
        found = start(context)
        for name in names:
            one = len(found) == 1
            found = found[0].named(name) if one else [child for node in found for child in node.named(name)]
        if len(found) == 1:
            return found if found[0].usable else []
        return [node for node in found if node.usable]

    return walk


OneStep = Callable[[XNode, Context], list[XNode]]


def _walk(start: NodesOf, steps: list[OneStep], axes: list[str]) -> NodesOf:
    tidy = [axis not in _ORDERLY or any(a not in _ORDERLY for a in axes[:i]) for i, axis in enumerate(axes)]

    def walk(context: Context) -> list[XNode]:
        found = start(context)
        for step, sort in zip(steps, tidy, strict=True):
            one = len(found) == 1
            found = step(found[0], context) if one else [reached for node in found for reached in step(node, context)]
            if sort:
                found = document_order(found)
        return found

    return walk


def _step(step: Step, scope: Scope, make: Maker) -> OneStep:
    fetch = _fetch(step, node_test(step.axis, step.test, step.target, scope.namespaces, loose=scope.form), scope)
    tests = [make(predicate, scope) for predicate in step.predicates]
    if not tests:
        return lambda node, context: fetch(node)
    quick = shortcut(step, scope, make)
    reverse = step.axis in REVERSE

    def filtered(node: XNode, context: Context) -> list[XNode]:
        found, left = _quickly(quick, node, context, tests) if quick else (None, tests)
        if found is None:
            found = fetch(node)
        for test in left:
            found = filter_by(found, test, context)
        return found[::-1] if reverse else found

    return filtered


def _quickly(
    quick: Shortcut, node: XNode, context: Context, tests: list[Compiled]
) -> tuple[list[XNode] | None, list[Compiled]]:
    found = quick.find(node, context)
    if found is None:
        return None, tests
    return found, tests[1:] if quick.complete else tests


def _fetch(step: Step, test: Test, scope: Scope) -> Callable[[XNode], list[XNode]]:
    axis = AXES[step.axis]
    if _plain(Step(step.axis, step.test)) and (scope.form or ":" not in step.test):
        name = step.test.rpartition(":")[2]
        if scope.form:
            return lambda node: node.named(name)
    return lambda node: [reached for reached in axis(node) if test(reached)]


def filter_by(found: list[XNode], test: Compiled, context: Context) -> list[XNode]:
    """The nodes for which a predicate holds; a number means a position."""
    if not found:
        return found
    inner = Context(found[0], context.world, 1, len(found), context.current)
    kept = []
    for place, node in enumerate(found, start=1):
        inner.node = node
        inner.position = place
        value = test(inner)
        if value is True or (value is not False and _holds(value, place)):
            kept.append(node)
    return kept


def _holds(value: object, place: int) -> bool:
    if isinstance(value, float):
        return value == place
    return to_boolean(value)  # type: ignore[arg-type]
