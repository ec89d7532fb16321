"""One line that leads to what needs a decision; no room taken while nothing does."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from commissioner_app.i18n import tr
from commissioner_app.ui.shared.detail_parts import LinkRow
from commissioner_app.ui.shared.form_layout import clear_layout, column
from commissioner_app.ui.shared.shell import Shell
from commissioner_app.ui.shared.state_label import StateLabel
from commissioner_app.ui.shared.tokens import AROUND, INSIDE


class ConflictLead(QWidget):
    """The number of fields that two people changed differently, as a way to their screen."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._number = 0
        self._layout = column(self)
        self._layout.setContentsMargins(AROUND, INSIDE, AROUND, INSIDE)
        self.hide()

    def show_number(self, number: int) -> None:
        """Say how many there are."""
        if number == self._number:
            return
        self._number = number
        clear_layout(self._layout)
        if number:
            label = StateLabel("attention", tr("conflict.word"))
            lead = LinkRow(tr("conflict.lead", n=number), state=label, name="openConflicts")
            lead.opened.connect(lambda: self._shell.open("conflicts"))
            self._layout.addWidget(lead)
        self.setVisible(bool(number))
