"""The unit of a number: named by the appearance ``unit-亩``, else the bracket that ends the label (面积(亩))."""

from __future__ import annotations

import re
from typing import Final

from commissioner_app.forms.screen import Node
from commissioner_app.i18n import tr

_BRACKET: Final = re.compile(
    r"^(?P<rest>.+?)\s*[(（](?P<unit>[^()（）]{1,12}(?:[(（][^()（）]{1,6}[)）])?)[)）]\s*$", re.DOTALL
)
_WHICH_OTHER: Final = "Specify other."
_NUMBERS: Final = frozenset({"int", "decimal"})


def unit_of(node: Node) -> str:
    """The unit to show beside the input; "" where none is known."""
    return _split(node)[1]


def label_of(node: Node) -> str:
    """The label without the unit that is shown beside the input already; what the converter says in English for every
    language ("or_other") in the language of the window."""
    label = _split(node)[0]
    return tr("form.other.which") if label == _WHICH_OTHER and node.name.endswith("_other") else label


def _split(node: Node) -> tuple[str, str]:
    if node.type not in _NUMBERS or node.kind == "range":
        return node.label, ""
    for appearance in node.appearances:
        if appearance.startswith("unit-"):
            return node.label, appearance.removeprefix("unit-")
    match = _BRACKET.match(node.label)
    return (match["rest"], match["unit"]) if match else (node.label, "")
