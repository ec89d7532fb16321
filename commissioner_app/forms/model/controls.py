"""The body: which control stands at which node, with labels, choices and appearances."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from commissioner_app.forms.model.texts import Label, label_from, label_of, local_name, text_of
from commissioner_app.forms.screen import NodeKind

KINDS: Final[dict[str, NodeKind]] = {
    "input": "input",
    "secret": "input",
    "select1": "select",
    "select": "select",
    "rank": "rank",
    "range": "range",
    "upload": "upload",
    "trigger": "trigger",
    "group": "group",
}
_OWN: Final = frozenset({"ref", "bind", "nodeset", "appearance", "class", "mediatype"})


@dataclass(frozen=True, slots=True)
class Item:
    """A choice written in the body."""

    value: str
    label: Label | None


@dataclass(frozen=True, slots=True)
class ItemSet:
    """Choices from a node set; value and label are paths relative to each of its nodes."""

    nodeset: str
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Control:
    """One control or group of the body."""

    kind: NodeKind
    element: str
    label: Label | None = None
    hint: Label | None = None
    appearances: tuple[str, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    media_type: str = ""
    items: tuple[Item, ...] = ()
    itemset: ItemSet | None = None


def control_of(element: Any) -> Control:
    """The control that a body element declares."""
    name = local_name(element)
    parts: dict[str, list[Any]] = {}
    for child in element:
        parts.setdefault(local_name(child), []).append(child)
    itemsets = parts.get("itemset", [])
    return Control(
        kind=KINDS[name],
        element=name,
        label=_first_label(parts.get("label")),
        hint=_first_label(parts.get("hint")),
        appearances=appearances_of(element),
        parameters={local(key): value for key, value in element.attrib.items() if local(key) not in _OWN},
        media_type=element.get("mediatype") or "",
        items=tuple(_item(child) for child in parts.get("item", [])),
        itemset=_itemset(itemsets[0]) if itemsets else None,
    )


def _first_label(elements: list[Any] | None) -> Label | None:
    return label_from(elements[0].get("ref"), text_of(elements[0])) if elements else None


def appearances_of(element: Any) -> tuple[str, ...]:
    """The words of the appearance attribute; a function call (``search('towns')``) stays one word."""
    text = element.get("appearance") or ""
    if "(" in text:
        return tuple(word for word in _split_calls(text) if word)
    return tuple(text.split())


def _split_calls(text: str) -> list[str]:
    words, depth = [""], 0
    for character in text:
        depth += (character == "(") - (character == ")")
        if character.isspace() and depth <= 0:
            words.append("")
        else:
            words[-1] += character
    return words


def local(name: str) -> str:
    """An attribute's name without its namespace."""
    return name.rpartition("}")[2]


def _item(element: Any) -> Item:
    value = next((child for child in element if local_name(child) == "value"), None)
    text = "".join(value.itertext()).strip() if value is not None else ""
    return Item(text, label_of(element, "label"))


def _itemset(element: Any) -> ItemSet:
    refs = {local_name(child): (child.get("ref") or "") for child in element}
    return ItemSet(element.get("nodeset") or "", refs.get("value", "name"), refs.get("label", ""))
