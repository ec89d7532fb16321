"""Which papers a person sees and how each kind is listed."""

from __future__ import annotations

from typing import Final

from commissioner_app.domain.kind import Kind
from commissioner_app.domain.registry import KINDS
from commissioner_app.i18n import tr
from commissioner_app.services.program import Program
from commissioner_app.ui.screens.papers.names import PAPERS
from commissioner_app.ui.shared.list_page import ListSpec
from commissioner_app.ui.shared.list_pane import DRAFTS, Filter

BY_NAME: Final = frozenset({"team", "village", "person"})
"""Registers, looked up by name; the others show the newest first."""

_PLAIN: Final = (Filter("all", "ui.filter.all"), Filter(DRAFTS, "ui.filter.drafts"))
_REVIEWED: Final = (
    *_PLAIN,
    Filter("review", "papers.filter.review", ("1",)),
    Filter("accepted", "ui.filter.accepted", ("2",)),
    Filter("returned", "ui.filter.returned", ("3",)),
)


def papers_for(program: Program) -> tuple[str, ...]:
    """The kinds that this person's roles may read or make."""
    roles = program.session.roles
    return tuple(name for name in PAPERS if (KINDS[name].read_roles | KINDS[name].write_roles) & roles)


def spec_of(name: str) -> ListSpec:
    """How a kind is listed. Whether this person may make a new one is the page's to ask."""
    sorted_by_name = name in BY_NAME
    return ListSpec(
        kind=name,
        title=tr(f"{name}.title"),
        icon="files",
        filters=_REVIEWED if _is_reviewed(KINDS[name]) else _PLAIN,
        empty=tr(f"{name}.empty"),
        new=(tr(f"{name}.new"), f"new{name.capitalize()}"),
        order="title" if sorted_by_name else "date",
        descending=not sorted_by_name,
    )


def _is_reviewed(kind: Kind) -> bool:
    return any(move.action == "approve" and (move.source, move.target) == ("1", "2") for move in kind.moves)
