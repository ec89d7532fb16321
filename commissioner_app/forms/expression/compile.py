"""A syntax tree to closures: everything that can be decided once is decided here."""

from __future__ import annotations

from collections.abc import Mapping

from commissioner_app.forms.errors import ExpressionError
from commissioner_app.forms.expression.comparing import ARITHMETIC, EQUALITY, FORM_EQUALITY, Comparison, relation
from commissioner_app.forms.expression.context import Compiled, Context, nodes
from commissioner_app.forms.expression.functions.library import checked
from commissioner_app.forms.expression.functions.registry import Function
from commissioner_app.forms.expression.nodes import XNode, document_order
from commissioner_app.forms.expression.parser import parse
from commissioner_app.forms.expression.paths import compile_path, filter_by
from commissioner_app.forms.expression.scope import Scope
from commissioner_app.forms.expression.tree import Call, Chain, Expression, Filter, Literal, Negate, Number, Path
from commissioner_app.forms.expression.values import Value, operand, to_boolean


def compile_text(source: str, scope: Scope) -> Compiled:
    """Parse and compile. Raises ``ExpressionError``; unknown functions fail only when they are reached."""
    return compile_tree(parse(source), scope)


def compile_tree(tree: Expression, scope: Scope) -> Compiled:
    """The closure of a tree."""
    if isinstance(tree, Number | Literal):
        value: Value = tree.value
        return lambda context: value
    if isinstance(tree, Path):
        return compile_path(tree, scope, compile_tree)
    if isinstance(tree, Call):
        return _call(tree, scope)
    if isinstance(tree, Chain):
        return _chain(tree, scope)
    if isinstance(tree, Negate):
        inner = compile_tree(tree.operand, scope)
        return lambda context: -operand(inner(context))
    return _filter(tree, scope)


def _filter(tree: Filter, scope: Scope) -> Compiled:
    inner = compile_tree(tree.operand, scope)
    tests = [compile_tree(predicate, scope) for predicate in tree.predicates]

    def filtered(context: Context) -> Value:
        found = nodes(inner(context), "[ ]")
        for test in tests:
            found = filter_by(found, test, context)
        return found

    return filtered


def _chain(tree: Chain, scope: Scope) -> Compiled:
    first = compile_tree(tree.first, scope)
    rest = [(operator, compile_tree(operand_tree, scope)) for operator, operand_tree in tree.rest]
    operator = rest[0][0]
    if operator in ("and", "or"):
        return _logic(operator, [first, *(part for _, part in rest)])
    if operator == "|":
        return _union([first, *(part for _, part in rest)])
    if operator in ARITHMETIC:
        return _arithmetic(first, rest)
    only = tree.rest[0][1]
    if scope.form and len(rest) == 1 and operator in FORM_EQUALITY and isinstance(only, Literal):
        return _is_text(first, only.value, FORM_EQUALITY[operator], wanted=operator == "=")
    return _comparisons(first, rest, FORM_EQUALITY if scope.form else EQUALITY)


def _is_text(first: Compiled, text: str, compare: Comparison, *, wanted: bool) -> Compiled:
    """The commonest comparison of all: one question with a text written in the expression."""

    def is_text(context: Context) -> Value:
        found = first(context)
        if isinstance(found, list) and len(found) == 1:
            atom = found[0].atom()
            if isinstance(atom, str):
                return (atom == text) is wanted
        return compare(found, text)

    return is_text


def _logic(operator: str, parts: list[Compiled]) -> Compiled:
    decided = operator == "or"

    def logic(context: Context) -> Value:
        for part in parts:
            if to_boolean(part(context)) is decided:
                return decided
        return not decided

    return logic


def _union(parts: list[Compiled]) -> Compiled:
    def union(context: Context) -> Value:
        found: list[XNode] = []
        for part in parts:
            found.extend(nodes(part(context), "|"))
        return document_order(found)

    return union


def _arithmetic(first: Compiled, rest: list[tuple[str, Compiled]]) -> Compiled:
    steps = [(ARITHMETIC[operator], part) for operator, part in rest]

    def arithmetic(context: Context) -> Value:
        value = first(context)
        total = value if isinstance(value, float) else operand(value)
        for apply, part in steps:
            value = part(context)
            total = apply(total, value if isinstance(value, float) else operand(value))
        return total

    return arithmetic


def _comparisons(first: Compiled, rest: list[tuple[str, Compiled]], equality: Mapping[str, Comparison]) -> Compiled:
    steps = [(equality.get(operator) or relation(operator), part) for operator, part in rest]
    if len(steps) == 1:
        compare, other = steps[0]
        return lambda context: compare(first(context), other(context))

    def comparisons(context: Context) -> Value:
        value = first(context)
        for apply, part in steps:
            value = apply(value, part(context))
        return value

    return comparisons


def _call(tree: Call, scope: Scope) -> Compiled:
    try:
        found = checked(tree.name, len(tree.arguments), scope.namespaces)
    except ExpressionError as error:
        return _failing(error)
    if tree.name == "indexed-repeat":
        return _indexed(tree, found, scope)
    if tree.name == "position" and scope.form:
        scope = scope.including_last()
    arguments = [compile_tree(argument, scope) for argument in tree.arguments]
    return _apply(found, arguments)


def _apply(found: Function, arguments: list[Compiled]) -> Compiled:
    body = found.body
    if found.lazy:
        return lambda context: body(context, *arguments)
    if not arguments:
        return body
    if len(arguments) == 1:
        only = arguments[0]
        return lambda context: body(context, only(context))
    if len(arguments) == 2:
        one, two = arguments
        return lambda context: body(context, one(context), two(context))
    return lambda context: body(context, *[argument(context) for argument in arguments])


def _indexed(tree: Call, found: Function, scope: Scope) -> Compiled:
    """Its target and repeats must mean all instances from the first indexed repeat on."""
    repeats = [argument for argument in tree.arguments[1::2] if isinstance(argument, Path)]
    depths = [len(path.steps) for path in repeats if path.absolute]
    free = scope.narrowed(min(depths)) if depths else scope
    arguments = [
        compile_tree(argument, scope if i and i % 2 == 0 else free) for i, argument in enumerate(tree.arguments)
    ]
    return _apply(found, arguments)


def _failing(error: ExpressionError) -> Compiled:
    def fail(context: Context) -> Value:
        raise ExpressionError(error.code, **error.params)

    return fail
