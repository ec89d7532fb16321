"""The choices that are open at a question."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from commissioner_app.forms.expression.context import Context
from commissioner_app.forms.expression.nodes import XNode, child_text
from commissioner_app.forms.expression.values import to_string
from commissioner_app.forms.instance.state import State
from commissioner_app.forms.instance.texts import itext_media, itext_text, label_text, media_of
from commissioner_app.forms.instance.tree import InstanceNode
from commissioner_app.forms.model import facets
from commissioner_app.forms.model.controls import ItemSet
from commissioner_app.forms.screen import Choice

_NONE: Final[tuple[Choice, ...]] = ()
MAP: Final = "map"
GEOMETRY: Final = "geometry"
"""The column of a choice list, and the field of a GeoJSON feature, that says where a choice is."""


def choices_of(state: State, node: InstanceNode) -> tuple[Choice, ...]:
    """The open choices with labels in the current language; kept until they change."""
    if node.choice_cache is None:
        node.choice_cache = _compute(state, node)
    return node.choice_cache


def _compute(state: State, node: InstanceNode) -> tuple[Choice, ...]:
    control = node.definition.control
    if control is None:
        return _NONE
    written = tuple(
        Choice(item.value, label_text(state, item.label, node), media_of(state, item.label, node))
        for item in control.items
    )
    return written if control.itemset is None else (*written, *_from_set(state, node, control.itemset))


def _rows(state: State, node: InstanceNode) -> list[XNode]:
    vertex = node.definition.facets.get(facets.CHOICES)
    if vertex is None:
        return []
    found = state.value(vertex, node)
    return found if isinstance(found, list) else []


def _from_set(state: State, node: InstanceNode, itemset: ItemSet) -> tuple[Choice, ...]:
    value = _reader(state, node, itemset.value)
    label = _labeller(state, node, itemset.label)
    control = node.definition.control
    if control is not None and MAP in control.appearances:
        return tuple(Choice(value(row), *label(row), child_text(row, GEOMETRY) or "") for row in _rows(state, node))
    return tuple(Choice(value(row), *label(row)) for row in _rows(state, node))


def _reader(state: State, node: InstanceNode, ref: str) -> Callable[[XNode], str]:
    """What reads one text of a row; plain names need no expression."""
    if _is_name(ref):
        return lambda row: child_text(row, ref) or ""
    run = state.definition.compiled(ref, node.definition)
    return lambda row: to_string(run(Context(row, state.world, current=node)))


def _is_name(ref: str) -> bool:
    return bool(ref) and ref.replace("_", "a").replace("-", "a").isalnum() and not ref[0].isdigit()


def _labeller(state: State, node: InstanceNode, ref: str) -> Callable[[XNode], tuple[str, dict[str, str]]]:
    inner = ref.strip()
    if inner.startswith("jr:itext(") and inner.endswith(")"):
        identifier = _reader(state, node, inner.removeprefix("jr:itext(")[:-1].strip())
        return lambda row: (
            itext_text(state, identifier(row), "", node) or "",
            itext_media(state, identifier(row), node),
        )
    if not inner:
        return lambda row: ("", {})
    text = _reader(state, node, inner)
    # Tables of old forms have a column for each language.
    own = f"{inner}::{state.language}" if state.language and _is_name(inner) else ""
    return lambda row: ((child_text(row, own) if own else "") or text(row), {})


def still_open(state: State, node: InstanceNode) -> str:
    """What a person chose, as far as it is among the open choices; a ranking goes on with the new ones."""
    control = node.definition.control
    if control is None or control.itemset is None or control.kind == "range":
        # The list of a range holds the words of its marks; every value between its ends is open.
        return node.value
    value = _reader(state, node, control.itemset.value)
    open_values = dict.fromkeys([*(item.value for item in control.items), *(value(row) for row in _rows(state, node))])
    if node.definition.type == "select1":
        return node.kept if node.kept in open_values else ""
    kept = [word for word in node.kept.split() if word in open_values]
    if node.definition.type == "rank":
        kept += [word for word in open_values if word not in kept]
    return " ".join(kept)


def open_part(state: State, node: InstanceNode) -> str:
    """What of a fresh answer is among the open choices. A question that lists none takes anything."""
    open_values = {choice.value for choice in choices_of(state, node)}
    if not open_values and (node.definition.control is None or node.definition.control.itemset is None):
        return node.value
    if node.definition.type == "select1":
        return node.value if node.value in open_values else ""
    return " ".join(word for word in node.value.split() if word in open_values)


def in_choice_order(state: State, node: InstanceNode, values: list[str]) -> list[str]:
    """The values of a select multiple in the order of its choices; unknown ones behind."""
    places = {choice.value: i for i, choice in enumerate(choices_of(state, node))}
    return sorted(dict.fromkeys(values), key=lambda value: places.get(value, len(places)))
