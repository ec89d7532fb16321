"""What was filled into forms of other platforms: a list, and a choice of forms to fill the next one."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu

from commissioner_app.i18n import tr
from commissioner_app.services.program import Program
from commissioner_app.ui.screens.surveys.detail import SurveyDetail
from commissioner_app.ui.shared.list_page import ListPage, ListSpec
from commissioner_app.ui.shared.list_pane import DRAFTS, Filter
from commissioner_app.ui.shared.shell import Shell

FILTERS = (
    Filter("all", "ui.filter.all"),
    Filter(DRAFTS, "ui.filter.drafts"),
)


class Page(ListPage):
    """The records of forms that came from other platforms."""

    def __init__(self, program: Program, shell: Shell) -> None:
        spec = ListSpec(
            kind="survey",
            title=tr("survey.title"),
            icon="clipboard-list",
            filters=FILTERS,
            empty=tr("survey.empty"),
            new=(tr("survey.new"), "newSurvey"),
        )
        super().__init__(program, shell, spec, lambda: SurveyDetail(program, shell))

    def start_new(self) -> None:
        """Fill a form; where there are several, a menu asks which."""
        forms = self.program.forms.rows("survey")
        if len(forms) == 1:
            self.shell.start_form("survey", form_id=forms[0].id)
            return
        menu = QMenu(self)
        for form in forms:
            words = form.title.replace("&", "&&")  # a single one would mark a key
            menu.addAction(words, lambda form_id=form.id: self.shell.start_form("survey", form_id=form_id))
        if not forms:
            menu.addAction(tr("survey.fetch"), lambda: self.shell.open("settings"))
        below = self.header.rect().bottomRight()
        below.setX(below.x() - menu.sizeHint().width())
        menu.popup(self.header.mapToGlobal(below))
