"""Technology needs of hosts, from the first note to the solution."""

from __future__ import annotations

from commissioner_app.domain.need_states import CLOSED_STATES, OPEN_STATES
from commissioner_app.i18n import tr
from commissioner_app.services.program import Program
from commissioner_app.ui.screens.needs.detail import NeedDetail
from commissioner_app.ui.shared.list_page import ListPage, ListSpec
from commissioner_app.ui.shared.list_pane import DRAFTS, Filter
from commissioner_app.ui.shared.shell import Shell

UNDER_WAY = tuple(sorted(OPEN_STATES - {"00", "25"}))
FILTERS = (
    Filter("all", "ui.filter.all"),
    Filter(DRAFTS, "ui.filter.drafts"),
    Filter("unsubmitted", "ui.filter.unsubmitted", ("00",)),
    Filter("returned", "ui.filter.returned", ("25",)),
    Filter("open", "need.filter.open", UNDER_WAY),
    Filter("closed", "need.filter.closed", tuple(sorted(CLOSED_STATES))),
)


class Page(ListPage):
    """The needs that this laptop holds."""

    def __init__(self, program: Program, shell: Shell) -> None:
        spec = ListSpec(
            kind="need",
            title=tr("need.title"),
            icon="lightbulb",
            filters=FILTERS,
            empty=tr("need.empty"),
            new=(tr("need.new"), "newNeed"),
            related=("match", "resource"),
        )
        super().__init__(program, shell, spec, lambda: NeedDetail(program, shell))
