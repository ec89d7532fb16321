"""Answers that no core field is tied to (an industry's observations, a county's own questions), with the form's labels.

Compiling a form takes longer than a page may wait, so this is read off the main thread and appears when it is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtWidgets import QWidget

from commissioner_app.domain.record import Record
from commissioner_app.domain.registry import KINDS
from commissioner_app.i18n import language, tr
from commissioner_app.services.program import Program
from commissioner_app.ui.shared.detail_parts import Facts
from commissioner_app.ui.shared.form_layout import column, heading, line
from commissioner_app.ui.shared.shell import Shell
from commissioner_app.ui.shared.tokens import INSIDE

Group = tuple[str, list[tuple[str, str]]]


class ExtraAnswers(QWidget):
    """One section per section of the form that holds such answers; takes no room while there are none."""

    def __init__(self, program: Program, shell: Shell, record: Record) -> None:
        super().__init__()
        self.setObjectName("extraAnswers")
        self._layout = column(self, spacing=INSIDE)
        self.hide()
        core = {field.name for field in KINDS[record.kind].fields}
        extra = {key: value for key, value in record.answers.items() if key not in core}
        if extra and record.form_id:
            shell.run_background(
                lambda: groups(program, record, set(extra)), self._show, self._plain, owner=self, lane="pool"
            )

    def _show(self, found: list[Group]) -> None:
        for title, facts in found:
            self._layout.addWidget(line())
            self._layout.addWidget(heading(title, 3))
            self._layout.addWidget(Facts(facts))
        self.setVisible(bool(found))

    def _plain(self, _error: BaseException) -> None:
        # The form is gone or broken: the record itself is whole, only the labels of these answers are not known.
        self.hide()


def groups(program: Program, record: Record, extra: set[str]) -> list[Group]:
    """The extra answers under the labels of their sections."""
    instance = program.forms.instance(record.form_id, record.form_version, answers=record.answers)
    if language() in instance.languages:
        instance.set_language(language())
    found: dict[str, list[tuple[str, str]]] = {}
    for section, node in _leaves(instance.root, ""):
        key = node.answer_key
        if (key in extra or key.split("/")[0] in extra) and node.relevant:
            words = _words(program, node)
            if words:
                found.setdefault(section or tr("ui.detail.more"), []).append((node.label or node.name, words))
    return list(found.items())


def _leaves(node: Any, section: str) -> Iterator[tuple[str, Any]]:
    for child in node.children:
        if child.kind in ("group", "repeat-range", "repeat-instance"):
            yield from _leaves(child, section or child.label)
        else:
            yield section, child


def _words(program: Program, node: Any) -> str:
    if any(name.startswith("ref-") for name in node.appearances):
        ids = str(node.value).split()
        titles = program.records.titles(ids)
        return tr("ui.list_comma").join(titles.get(one, tr("ui.not_here")) for one in ids)
    if node.kind in ("select", "rank"):
        chosen = set(node.values)
        return tr("ui.list_comma").join(choice.label for choice in node.choices if choice.value in chosen)
    if node.choices:
        return next((str(choice.label) for choice in node.choices if choice.value == node.value), str(node.value))
    if node.type == "binary":
        return ""
    return str(node.value)
