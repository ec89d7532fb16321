"""One of the two values: who, when, what, its photos, and the button that takes it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QSizePolicy

from commissioner_app.domain.record import attachment_names
from commissioner_app.i18n import sentence, tr
from commissioner_app.services.conflicts import Choice, ConflictRow
from commissioner_app.services.program import Program
from commissioner_app.ui.shared.dates import moment_text
from commissioner_app.ui.shared.differences import DifferenceLabel, Part
from commissioner_app.ui.shared.form_layout import button, column, heading, row, text
from commissioner_app.ui.shared.icons import icon
from commissioner_app.ui.shared.photo_row import PhotoRow
from commissioner_app.ui.shared.shell import Shell
from commissioner_app.ui.shared.tokens import BETWEEN, HAIR, INSIDE


class Side(QFrame):
    """``taken``: this value shall hold. ``choose`` marks it as the one that Enter takes."""

    taken = Signal()

    def __init__(
        self, program: Program, shell: Shell, conflict: ConflictRow, choice: Choice, parts: Sequence[Part]
    ) -> None:
        super().__init__()
        self.setObjectName("card")
        mine = choice == "mine"
        value = conflict.mine if mine else conflict.theirs
        when = conflict.mine_at if mine else conflict.theirs_at
        layout = column(self, margin=BETWEEN, spacing=INSIDE)
        layout.addWidget(heading(who(conflict, choice), 3))
        layout.addWidget(text(sentence(moment_text(when, program.desk.clock.now().date())), muted=True))
        layout.addSpacing(HAIR)
        if parts:
            layout.addWidget(DifferenceLabel(parts))
        photos = list(attachment_names(value))
        if photos:
            layout.addWidget(PhotoRow(program, shell, [(name, conflict.label) for name in photos]))
        elif not parts:
            layout.addWidget(text(nothing(conflict), muted=True))
        layout.addStretch(1)
        self.take = button(self._words(choice), "check", name=f"take.{choice}")
        self.take.setAccessibleName(f"{who(conflict, choice)} {self.take.text()}")
        self.take.setEnabled(not (mine and conflict.locked and conflict.field != "@state"))
        self.take.clicked.connect(self.taken)
        bottom = row()
        bottom.addWidget(self.take)
        bottom.addStretch(1)
        layout.addLayout(bottom)
        # Both sides are as wide as each other, whatever stands in them.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.MinimumExpanding)

    @staticmethod
    def _words(choice: Choice) -> str:
        return tr(f"conflict.take.{choice}")

    def choose(self, chosen: bool) -> None:
        """Show whether Enter takes this value."""
        self.take.setProperty("primary", chosen)
        self.take.setIcon(icon("check", "on_accent" if chosen else "text"))
        self.take.style().unpolish(self.take)
        self.take.style().polish(self.take)


def who(conflict: ConflictRow, choice: Choice) -> str:
    """Whose value it is."""
    if choice == "theirs":
        return tr("conflict.theirs", who=conflict.theirs_by)
    return tr("conflict.mine" if conflict.own else "conflict.later", who=conflict.mine_by)


def nothing(conflict: ConflictRow) -> str:
    """No value in words: an item that was removed is more than an empty field."""
    whole_item = "/" in conflict.field and any(isinstance(one, dict) for one in (conflict.mine, conflict.theirs))
    return tr("conflict.gone" if whole_item else "conflict.empty")
