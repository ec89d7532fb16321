"""The axes of XPath and the tests that a step puts on their nodes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from commissioner_app.forms.errors import ExpressionError
from commissioner_app.forms.expression.nodes import (
    ATTRIBUTE,
    COMMENT,
    ELEMENT,
    INSTRUCTION,
    NAMESPACE,
    TEXT,
    XNode,
)

REVERSE: Final = frozenset({"ancestor", "ancestor-or-self", "preceding", "preceding-sibling"})
_PLAIN: Final = frozenset({"", "http://www.w3.org/2002/xforms"})
"""Namespaces that a name without prefix means: forms put their instances in the XForms one by default."""
Test = Callable[[XNode], bool]


def _children(node: XNode) -> list[XNode]:
    if node.children:
        return node.children
    if node.kind == ELEMENT and node.text:
        return [XNode(TEXT, text=node.text, parent=node)]
    return []


def _below(node: XNode) -> Iterator[XNode]:
    stack = list(reversed(_children(node)))
    while stack:
        here = stack.pop()
        yield here
        stack.extend(reversed(_children(here)))


def _above(node: XNode) -> Iterator[XNode]:
    here = node.parent
    while here is not None:
        yield here
        here = here.parent


def _siblings(node: XNode, step: int) -> Iterator[XNode]:
    if node.parent is None or node.kind in (ATTRIBUTE, NAMESPACE):
        return
    siblings = node.parent.children
    place = siblings.index(node) + step
    while 0 <= place < len(siblings):
        yield siblings[place]
        place += step


def _following(node: XNode) -> Iterator[XNode]:
    if node.kind in (ATTRIBUTE, NAMESPACE) and node.parent is not None:
        yield from _below(node.parent)
        node = node.parent
    for here in (node, *_above(node)):
        for sibling in _siblings(here, 1):
            yield sibling
            yield from _below(sibling)


def _preceding(node: XNode) -> Iterator[XNode]:
    if node.kind in (ATTRIBUTE, NAMESPACE) and node.parent is not None:
        node = node.parent
    for here in (node, *_above(node)):
        for sibling in _siblings(here, -1):
            yield from reversed([sibling, *_below(sibling)])


def _namespaces(node: XNode) -> Iterator[XNode]:
    if node.kind != ELEMENT:
        return
    scope: dict[str, str] = {}
    for here in (node, *_above(node)):
        for name, uri in getattr(here, "declared", {}).items():
            scope.setdefault(name, uri)
    for name, uri in sorted(scope.items()):
        if uri:
            yield _namespace(node, name, uri)


def _namespace(node: XNode, name: str, uri: str) -> XNode:
    """The one namespace node of that name on an element, so that a union knows it again."""
    made = getattr(node, "spaces", {})
    return made.setdefault(name, XNode(NAMESPACE, name, uri, node))  # type: ignore[no-any-return]


AXES: Final[dict[str, Callable[[XNode], Iterator[XNode] | list[XNode]]]] = {
    "child": _children,
    "descendant": _below,
    "descendant-or-self": lambda node: [node, *_below(node)],
    "parent": lambda node: [] if node.parent is None else [node.parent],
    "ancestor": _above,
    "ancestor-or-self": lambda node: [node, *_above(node)],
    "self": lambda node: [node],
    "attribute": lambda node: node.attributes if node.kind == ELEMENT else [],
    "following-sibling": lambda node: _siblings(node, 1),
    "preceding-sibling": lambda node: _siblings(node, -1),
    "following": _following,
    "preceding": _preceding,
    "namespace": _namespaces,
}
_KINDS: Final = {"text()": TEXT, "comment()": COMMENT}


def node_test(axis: str, test: str, target: str, namespaces: Mapping[str, str], *, loose: bool) -> Test:
    """The test of a step. ``loose`` compares local names only, as forms need. Raises ``prefix_unknown``."""
    if test == "node()":
        return lambda node: True
    if test in _KINDS:
        kind = _KINDS[test]
        return lambda node: node.kind == kind
    if test == "processing-instruction()":
        return lambda node: node.kind == INSTRUCTION and (not target or node.local == target)
    principal = {"attribute": ATTRIBUTE, "namespace": NAMESPACE}.get(axis, ELEMENT)
    if test == "*":
        return lambda node: node.kind == principal
    prefix, _, local = test.rpartition(":")
    if not prefix:
        return lambda node: node.kind == principal and node.local == local and (loose or node.uri in _PLAIN)
    uri = namespaces.get(prefix)
    if uri is None and not loose:
        raise ExpressionError("prefix_unknown", prefix=prefix)
    return lambda node: (
        node.kind == principal and (local in ("*", node.local)) and (node.uri == uri or (loose and local != "*"))
    )
