"""The part of a form that offices fill in: others do not get to see it, since what they wrote there would be refused."""

from __future__ import annotations

from collections.abc import Set
from typing import TYPE_CHECKING

from commissioner_app.domain.registry import KINDS
from commissioner_app.domain.states import OFFICES
from commissioner_app.ui.form_fill import nodes
from commissioner_app.ui.form_fill.plan import Section

if TYPE_CHECKING:
    from commissioner_app.forms.screen import Node
    from commissioner_app.services.program import Program


def sections_for(program: Program, kind: str, root: Node, sections: list[Section]) -> list[Section]:
    """The sections that this person fills in: for whoever is no office, without those that ask nothing but answers of
    an office."""
    closed = frozenset() if program.session.has(*OFFICES) else KINDS[kind].office_fields
    if not closed:
        return sections
    groups = {node.ref: node for node in root.children}
    return [section for section in sections if not _only(groups.get(section.group), closed)]


def _only(group: Node | None, closed: Set[str]) -> bool:
    asked = {node.save_to for node in nodes.questions(group)} if group is not None else set()
    return bool(asked) and asked <= closed
