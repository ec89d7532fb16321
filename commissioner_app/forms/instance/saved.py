"""The complete state of a filling as JSON-able data, for drafts: every value, relevant or not, and kept instances."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from commissioner_app.forms.errors import FormError
from commissioner_app.forms.instance.repeats import place_for
from commissioner_app.forms.instance.state import State
from commissioner_app.forms.instance.tree import InstanceNode
from commissioner_app.forms.model.nodes import NodeDef

FORMAT: Final = 1


def save(state: State) -> dict[str, Any]:
    """The state. A node is a mapping: n name, v value, w what was chosen, j the answer as given, c children,
    a attributes, k id of a repeat instance, h hidden by its count.
    """
    return {
        "format": FORMAT,
        "form": state.definition.id,
        "version": state.definition.version,
        "language": state.language,
        "instance_id": state.instance_id,
        "tree": _pack(state, state.root),
    }


def _pack(state: State, node: InstanceNode) -> dict[str, Any]:
    packed: dict[str, Any] = {"n": node.local}
    if node.attributes:
        packed["a"] = {attribute.local: attribute.value for attribute in node.attribute_nodes}
    if node.key:
        packed["k"] = node.key
    if node.definition.children:
        packed["c"] = [_pack(state, child) for child in node.elements]
        for definition in node.definition.children:
            for hidden in state.hidden.get((node, definition), []):
                packed["c"].append({**_pack(state, hidden), "h": 1})
    else:
        packed["v"] = node.value
        if node.kept != node.value:
            packed["w"] = node.kept
        text, answer = state.given.get(node, ("", None))
        if text and text == node.value:
            packed["j"] = answer
    return packed


def restore(state: State, saved: Mapping[str, Any]) -> None:
    """Bring a fresh tree to a saved state, before the form runs. Raises ``FormError("saved_other_form")``.

    Nodes that this version of the form does not have are left out.
    """
    if saved.get("form") != state.definition.id:
        raise FormError("saved_other_form", form=str(saved.get("form")))
    if saved.get("language") in state.definition.languages:
        state.language = str(saved["language"])
    state.instance_id = str(saved.get("instance_id") or state.instance_id)
    stack: list[tuple[InstanceNode, Mapping[str, Any]]] = [(state.root, saved["tree"])]
    while stack:
        node, packed = stack.pop()
        for attribute in node.attribute_nodes:
            attribute.value = str(packed.get("a", {}).get(attribute.local, attribute.value))
        node.key = str(packed.get("k", node.key))
        if not node.definition.children:
            node.value = str(packed.get("v", ""))
            node.kept = str(packed.get("w", node.value))
            if "j" in packed:
                state.given[node] = (node.value, packed["j"])
            continue
        _clear_repeats(node)
        for child in packed.get("c", []):
            definition = node.definition.child(str(child.get("n")))
            below = _node_for(state, node, definition, bool(child.get("h"))) if definition else None
            if below is not None:
                stack.append((below, child))


def _clear_repeats(node: InstanceNode) -> None:
    for child in list(node.elements):
        if child.definition.repeat is not None:
            node.discard(child)


def _node_for(state: State, parent: InstanceNode, definition: NodeDef, hidden: bool) -> InstanceNode | None:
    if definition.repeat is None:
        return next((node for node in parent.elements if node.definition is definition), None)
    if definition.repeat.template is None:
        return None
    made = state.plant(definition.repeat.template, parent)
    if hidden:
        state.hidden.setdefault((parent, definition), []).append(made)
    else:
        parent.insert(made, place_for(parent, definition))
    return made
