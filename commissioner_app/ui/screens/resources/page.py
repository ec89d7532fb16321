"""The resource library: achievements, experts, platforms that may answer a need."""

from __future__ import annotations

from commissioner_app.i18n import tr
from commissioner_app.services.program import Program
from commissioner_app.ui.screens.resources.detail import ResourceDetail
from commissioner_app.ui.shared.list_page import ListPage, ListSpec
from commissioner_app.ui.shared.list_pane import DRAFTS, Filter
from commissioner_app.ui.shared.shell import Shell

FILTERS = (
    Filter("all", "ui.filter.all"),
    Filter("accepted", "ui.filter.accepted", ("2",)),
    Filter(DRAFTS, "ui.filter.drafts"),
    Filter("unsubmitted", "ui.filter.unsubmitted", ("0",)),
    Filter("returned", "ui.filter.returned", ("3",)),
)


class Page(ListPage):
    """The resources that this laptop holds."""

    def __init__(self, program: Program, shell: Shell) -> None:
        spec = ListSpec(
            kind="resource",
            title=tr("resource.title"),
            icon="library",
            filters=FILTERS,
            empty=tr("resource.empty"),
            new=(tr("resource.new"), "newResource"),
            order="title",
            descending=False,
        )
        super().__init__(program, shell, spec, lambda: ResourceDetail(program, shell))
