"""The living nodes of a form and how they come from seeds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from commissioner_app.forms.errors import FormError
from commissioner_app.forms.expression.nodes import ATTRIBUTE, ELEMENT, Atom, XNode
from commissioner_app.forms.expression.reading import DATE, DECIMAL, INTEGER, as_atom, as_text, as_truth
from commissioner_app.forms.instance.values import default_of
from commissioner_app.forms.model.nodes import NodeDef, Seed
from commissioner_app.forms.screen import Choice

if TYPE_CHECKING:
    from commissioner_app.forms.instance.views import NodeView


class InstanceNode(XNode):
    """One node of a filling. ``value`` is kept whether relevant or not; expressions see "" where it is not.

    ``kept`` is what a person chose, also while a filter keeps some of it from being a value; ``refused``: the last
    text entered did not fit the type; ``faults``: which expressions of the node fail, by facet.
    """

    __slots__ = (
        "choice_cache", "constraint_ok", "definition", "faults", "kept", "key", "moment", "own_relevant", "readonly",
        "refused", "relevant", "required", "value", "view", "way",
    )  # fmt: skip

    living = True

    def __init__(self, definition: NodeDef, value: str, parent: XNode | None) -> None:
        super().__init__(ATTRIBUTE if definition.is_attribute else ELEMENT, definition.name, "", parent)
        self.prefix, self.uri = definition.prefix, definition.uri
        self.definition = definition
        self.value = value
        self.key = ""
        self.relevant = self.own_relevant = definition.constants.get("relevant", True)
        self.readonly = definition.constants.get("readonly", False)
        self.required = definition.constants.get("required", False)
        self.constraint_ok = True
        self.faults: dict[str, FormError] | None = None
        self.refused = False
        self.kept = value
        self.way = definition.way
        self.moment = self.way == DATE
        self.view: NodeView | None = None
        self.choice_cache: tuple[Choice, ...] | None = None

    @property
    def error(self) -> FormError | None:
        """What fails first among the node's expressions."""
        return next(iter(self.faults.values()), None) if self.faults else None

    @property
    def usable(self) -> bool:
        """Whether expressions may see it."""
        return self.relevant

    def string_value(self) -> str:
        """The value as expressions see it."""
        if not self.relevant:
            return ""
        if not self.children:
            return as_text(self.value, self.way) if self.way >= DECIMAL else self.value
        return "".join(node.string_value() for node in self.below() if not node.children)

    def atom(self) -> Atom:
        """The value in its declared type."""
        if self.way < INTEGER or self.children or not self.relevant:
            return self.string_value()
        return as_atom(self.value, self.way)

    def truth(self) -> bool:
        """Whether the answer means yes; a group is there or not."""
        return self.relevant and (bool(self.children) or as_truth(self.value, self.way))

    @property
    def elements(self) -> list[InstanceNode]:
        """The child elements."""
        return self.children  # type: ignore[return-value]

    @property
    def attribute_nodes(self) -> list[InstanceNode]:
        """The attributes."""
        return self.attributes  # type: ignore[return-value]

    def below(self) -> Iterator[InstanceNode]:
        """Everything below with attributes, in document order."""
        stack = [*reversed(self.elements), *reversed(self.attribute_nodes)]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.elements))
            stack.extend(reversed(node.attribute_nodes))

    def insert(self, child: InstanceNode, place: int) -> None:
        """Put a child at a place among the children."""
        child.parent = self
        self.children.insert(place, child)
        self.children_changed()

    def discard(self, child: InstanceNode) -> None:
        """Take a child out."""
        self.children.remove(child)
        self.children_changed()

    def ref(self) -> str:
        """The reference with positions of repeat instances."""
        if not self.definition.in_repeat:
            return self.definition.ref
        parts: list[str] = []
        node: InstanceNode | None = self
        while node is not None:
            definition = node.definition
            name = f"@{definition.qname}" if definition.is_attribute else definition.qname
            above = node.parent
            if definition.repeat is not None and above is not None:
                name += f"[{above.place_of(node)}]"
            parts.append(name)
            node = above if isinstance(above, InstanceNode) else None
        return "/" + "/".join(reversed(parts))


def of_definition(parent: InstanceNode, definition: NodeDef) -> list[InstanceNode]:
    """The children of one definition, in order."""
    # Namesakes of another namespace have definitions of their own.
    return [node for node in parent.named(definition.name) if node.definition is definition]  # type: ignore[attr-defined, misc]


def grow(seed: Seed, parent: XNode | None) -> InstanceNode:
    """The nodes of a seed, not yet put among the parent's children."""
    node = InstanceNode(seed.definition, seed.text, parent)
    node.attributes = [grow(attribute, node) for attribute in seed.attributes]
    node.children = [grow(child, node) for child in seed.children]
    if seed.text:
        node.value = node.kept = default_of(seed.text, seed.definition.type)
    return node


def inherit_relevance(top: InstanceNode) -> None:
    """Bring the relevance of everything below in line with what stands above."""
    for node in (top, *top.below()):
        above = node.parent
        node.relevant = node.own_relevant and (above.relevant if isinstance(above, InstanceNode) else True)


def instances_below(top: XNode, definition: NodeDef, depth: int) -> list[InstanceNode]:
    """All nodes of a definition below (or at) its ancestor ``top``, which stands at ``depth`` in its path."""
    found: list[XNode] = [top]
    for name in definition.path[depth:]:
        if name.startswith("@"):
            wanted = name[1:]
            found = [node for above in found for node in above.attributes if node.local == wanted]
        elif len(found) == 1:
            found = found[0].named(name)
        else:
            found = [node for above in found for node in above.named(name)]
    return found  # type: ignore[return-value]


def ancestor_at(node: InstanceNode, depth: int) -> XNode:
    """The ancestor (or self) whose path has that length; the document for 0."""
    here: XNode = node
    for _ in range(len(node.definition.path) - depth):
        if here.parent is None:
            break
        here = here.parent
    return here
