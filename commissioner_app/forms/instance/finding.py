"""References from outside to living nodes: ``/data/plot[2]/area``."""

from __future__ import annotations

import re
from typing import Final

from commissioner_app.forms.errors import AnswerError
from commissioner_app.forms.instance.state import State
from commissioner_app.forms.instance.tree import InstanceNode
from commissioner_app.forms.model.nodes import NodeDef

_PART: Final = re.compile(r"(@?)(?:[^:/\[\]]+:)?([^:/\[\]]+)(?:\[(\d+)\])?\Z")


def find(state: State, ref: str) -> InstanceNode:
    """The node at a reference; a repeat without position means its first instance. Raises ``reference_unknown``."""
    known = state.known.get(ref)
    if known is not None:
        return known
    here = _follow(state, ref)
    if not here.definition.in_repeat:
        state.known[ref] = here
    return here


def _follow(state: State, ref: str) -> InstanceNode:
    here: InstanceNode | None = None
    for part in ref.strip().lstrip("/").split("/"):
        found = _PART.match(part)
        if not found:
            raise AnswerError("reference_unknown", ref=ref)
        at, name, position = found.groups()
        same = _named(state, here, at, name)
        place = int(position or 1)
        if not 1 <= place <= len(same):
            raise AnswerError("reference_unknown", ref=ref)
        here = same[place - 1]
    if here is None:
        raise AnswerError("reference_unknown", ref=ref)
    return here


def _named(state: State, here: InstanceNode | None, at: str, name: str) -> list[InstanceNode]:
    if here is None:
        return [state.root] if name == state.root.local else []
    if at:
        return [node for node in here.attribute_nodes if node.local == name]
    return here.named(name)  # type: ignore[return-value]


def find_range(state: State, ref: str) -> tuple[InstanceNode, NodeDef]:
    """The parent and definition of a repeat. Raises ``not_a_repeat`` or ``reference_unknown``."""
    above, _, name = ref.strip().rpartition("/")
    local = name.partition("[")[0].rpartition(":")[2]
    if not above:
        raise AnswerError("not_a_repeat", ref=ref)
    parent = find(state, above)
    definition = parent.definition.child(local)
    if definition is None:
        raise AnswerError("reference_unknown", ref=ref)
    if definition.repeat is None:
        raise AnswerError("not_a_repeat", ref=ref)
    return parent, definition


def stands(node: InstanceNode) -> bool:
    """Whether a node is part of the filling still; an instance that was removed is not."""
    here = node
    while isinstance(here.parent, InstanceNode):
        if all(child is not here for child in here.parent.elements):
            return False
        here = here.parent
    return True
