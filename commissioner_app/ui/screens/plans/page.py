"""Plans: whom to visit, when; each starts its visit with one click."""

from __future__ import annotations

from commissioner_app.i18n import tr
from commissioner_app.services.program import Program
from commissioner_app.ui.screens.plans.detail import PlanDetail
from commissioner_app.ui.shared.list_page import ListPage, ListSpec
from commissioner_app.ui.shared.list_pane import DRAFTS, Filter
from commissioner_app.ui.shared.shell import Shell

FILTERS = (
    Filter("planned", "plan.filter.planned", ("planned",)),
    Filter(DRAFTS, "ui.filter.drafts"),
    Filter("done", "plan.filter.done", ("done",)),
    Filter("cancelled", "plan.filter.cancelled", ("cancelled",)),
    Filter("all", "ui.filter.all"),
)


class Page(ListPage):
    """The plans that this laptop holds, the next first."""

    def __init__(self, program: Program, shell: Shell) -> None:
        spec = ListSpec(
            kind="plan",
            title=tr("plan.title"),
            icon="calendar-days",
            filters=FILTERS,
            empty=tr("plan.empty"),
            new=(tr("plan.new"), "newPlan"),
            order="date",
            descending=False,
        )
        super().__init__(program, shell, spec, lambda: PlanDetail(program, shell))
        self.pane.set_filter("planned")
