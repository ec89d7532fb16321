"""Hosts: whom this person serves."""

from __future__ import annotations

from commissioner_app.i18n import tr
from commissioner_app.services.program import Program
from commissioner_app.ui.screens.hosts.detail import HostDetail
from commissioner_app.ui.shared.list_page import ListPage, ListSpec
from commissioner_app.ui.shared.list_pane import DRAFTS, Filter
from commissioner_app.ui.shared.shell import Shell

FILTERS = (
    Filter("all", "ui.filter.all"),
    Filter(DRAFTS, "ui.filter.drafts"),
    Filter("unsubmitted", "ui.filter.unsubmitted", ("0",)),
    Filter("returned", "ui.filter.returned", ("3",)),
    Filter("waiting", "ui.filter.waiting", waiting=True),
)


class Page(ListPage):
    """The hosts that this laptop holds."""

    def __init__(self, program: Program, shell: Shell) -> None:
        spec = ListSpec(
            kind="host",
            title=tr("host.title"),
            icon="building-2",
            filters=FILTERS,
            empty=tr("host.empty"),
            new=(tr("host.new"), "newHost"),
            order="title",
            descending=False,
            related=("visit", "need"),
        )
        super().__init__(program, shell, spec, lambda: HostDetail(program, shell))
