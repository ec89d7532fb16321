"""The tree that expressions walk: light nodes for forms, choice lists and any other XML.

A leaf element keeps its text on itself; text nodes exist only where an element mixes text with children.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

ROOT: Final = 0
ELEMENT: Final = 1
ATTRIBUTE: Final = 2
TEXT: Final = 3
COMMENT: Final = 4
INSTRUCTION: Final = 5
NAMESPACE: Final = 6

Atom: TypeAlias = "str | float | bool"
"""What a single node gives to comparisons and arithmetic."""


class XNode:
    """One node. ``prefix`` is as written.

    ``moment`` marks values that are dates by their declared type, ``living`` the questions of a form: those count by
    what is answered, all other nodes by being there.
    """

    __slots__ = ("_names", "_places", "attributes", "children", "kind", "local", "parent", "prefix", "text", "uri")

    moment: bool = False
    living: bool = False

    def __init__(self, kind: int, local: str = "", text: str = "", parent: XNode | None = None) -> None:
        self.kind = kind
        self.local = local
        self.prefix = ""
        self.uri = ""
        self.text = text
        self.parent = parent
        self.children: list[XNode] = []
        self.attributes: list[XNode] = []
        self._names: dict[str, list[XNode]] | None = None
        self._places: dict[XNode, int] | None = None

    def append(self, child: XNode) -> None:
        """Put a child at the end."""
        child.parent = self
        self.children.append(child)
        self.children_changed()

    def children_changed(self) -> None:
        """What is remembered of the children's names and places holds no more."""
        self._names = self._places = None

    @property
    def qname(self) -> str:
        """The name as written."""
        return f"{self.prefix}:{self.local}" if self.prefix else self.local

    @property
    def usable(self) -> bool:
        """Whether paths may lead here; nodes of a form that are not relevant say no."""
        return True

    def named(self, local: str) -> list[XNode]:
        """The element children with that local name, in order."""
        names = self._names
        if names is None:
            names = self._names = {}
            for child in self.children:
                if child.kind == ELEMENT:
                    names.setdefault(child.local, []).append(child)
        return names.get(local, _NONE)

    def place_of(self, child: XNode) -> int:
        """Where an element child stands among those of its local name, from 1; 0 where it is none of the children."""
        places = self._places
        if places is None:
            self.named("")
            groups = (self._names or {}).values()
            places = self._places = {one: place for group in groups for place, one in enumerate(group, 1)}
        return places.get(child, 0)

    def string_value(self) -> str:
        """Text of the node and all below it (XPath 1.0 section 5)."""
        if not self.children:
            return self.text
        return "".join(node.text for node in self.descendants() if node.kind == TEXT or not node.children)

    def atom(self) -> Atom:
        """The value in its declared type: the text, where there is none."""
        return self.string_value()

    def truth(self) -> bool:
        """What the node is where a condition is wanted (XPath 1.0: there is a node, so yes)."""
        return True

    def descendants(self) -> Iterator[XNode]:
        """All nodes below, in document order, without attributes and comments; no recursion."""
        stack = list(reversed(self.children))
        while stack:
            node = stack.pop()
            if node.kind in (COMMENT, INSTRUCTION):
                continue
            yield node
            if node.children:
                stack.extend(reversed(node.children))

    def root(self) -> XNode:
        """The topmost node above this one."""
        node = self
        while node.parent is not None:
            node = node.parent
        return node


_NONE: Final[list[XNode]] = []


def attribute(parent: XNode, name: str, text: str, uri: str = "") -> XNode:
    """Add an attribute; ``name`` as written."""
    prefix, _, local = name.rpartition(":")
    node = XNode(ATTRIBUTE, local, text, parent)
    node.prefix, node.uri = prefix, uri
    parent.attributes.append(node)
    return node


class Row(XNode):
    """A choice or table row: values by column; its child nodes are made only when somebody walks them."""

    __slots__ = ("made", "values")

    def __init__(self, local: str, values: dict[str, str], parent: XNode) -> None:
        self.kind = ELEMENT
        self.local = local
        self.prefix = self.uri = self.text = ""
        self.parent = parent
        self.attributes = _NONE
        self._names = self._places = None
        self.values = values
        self.made: list[XNode] | None = None

    @property
    def children(self) -> list[XNode]:  # type: ignore[override]
        """The columns as elements."""
        if self.made is None:
            self.made = [XNode(ELEMENT, name, value, self) for name, value in self.values.items()]
        return self.made

    def string_value(self) -> str:
        """All the columns' texts."""
        return "".join(self.values.values())


def child_text(node: XNode, local: str) -> str | None:
    """The text of the first child of that name, or of an attribute (``@name``); None where there is none.

    Rows answer without making nodes.
    """
    if local.startswith("@"):
        return next((found.text for found in node.attributes if found.local == local[1:]), None)
    if isinstance(node, Row):
        return node.values.get(local)
    found = node.named(local)
    return found[0].string_value() if found else None


def rows_by(rows: Iterable[XNode], column: str) -> dict[str, list[XNode]]:
    """The rows by their text in a column; those without it stand under the empty text."""
    index: dict[str, list[XNode]] = {}
    for row in rows:
        text = (row.values.get(column) if type(row) is Row else child_text(row, column)) or ""
        same = index.get(text)
        if same is None:
            index[text] = [row]
        else:
            same.append(row)
    return index


def document_order(nodes: list[XNode]) -> list[XNode]:
    """The nodes without repetitions in document order."""
    unique = list(dict.fromkeys(nodes))
    if len(unique) < 2:
        return unique
    positions: dict[XNode, dict[XNode, int]] = {}

    def key(node: XNode) -> list[tuple[int, int]]:
        path: list[tuple[int, int]] = []
        while node.parent is not None:
            parent = node.parent
            if parent not in positions:
                places = {child: i for i, child in enumerate(parent.children)}
                places.update({child: i - 1_000_000 for i, child in enumerate(parent.attributes)})
                positions[parent] = places
            path.append((1, positions[parent].get(node, -1)))
            node = parent
        path.append((0, id(node)))
        path.reverse()
        return path

    return sorted(unique, key=key)
