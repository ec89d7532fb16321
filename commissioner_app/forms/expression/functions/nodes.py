"""Functions on sets of nodes and their names, and on repeats."""

from __future__ import annotations

import math

from commissioner_app.forms.errors import ExpressionError
from commissioner_app.forms.expression.context import Compiled, Context, chance, nodes
from commissioner_app.forms.expression.functions.registry import ANY, function
from commissioner_app.forms.expression.nodes import ATTRIBUTE, ELEMENT, INSTRUCTION, NAMESPACE, XNode, document_order
from commissioner_app.forms.expression.shuffling import seed_number, shuffle
from commissioner_app.forms.expression.values import Value, to_number, to_string


@function("count", low=1)
def count(context: Context, value: Value) -> float:
    return float(len(nodes(value, "count")))


@function("count-non-empty", low=1)
def count_non_empty(context: Context, value: Value) -> float:
    return float(sum(node.string_value() != "" for node in nodes(value, "count-non-empty")))


@function("last", low=0)
def last(context: Context) -> float:
    return float(context.size)


@function("position", low=0, high=1)
def position(context: Context, *value: Value) -> float:
    """In a predicate the position there; with a node, its place among its siblings of the same name."""
    if not value:
        return float(context.position)
    found = nodes(value[0], "position")
    if not found:
        return math.nan
    node = found[0]
    if node.parent is None:
        return 1.0
    return float(node.parent.place_of(node) or 1)


@function("current", low=0)
def current(context: Context) -> list[XNode]:
    return [context.current]


@function("instance", low=1)
def instance(context: Context, name: Value) -> list[XNode]:
    found = context.world.instance(to_string(name))
    if found is None:
        raise ExpressionError("instance_unknown", name=to_string(name))
    return [found]


def _named(context: Context, value: tuple[Value, ...], function_name: str) -> XNode | None:
    if not value:
        return context.node
    found = nodes(value[0], function_name)
    return found[0] if found else None


@function("name", low=0, high=1)
def name(context: Context, *value: Value) -> str:
    node = _named(context, value, "name")
    return node.qname if node is not None and node.kind in (ELEMENT, ATTRIBUTE, INSTRUCTION, NAMESPACE) else ""


@function("local-name", low=0, high=1)
def local_name(context: Context, *value: Value) -> str:
    node = _named(context, value, "local-name")
    return node.local if node is not None else ""


@function("namespace-uri", low=0, high=1)
def namespace_uri(context: Context, *value: Value) -> str:
    node = _named(context, value, "namespace-uri")
    return node.uri if node is not None and node.kind in (ELEMENT, ATTRIBUTE) else ""


@function("lang", low=1)
def lang(context: Context, value: Value) -> bool:
    wanted = to_string(value).lower()
    node: XNode | None = context.node
    while node is not None:
        for attribute in node.attributes:
            if attribute.local == "lang" and attribute.prefix == "xml":
                have = attribute.text.lower()
                return have == wanted or have.startswith(f"{wanted}-")
        node = node.parent
    return False


@function("id", low=1)
def by_id(context: Context, value: Value) -> list[XNode]:
    texts = [node.string_value() for node in value] if isinstance(value, list) else [to_string(value)]
    wanted = {word for text in texts for word in text.split()}
    top = context.node.root()
    found = []
    for node in top.descendants():
        if any(a.local == "id" and not a.prefix and a.text in wanted for a in node.attributes):
            found.append(node)
    return document_order(found)


@function("indexed-repeat", low=3, high=ANY, lazy=True)
def indexed_repeat(context: Context, target: Compiled, *pairs: Compiled) -> Value:
    """``indexed-repeat(node, repeat, index, …)``: the node inside the instances with those positions."""
    candidates = nodes(target(context), "indexed-repeat")
    for repeat, index in zip(pairs[::2], pairs[1::2], strict=False):
        place = to_number(index(context))
        chosen = set(_at(nodes(repeat(context), "indexed-repeat"), place))
        candidates = [node for node in candidates if _inside(node, chosen)]
    return candidates


def _at(repeats: list[XNode], place: float) -> list[XNode]:
    """The repeats that stand at a place among their siblings."""
    if math.isnan(place):
        return []
    if place <= 0:
        place = 1
    counted: dict[XNode | None, int] = {}
    found = []
    for repeat in repeats:
        counted[repeat.parent] = counted.get(repeat.parent, 0) + 1
        if counted[repeat.parent] == int(place):
            found.append(repeat)
    return found


def _inside(node: XNode, chosen: set[XNode]) -> bool:
    here: XNode | None = node
    while here is not None:
        if here in chosen:
            return True
        here = here.parent
    return False


@function("randomize", low=1, high=2)
def randomize(context: Context, value: Value, seed: Value | None = None) -> list[XNode]:
    """The nodes in another order; with a seed in the order that every client gives."""
    found = nodes(value, "randomize")
    if seed is None:
        shuffled = list(found)
        chance.shuffle(shuffled)
        return shuffled
    return shuffle(found, seed_number(seed))
