"""What the engine and the rules of the domain say about a form, as lines that lead to their questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from commissioner_app.forms.screen import Node, Problem
from commissioner_app.i18n import has, tr
from commissioner_app.ui.form_fill import nodes
from commissioner_app.ui.form_fill.markup import plain
from commissioner_app.ui.form_fill.problem_panel import Trouble
from commissioner_app.ui.form_fill.session import FormSession
from commissioner_app.ui.form_fill.units import label_of

if TYPE_CHECKING:
    from commissioner_app.domain.validation import Finding


def of_engine(session: FormSession, problems: Iterable[Problem]) -> list[Trouble]:
    """Every question that is required and empty, or whose value the form refuses."""
    found = []
    for problem in problems:
        node = session.find(problem.ref)
        label = plain(label_of(node)) if node else ""
        says_itself = not label or label in problem.message
        words = problem.message if says_itself else tr("form.problem", label=label, message=problem.message)
        found.append(Trouble(problem.ref, words, True))
    return found


def of_rules(root: Node, findings: Iterable[Finding]) -> list[Trouble]:
    """Errors block, warnings are to be confirmed; what is only to be known is left to the record's page."""
    refs = {node.answer_key: node.ref for node in _keyed(root)}
    return [
        Trouble(
            refs.get(finding.field) or refs.get(finding.field.partition("/")[0], ""),
            words_of(finding),
            finding.severity == "E",
        )
        for finding in findings
        if finding.severity in ("E", "W")
    ]


def together(of_form: list[Trouble], of_record: list[Trouble]) -> list[Trouble]:
    """Both, without saying twice that a question is empty or wrong: the form's own words go first."""
    said = {trouble.ref for trouble in of_form if trouble.ref}
    return of_form + [trouble for trouble in of_record if trouble.ref not in said]


def words_of(finding: Finding) -> str:
    """A finding in words; a text whose holes were not filled is shown as it is."""
    key = f"rule.{finding.rule}"
    if not has(key):
        return finding.rule
    try:
        return tr(key, **finding.params)
    except (KeyError, IndexError, ValueError):
        return tr(key)


def _keyed(node: Node) -> Iterator[Node]:
    if nodes.is_question(node) or node.kind == nodes.REPEAT:
        yield node
        if node.kind == nodes.REPEAT:
            return
    for child in node.children:
        yield from _keyed(child)
