"""What would be stored of a form that is being filled, as lines that a person can read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from commissioner_app.domain.registry import KINDS
from commissioner_app.i18n import language, tr

if TYPE_CHECKING:
    from commissioner_app.forms.instance.form import FormInstance
    from commissioner_app.forms.screen import Node

_GROUPS = frozenset({"group", "subtree"})


@dataclass(frozen=True, slots=True)
class StoredLine:
    """One answer: the question, what it says, the key it is stored under. ``core`` is the core field's name in words, ""
    for a further question; ``depth`` 1 for what stands inside a repeat's item."""

    question: str
    words: str
    key: str
    core: str = ""
    depth: int = 0


def stored_lines(form: FormInstance, kind: str) -> list[StoredLine]:
    """The answers of ``form.to_answers()`` in the order of the form, in its present language."""
    return list(_lines(form.root, form.to_answers(), kind, 0))


def missing_core(form: FormInstance, kind: str) -> list[str]:
    """The core fields that a record of the kind must have and that nothing fills yet, in words."""
    from commissioner_app.services.core_fields import core_fields

    if kind not in KINDS:
        return []
    answers, fields = form.to_answers(), core_fields()[kind]
    wanted = (one for one in KINDS[kind].fields if fields[one.name].required and not fields[one.name].given)
    return [one.en if language() == "en" else one.zh for one in wanted if one.name not in answers]


def _lines(node: Node, answers: Mapping[str, Any], kind: str, depth: int) -> Iterator[StoredLine]:
    for child in node.children:
        if child.kind in _GROUPS:
            yield from _lines(child, answers, kind, depth)
        elif child.kind == "repeat-range":
            yield from _repeat(child, answers, kind, depth)
        elif child.answer_key in answers and child.relevant:
            words = answer_words(child, answers[child.answer_key])
            yield StoredLine(child.label or child.name, words, child.answer_key, _core(kind, child.answer_key), depth)


def _repeat(node: Node, answers: Mapping[str, Any], kind: str, depth: int) -> Iterator[StoredLine]:
    items = answers.get(node.answer_key)
    if not isinstance(items, list) or not items:
        return
    label = node.label or node.name
    core = _core(kind, node.answer_key) if not depth else ""
    yield StoredLine(label, tr("forms.stored.items", n=len(items)), node.answer_key, core, depth)
    for place, instance in enumerate((one for one in node.children if one.relevant), 1):
        found = list(_lines(instance, _Item(instance), "", depth + 1))
        if found:
            yield StoredLine(tr("forms.stored.item", n=place), "", "", "", depth + 1)
            yield from found


class _Item(dict[str, Any]):
    """The answers of one item of a repeat, read off its nodes."""

    def __init__(self, item: Node) -> None:
        super().__init__()
        stack = list(item.children)
        while stack:
            node = stack.pop()
            if node.kind in _GROUPS:
                stack.extend(node.children)
            elif node.kind != "repeat-range" and node.relevant and (node.values or node.value):
                self[node.answer_key] = node.values or node.value


def answer_words(node: Node, value: Any) -> str:
    """An answer as a person reads it: labels instead of codes."""
    chosen = node.values or ([node.value] if node.value else [])
    labels = {choice.value: choice.label for choice in node.choices} if node.choices else {}
    if labels:
        return tr("ui.list_comma").join(labels.get(one, one) for one in chosen)
    if node.type == "binary":
        return tr("forms.stored.file")
    if isinstance(value, bool):
        return tr("forms.stored.yes" if value else "forms.stored.no")
    return node.value or str(value)


def _core(kind: str, key: str) -> str:
    field = KINDS[kind].field(key) if kind in KINDS else None
    return "" if field is None else field.en if language() == "en" else field.zh
