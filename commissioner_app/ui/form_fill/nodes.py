"""Small questions about nodes of the screen contract, shared by everything that paints a form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from commissioner_app.forms.screen import Node

QUESTIONS: Final = frozenset({"input", "select", "rank", "range", "upload", "trigger", "note"})
REPEAT: Final = "repeat-range"
ITEM: Final = "repeat-instance"


def ref_of(node: Node) -> str:
    """The reference of a node; "" once its item was removed, when it has no place in the form any more."""
    try:
        return node.ref
    except (ValueError, LookupError):
        return ""


def is_question(node: Node) -> bool:
    """Whether a person sees the node as a question or a note (calculations and hidden values are neither)."""
    return node.kind in QUESTIONS and "hidden" not in node.appearances


def is_note(node: Node) -> bool:
    """Whether the node only says something. pyxform writes a note as a read-only text that nothing calculates; the head of
    a table of questions is a select that nobody answers."""
    return node.kind == "note" or (node.kind == "select" and "label" in node.appearances)


def is_paintable(node: Node) -> bool:
    """Whether anything of the node can ever appear on the page, whatever is relevant just now."""
    return is_question(node) or node.kind == REPEAT or any(is_paintable(child) for child in node.children)


def is_blank(item: Node) -> bool:
    """Whether nobody entered anything into an item of a repeat (a form may begin with an empty one)."""
    return not any(is_answered(question) for question in questions(item))


def questions(node: Node, *, blank_items: bool = True) -> Iterator[Node]:
    """The relevant questions at and below a node in reading order, notes left out."""
    if not node.relevant or (not blank_items and node.kind == ITEM and is_blank(node)):
        return
    if is_question(node):
        if not is_note(node):
            yield node
        return
    for child in node.children:
        yield from questions(child, blank_items=blank_items)


def is_answered(node: Node) -> bool:
    """Whether the question holds a value."""
    return bool(node.value or node.values)


def has_message(node: Node) -> bool:
    """Whether the engine has something to say against the present value."""
    return node.relevant and not (node.constraint_ok and node.required_ok)


def inside(ref: str, ancestor: str) -> bool:
    """Whether a reference lies at or below another one."""
    return ref == ancestor or ref.startswith((ancestor + "/", ancestor + "["))
