"""The nodes as a screen sees them (``screen.Node``): a repeat's instances stand under a range of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from commissioner_app.forms.expression.values import to_boolean
from commissioner_app.forms.instance.choices import choices_of
from commissioner_app.forms.instance.repeats import instances_of
from commissioner_app.forms.instance.state import State
from commissioner_app.forms.instance.texts import label_text, media_of
from commissioner_app.forms.instance.tree import InstanceNode, of_definition
from commissioner_app.forms.instance.validation import problem_of
from commissioner_app.forms.model.answer_keys import answer_key
from commissioner_app.forms.model.facets import RELEVANT
from commissioner_app.forms.model.nodes import NodeDef
from commissioner_app.forms.screen import Choice, Node, NodeKind

_NOTHING: Mapping[str, str] = {}


class NodeView:
    """A question, group, repeat instance or value."""

    __slots__ = ("_node", "_state")

    def __init__(self, state: State, node: InstanceNode) -> None:
        self._state = state
        self._node = node

    @property
    def ref(self) -> str:
        return self._node.ref()

    @property
    def name(self) -> str:
        return self._node.definition.name

    @property
    def kind(self) -> NodeKind:
        return self._node.definition.kind

    @property
    def type(self) -> str:
        return "binary" if self.kind == "upload" else self._node.definition.type

    @property
    def label(self) -> str:
        definition = self._node.definition
        source = definition.repeat or definition.control
        return label_text(self._state, source.label, self._node) if source else ""

    @property
    def hint(self) -> str:
        control = self._node.definition.control
        return label_text(self._state, control.hint, self._node) if control else ""

    @property
    def guidance(self) -> str:
        control = self._node.definition.control
        return label_text(self._state, control.hint, self._node, "guidance") if control else ""

    @property
    def media(self) -> Mapping[str, str]:
        control = self._node.definition.control
        return media_of(self._state, control.label, self._node) if control else _NOTHING

    @property
    def appearances(self) -> tuple[str, ...]:
        control = self._node.definition.control
        return control.appearances if control else ()

    @property
    def parameters(self) -> Mapping[str, str]:
        definition = self._node.definition
        if definition.control is None:
            return _NOTHING
        return {**definition.control.parameters, **definition.bind.parameters}

    @property
    def media_type(self) -> str:
        control = self._node.definition.control
        return control.media_type if control else ""

    @property
    def value(self) -> str:
        return self._node.value if self._node.relevant and not self._node.children else ""

    @property
    def values(self) -> list[str]:
        value = self.value
        if self._node.definition.type in ("select", "rank"):
            return value.split()
        return [value] if value else []

    @property
    def relevant(self) -> bool:
        return self._node.relevant

    @property
    def readonly(self) -> bool:
        node: object = self._node
        while isinstance(node, InstanceNode):
            if node.readonly:
                return True
            node = node.parent
        return False

    @property
    def required(self) -> bool:
        return self._node.required

    @property
    def constraint_ok(self) -> bool:
        return self._node.constraint_ok or not self._node.relevant

    @property
    def required_ok(self) -> bool:
        node = self._node
        return bool(node.value) or not (node.required and node.relevant) or bool(node.children)

    @property
    def message(self) -> str:
        found = problem_of(self._state, self._node)
        return "" if found is None else found[1]

    @property
    def choices(self) -> Sequence[Choice]:
        return choices_of(self._state, self._node)

    @property
    def children(self) -> Sequence[Node]:
        state, node = self._state, self._node
        out: list[Node] = []
        for definition in node.definition.children:
            if definition.repeat is not None:
                out.append(range_view(state, node, definition))
            else:
                out.extend(view_of(state, child) for child in of_definition(node, definition))
        return out

    @property
    def parent(self) -> Node | None:
        above = self._node.parent
        if not isinstance(above, InstanceNode):
            return None
        if self._node.definition.repeat is not None:
            return range_view(self._state, above, self._node.definition)
        return view_of(self._state, above)

    @property
    def save_to(self) -> str:
        return self._node.definition.bind.save_to

    @property
    def answer_key(self) -> str:
        return answer_key(self._node.definition)

    @property
    def count(self) -> int:
        return 0

    @property
    def fixed(self) -> bool:
        return False


class RangeView:
    """All instances of one repeat in one parent."""

    __slots__ = ("_definition", "_parent", "_state")

    def __init__(self, state: State, parent: InstanceNode, definition: NodeDef) -> None:
        self._state = state
        self._parent = parent
        self._definition = definition

    @property
    def ref(self) -> str:
        return f"{self._parent.ref()}/{self._definition.qname}"

    @property
    def name(self) -> str:
        return self._definition.name

    @property
    def kind(self) -> NodeKind:
        return "repeat-range"

    @property
    def label(self) -> str:
        repeat = self._definition.repeat
        return label_text(self._state, repeat.label, self._parent) if repeat else ""

    @property
    def media(self) -> Mapping[str, str]:
        repeat = self._definition.repeat
        return media_of(self._state, repeat.label, self._parent) if repeat else _NOTHING

    @property
    def appearances(self) -> tuple[str, ...]:
        return self._definition.repeat.appearances if self._definition.repeat else ()

    @property
    def relevant(self) -> bool:
        instances = instances_of(self._parent, self._definition)
        if instances:
            return any(node.relevant for node in instances)
        vertex = self._definition.facets.get(RELEVANT)
        if vertex is None or not self._parent.relevant:
            return self._parent.relevant
        return to_boolean(self._state.evaluate(vertex.run, InstanceNode(self._definition, "", self._parent)))

    @property
    def readonly(self) -> bool:
        return view_of(self._state, self._parent).readonly

    @property
    def children(self) -> Sequence[Node]:
        return [view_of(self._state, node) for node in instances_of(self._parent, self._definition)]

    @property
    def parent(self) -> Node:
        return view_of(self._state, self._parent)

    @property
    def answer_key(self) -> str:
        return answer_key(self._definition)

    @property
    def save_to(self) -> str:
        return self._definition.bind.save_to

    @property
    def count(self) -> int:
        return len(instances_of(self._parent, self._definition))

    @property
    def fixed(self) -> bool:
        return self._definition.repeat is not None and self._definition.repeat.fixed

    # What only questions have.
    type = hint = guidance = media_type = value = message = ""
    parameters: Mapping[str, str] = _NOTHING
    values: list[str] = []  # noqa: RUF012 - never changed
    required = False
    constraint_ok = required_ok = True
    choices: Sequence[Choice] = ()


def view_of(state: State, node: InstanceNode) -> NodeView:
    """The view of a node; the same one for as long as the node lives."""
    if node.view is None:
        node.view = NodeView(state, node)
    return node.view


def range_view(state: State, parent: InstanceNode, definition: NodeDef) -> RangeView:
    """The view of a repeat in a parent; the same one every time."""
    found = state.ranges.get((parent, definition))
    if found is None:
        found = state.ranges[parent, definition] = RangeView(state, parent, definition)
    return found
