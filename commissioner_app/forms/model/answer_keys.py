"""Under which key an answer is kept: what it is saved to, else its path; within one part of the form no two the same.

Forms of others name their entity properties as they like: a property may be called like another question, and two
entities of one form may have properties of the same name. Neither may cost an answer.
"""

from __future__ import annotations

from collections import defaultdict

from commissioner_app.forms.model.nodes import NodeDef


def name_answers(top: NodeDef) -> None:
    """Give a key of its own to each question whose usual key another one has, in form order."""
    saved: dict[NodeDef | None, dict[str, NodeDef]] = defaultdict(dict)
    twice: list[NodeDef] = []
    for definition in top.walk():
        if definition.bind.save_to and not definition.is_attribute:
            first = saved[_scope(definition)].setdefault(definition.bind.save_to, definition)
            if first is not definition:
                twice.append(definition)
    if not saved:
        return
    for definition in twice:
        path = path_key(definition)
        definition.key = f"./{path}" if path in saved[_scope(definition)] else path
    for definition in top.walk():
        if definition.bind.save_to or definition.is_attribute or (definition.children and definition.repeat is None):
            continue
        path = path_key(definition)
        if path in saved.get(_scope(definition), {}):
            definition.key = f"./{path}"


def answer_key(definition: NodeDef) -> str:
    """``save_to``, else the path below the root or the nearest repeat above."""
    return definition.key or definition.bind.save_to or path_key(definition)


def path_key(definition: NodeDef) -> str:
    """The path below the root or the nearest repeat above."""
    names = [definition.name]
    above = definition.parent
    while above is not None and above.parent is not None and above.repeat is None:
        names.append(above.name)
        above = above.parent
    # Items of a repeat have an id of their own under "id".
    taken = names == ["id"] and above is not None and above.repeat is not None
    return "./id" if taken else "/".join(reversed(names))


def _scope(definition: NodeDef) -> NodeDef | None:
    """The repeat whose items carry the answer, None outside of repeats."""
    above = definition.parent
    while above is not None and above.repeat is None:
        above = above.parent
    return above
