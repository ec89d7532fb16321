"""What is wrong with the answers."""

from __future__ import annotations

from commissioner_app.forms.instance.state import State
from commissioner_app.forms.instance.texts import label_text
from commissioner_app.forms.instance.tree import InstanceNode
from commissioner_app.forms.instance.values import fits
from commissioner_app.forms.messages import TEXTS, text
from commissioner_app.forms.screen import Problem, ProblemKind


def problem_of(state: State, node: InstanceNode) -> tuple[ProblemKind, str] | None:  # noqa: PLR0911 - one for each kind
    """The first thing wrong with a relevant node, with its message; None when all is well."""
    if not node.relevant or node.definition.is_attribute:
        return None
    error = node.error
    if error is not None:
        reason, where = error.message(state.language), error.place.expression
        return "calculation", text("calculation", state.language, reason=reason, expression=where)
    bind = node.definition.bind
    if node.refused or not fits(node.value, node.definition.type):
        code = f"type_{node.definition.type}"
        return "type", text(code if code in TEXTS else "constraint", state.language)
    if not node.value:
        if not node.required or node.children or node.definition.control is None:
            return None
        return "required", label_text(state, bind.required_message, node) or text("required", state.language)
    if not node.constraint_ok:
        return "constraint", label_text(state, bind.constraint_message, node) or text("constraint", state.language)
    return None


def problems(state: State) -> list[Problem]:
    """All problems in form order."""
    found = []
    for node in (state.root, *state.root.below()):
        wrong = problem_of(state, node)
        if wrong is not None:
            found.append(Problem(node.ref(), *wrong))
    return found
