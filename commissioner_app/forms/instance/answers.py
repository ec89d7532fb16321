"""Typed answers: the form's texts to JSON values by key, and back."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from commissioner_app.forms.expression.values import number_text
from commissioner_app.forms.instance.state import State
from commissioner_app.forms.instance.submission import rebuild
from commissioner_app.forms.instance.tree import InstanceNode
from commissioner_app.forms.instance.values import fitted
from commissioner_app.forms.model.answer_keys import answer_key
from commissioner_app.forms.model.nodes import NodeDef

Json = Any
META: Final = "meta"


def to_answers(state: State) -> dict[str, Json]:
    """The typed answers of relevant questions; empty ones, and repeat items without any answer, are absent.

    The form's ``meta`` block is not part of them.
    """
    return _collect(state, state.root)


def _collect(state: State, top: InstanceNode) -> dict[str, Json]:
    out: dict[str, Json] = {}
    stack = list(reversed(top.elements))
    while stack:
        node = stack.pop()
        definition = node.definition
        if not node.relevant or (definition.name == META and definition.parent and definition.parent.parent is None):
            continue
        key = answer_key(definition)
        if definition.repeat is not None:
            item = _collect(state, node)
            if item:
                out.setdefault(key, []).append({"id": node.key, **item})
        elif node.children:
            stack.extend(reversed(node.elements))
        elif node.value and definition.kind != "note":
            text, answer = state.given.get(node, ("", None))
            out[key] = answer if text == node.value else typed(node.value, definition)
    return out


def typed(text: str, definition: NodeDef) -> Json:  # noqa: PLR0911 - one for each kind
    """One answer as JSON; a text that does not fit its type stays a text."""
    kind = definition.type
    if kind in ("select", "rank"):
        return text.split()
    if kind == "int":
        return int(text) if text.lstrip("+-").isdecimal() else text
    if kind == "decimal":
        return _decimal(text)
    if kind == "boolean":
        return text in ("true", "1")
    if kind == "geopoint":
        return _position(text)
    if kind == "time":
        return _time(text)
    return text


_EXACT = 2.0**53
"""Up to here a float holds every whole number."""


def _decimal(text: str) -> Json:
    try:
        number = float(text)
    except ValueError:
        return text
    if not math.isfinite(number):
        return text
    # The engine writes 120 as "120.0"; people, lists and printed forms say 120.
    return int(number) if number.is_integer() and abs(number) < _EXACT else number


def _time(text: str) -> str:
    """HH:MM:SS; an offset or fraction is left out."""
    return text[:8] if len(text) >= 8 and text[2] == text[5] == ":" else f"{text}:00" if len(text) == 5 else text


def _position(text: str) -> Json:
    """Zeros fill the places of what was not measured: no receiver is exact to 0 m, so they are no answer."""
    try:
        numbers = [float(word) for word in text.split()]
    except ValueError:
        return text
    if len(numbers) < 2:
        return text
    numbers += [0.0] * (4 - len(numbers))
    lat, lng, alt, accuracy = numbers[:4]
    measured = {"alt": alt} if alt or accuracy else {}
    measured |= {"acc_m": accuracy} if accuracy else {}
    return {"lng": lng, "lat": lat, **measured, "datum": "WGS84", "method": "manual"}


def untyped(value: Json) -> str:  # noqa: PLR0911 - one for each kind
    """The form's text of a JSON answer."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, list):
        return " ".join(untyped(single) for single in value)
    if isinstance(value, Mapping):
        if "lat" in value and "lng" in value:
            parts = (value["lat"], value["lng"], value.get("alt") or 0, value.get("acc_m") or 0)
            return " ".join(untyped(part) for part in parts)
        return ""
    return str(value)


def fill(state: State, answers: Mapping[str, Json]) -> None:
    """Put typed answers into a fresh tree, before the form runs. Keys that the form does not know are left out."""
    stack: list[tuple[InstanceNode, Mapping[str, Json]]] = [(state.root, answers)]
    while stack:
        top, given = stack.pop()
        nodes = list(top.elements)
        for definition in _repeats(top):
            items = given.get(answer_key(definition))
            if isinstance(items, list):
                stack.extend(_items(state, top, definition, items))
        while nodes:
            node = nodes.pop()
            definition = node.definition
            if definition.repeat is not None:
                continue
            if definition.children:
                for repeat in _repeats(node):
                    items = given.get(answer_key(repeat))
                    if isinstance(items, list):
                        stack.extend(_items(state, node, repeat, items))
                nodes.extend(node.elements)
            elif answer_key(definition) in given:
                _give(state, node, given[answer_key(definition)])


def _give(state: State, node: InstanceNode, answer: Json) -> None:
    definition = node.definition
    text = _truth(definition, answer) if isinstance(answer, bool) else untyped(answer)
    node.value = node.kept = fitted(text, definition.type)
    if node.value:
        state.given[node] = (node.value, answer)


def _truth(definition: NodeDef, answer: bool) -> str:
    """A truth value as the question spells it: an acknowledgement is "OK" or nothing."""
    if definition.kind == "trigger":
        return "OK" if answer else ""
    return "true" if answer else "false"


def _repeats(node: InstanceNode) -> list[NodeDef]:
    return [definition for definition in node.definition.children if definition.repeat is not None]


def _items(
    state: State, parent: InstanceNode, definition: NodeDef, items: list[Json]
) -> list[tuple[InstanceNode, Mapping[str, Json]]]:
    """Instances for a repeat's items, with their ids."""
    given = [item for item in items if isinstance(item, Mapping)]
    made = rebuild(state, parent, definition, len(given))
    for node, item in zip(made, given, strict=True):
        if item.get("id"):
            node.key = str(item["id"])
    return list(zip(made, given, strict=True))
