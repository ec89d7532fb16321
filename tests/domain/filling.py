"""Fills any form as a careful person would: every question that is asked gets an answer that fits, until nothing stands
against handing it in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from commissioner_app.forms.errors import AnswerError
from commissioner_app.forms.instance.form import FormInstance
from commissioner_app.forms.screen import Node

GOOD: Final = {
    "int": ("3", "1", "0", "2026", "50"),
    "decimal": ("1", "0.5", "0", "50"),
    "date": ("2026-03-06", "2026-03-05", "2026-12-31"),
    "dateTime": ("2026-03-06T10:00:00.000+08:00", "2026-03-05T09:00:00.000+08:00"),
    "geopoint": ("31.727 115.934 0 0",),
    "binary": ("a.jpg",),
    "string": (
        "示例内容", "13800001234", "91341525MA2TFX017L", "name@example.cn", "15:1", "SC12345678901234", "341524",
        "341524112201", "2026340000000123", "21040", "156", "金科特〔2026〕1号", "9:30",
    ),
}  # fmt: skip
BAD: Final = {
    "int": ("-1", "-6000", "9999999", "7"),
    "decimal": ("-1", "-6000", "99999999", "0.3"),
    "date": ("2999-12-31", "1900-01-01"),
    "dateTime": ("2999-12-31T10:00:00.000+08:00", "1900-01-01T10:00:00.000+08:00"),
    "string": ("茶" * 5000, "?"),
}
MOST_ROUNDS: Final = 6


def leaves(node: Node) -> Iterator[Node]:
    """Every question that is asked now, inside of repeats too."""
    for child in node.children:
        if not child.relevant:
            continue
        if child.children:
            yield from leaves(child)
        elif child.kind not in ("note", "group", "repeat-range", "hidden", "calculate") and not child.readonly:
            yield child


def candidates(node: Node) -> tuple[str, ...]:
    """Answers to try, in order."""
    if node.choices:
        return tuple(choice.value for choice in node.choices)
    if node.kind == "trigger":
        return ("OK",)
    return GOOD.get(node.type, GOOD["string"])


def refused(form: FormInstance, node: Node, answer: str) -> bool:
    """Whether the question says no to an answer."""
    try:
        form.answer(node.ref, answer)
    except AnswerError:
        return True
    return any(problem.ref == node.ref and problem.kind == "constraint" for problem in form.problems())


def fill(form: FormInstance) -> None:
    """Answer everything; answers may open further questions, so it goes round until none is left."""
    for _ in range(MOST_ROUNDS):
        empty = [node.ref for node in leaves(form.root) if not node.value]
        if not empty:
            return
        for ref in empty:
            node = form.node(ref)
            if node.relevant and not node.value:
                next((one for one in candidates(node) if not refused(form, node, one)), None)
