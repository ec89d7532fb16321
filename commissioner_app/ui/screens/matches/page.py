"""Matches: needs brought together with resources, and how far each has come."""

from __future__ import annotations

from commissioner_app.i18n import tr
from commissioner_app.services.program import Program
from commissioner_app.ui.screens.matches.detail import MatchDetail
from commissioner_app.ui.shared.list_page import ListPage, ListSpec
from commissioner_app.ui.shared.list_pane import DRAFTS, Filter
from commissioner_app.ui.shared.shell import Shell

FILTERS = (
    Filter("all", "ui.filter.all"),
    Filter(DRAFTS, "ui.filter.drafts"),
    Filter("open", "match.filter.open", ("10", "20", "30")),
    Filter("signed", "match.filter.signed", ("40",)),
    Filter("failed", "match.filter.failed", ("90",)),
)


class Page(ListPage):
    """The matches that this laptop holds."""

    def __init__(self, program: Program, shell: Shell) -> None:
        spec = ListSpec(
            kind="match",
            title=tr("match.title"),
            icon="handshake",
            filters=FILTERS,
            empty=tr("match.empty"),
            new=(tr("match.new"), "newMatch"),
        )
        super().__init__(program, shell, spec, lambda: MatchDetail(program, shell))
