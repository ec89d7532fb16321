"""What a person enters, as the form takes it."""

from __future__ import annotations

from commissioner_app.forms.instance.choices import in_choice_order, open_part
from commissioner_app.forms.instance.recalculation import Recalculation
from commissioner_app.forms.instance.tree import InstanceNode
from commissioner_app.forms.instance.values import fits, fitted


def answer(work: Recalculation, node: InstanceNode, value: str | list[str] | None) -> None:
    """Give a node an answer. A text that is no value of its type is refused: the node is empty and says why."""
    kind = node.definition.type
    given = value or ""
    if kind == "select":
        given = in_choice_order(work.state, node, given.split() if isinstance(given, str) else given)
    entered = " ".join(given) if isinstance(given, list) else given
    spelled = fitted(entered, kind)
    refused = not fits(spelled, kind)
    if node.refused != refused:
        node.refused = refused
        work.state.touched[node] = None
    work.set_value(node, "" if refused else spelled)
    if kind in ("select1", "select", "rank") and node.value:
        # What is not open now becomes the answer when its filter opens again.
        work.set_value(node, open_part(work.state, node), keep=False)
