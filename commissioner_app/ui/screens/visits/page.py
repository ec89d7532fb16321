"""Visits: what was done at which host, beside the visit itself."""

from __future__ import annotations

from commissioner_app.i18n import tr
from commissioner_app.services.program import Program
from commissioner_app.ui.screens.visits.detail import VisitDetail
from commissioner_app.ui.shared.list_page import ListPage, ListSpec
from commissioner_app.ui.shared.list_pane import DRAFTS, Filter
from commissioner_app.ui.shared.shell import Shell

FILTERS = (
    Filter("all", "ui.filter.all"),
    Filter(DRAFTS, "ui.filter.drafts"),
    Filter("unsubmitted", "ui.filter.unsubmitted", ("0",)),
    Filter("returned", "ui.filter.returned", ("3",)),
    Filter("accepted", "ui.filter.accepted", ("2",)),
)


class Page(ListPage):
    """The visits that this laptop holds."""

    def __init__(self, program: Program, shell: Shell) -> None:
        spec = ListSpec(
            kind="visit",
            title=tr("visit.title"),
            icon="footprints",
            filters=FILTERS,
            empty=tr("visit.empty"),
            new=(tr("visit.new"), "newVisit"),
            order="date",
            related=("need",),
        )
        super().__init__(program, shell, spec, lambda: VisitDetail(program, shell))
