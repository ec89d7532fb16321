"""What the program knows once the host is chosen: filled into the empty questions of the form, and said so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from commissioner_app.forms.screen import Node
from commissioner_app.ui.form_fill import nodes
from commissioner_app.ui.form_fill.places import Point, write_point

# core field of the form -> fields of the host, the first that is known
FROM_HOST: Final[Mapping[str, tuple[str, ...]]] = {
    "host_name": ("host_name",),
    "host_type": ("host_type",),
    "county": ("county",),
    "town": ("town",),
    "village": ("village",),
    "place": ("address", "village"),
    "industry": ("industry_main",),
    "industry_main": ("industry_main",),
    "met_persons": ("contact_name",),
    "contact": ("contact_name",),
    "contact_name": ("contact_name",),
    "phone": ("contact_phone",),
    "contact_phone": ("contact_phone",),
    "email": ("email",),
}
# These follow the host also where something stands already: they say who the host is.
FOLLOWING: Final = frozenset({"host_name", "host_type", "county", "town"})


def host_values(root: Node, host: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(reference, value) for every question that the host's record can answer, in form order."""
    for node in _tied(root):
        sources = FROM_HOST.get(node.save_to)
        if sources is None or (node.value and node.save_to not in FOLLOWING):
            continue
        value = next((host[name] for name in sources if host.get(name)), "")
        text = _text(value)
        if text and text != node.value:
            yield node.ref, text


def _text(value: Any) -> str:
    if isinstance(value, Mapping) and {"lng", "lat"} <= value.keys():
        return write_point(Point(value["lng"], value["lat"], value.get("alt") or 0.0, value.get("acc_m") or 0.0))
    return str(value)


def _tied(node: Node) -> Iterator[Node]:
    """Questions and hidden values outside of repeats that are tied to a core field and may be changed."""
    if node.kind == nodes.REPEAT:
        return
    if node.save_to and not node.children and not node.readonly:
        yield node
    for child in node.children:
        yield from _tied(child)
