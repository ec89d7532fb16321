"""Repeat instances: adding, removing, and following a count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from commissioner_app.forms.instance.tree import (
    InstanceNode,
    ancestor_at,
    inherit_relevance,
    instances_below,
    of_definition,
)
from commissioner_app.forms.instance.undo import Inserted, Removed, Shown
from commissioner_app.forms.model.nodes import NodeDef

if TYPE_CHECKING:
    from commissioner_app.forms.instance.recalculation import Recalculation

MOST: Final = 10_000
"""No form may ask for more instances than this."""


def instances_of(parent: InstanceNode, definition: NodeDef) -> list[InstanceNode]:
    """The instances of a repeat in one parent."""
    return of_definition(parent, definition)


def place_for(parent: InstanceNode, definition: NodeDef) -> int:
    """Where the next instance goes: behind the last one, or where the definition stands among its siblings."""
    siblings = definition.parent.children if definition.parent else []
    order = {sibling: i for i, sibling in enumerate(siblings)}
    mine = order[definition]
    for place in range(len(parent.children), 0, -1):
        if order[parent.elements[place - 1].definition] <= mine:
            return place
    return 0


def add(work: Recalculation, parent: InstanceNode, definition: NodeDef) -> InstanceNode:
    """Put a new instance behind the last one, run its ``odk-new-repeat`` actions, then its expressions."""
    node = _add(work, parent, definition)
    work.structure_changed(parent, definition)
    return node


def _add(work: Recalculation, parent: InstanceNode, definition: NodeDef) -> InstanceNode:
    template = definition.repeat.template if definition.repeat else None
    if template is None:
        raise ValueError(definition.ref)
    node = work.state.plant(template, parent)
    parent.insert(node, place_for(parent, definition))
    work.state.journal.note(Inserted(parent, node))
    settle(work, node)
    for action in work.state.definition.new_repeat_actions:
        path = definition.path
        if action.target.path[: len(path)] == path:
            for target in instances_below(ancestor_at(node, len(path)), action.target, len(path)):
                work.perform_at(action, target)
    return node


def settle(work: Recalculation, node: InstanceNode) -> None:
    """Relevance and expressions of an instance that has just come."""
    inherit_relevance(node)
    work.push_all(node)


def remove(work: Recalculation, node: InstanceNode) -> None:
    """Take an instance out."""
    parent = _remove(work, node)
    work.structure_changed(parent, node.definition)


def _remove(work: Recalculation, node: InstanceNode, *, hide: bool = False) -> InstanceNode:
    """``hide`` keeps it for when the count grows again."""
    parent = node.parent
    if not isinstance(parent, InstanceNode):
        raise TypeError(node.ref())
    work.state.journal.note(Removed(parent, node, parent.elements.index(node), hide))
    parent.discard(node)
    if hide:
        work.state.hidden.setdefault((parent, node.definition), []).append(node)
    return parent


def resize(work: Recalculation, parent: InstanceNode, definition: NodeDef, count: int) -> None:
    """Follow a count: hidden instances come back first; those beyond the count are hidden, not lost."""
    present = instances_of(parent, definition)
    for node in reversed(present[count:]):
        _remove(work, node, hide=True)
    hidden = work.state.hidden.get((parent, definition), [])
    for _ in range(count - len(present)):
        if hidden:
            node = hidden.pop()
            parent.insert(node, place_for(parent, definition))
            work.state.journal.note(Shown(parent, node))
            settle(work, node)
        else:
            _add(work, parent, definition)
    if count != len(present):
        # Once for all of them: each look at the readers goes through every instance there is.
        work.structure_changed(parent, definition)
