"""Half-filled forms of a kind: go on with one, or throw it away (undo brings it back)."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from commissioner_app.i18n import tr
from commissioner_app.services.drafts import Draft
from commissioner_app.services.program import Program
from commissioner_app.ui.shared.dates import moment_text
from commissioner_app.ui.shared.detail_parts import LinkRow
from commissioner_app.ui.shared.empty_state import EmptyState
from commissioner_app.ui.shared.form_layout import clear_layout, column, icon_button, row
from commissioner_app.ui.shared.shell import Shell
from commissioner_app.ui.shared.tokens import INSIDE


class DraftRow(QWidget):
    """One draft."""

    def __init__(self, program: Program, shell: Shell, draft: Draft) -> None:
        super().__init__()
        self._program, self._shell, self._draft = program, shell, draft
        today = program.desk.clock.now().date()
        words = draft.title or tr(f"{draft.kind}.draft")
        link = LinkRow(words, tr("ui.draft.saved", when=moment_text(draft.updated_at, today)), name="draftLink")
        link.opened.connect(lambda: shell.start_form(draft.kind, draft.record_id, draft_id=draft.id))
        away = icon_button("trash-2", tr("ui.draft.discard"), name="draftDiscard")
        away.clicked.connect(self._discard)
        layout = row(self, spacing=0)
        layout.addWidget(link, 1)
        layout.addWidget(away)

    def _discard(self) -> None:
        draft_id = self._draft.id
        self._shell.run_background(lambda: self._program.drafts.discard(draft_id), self._discarded, owner=self)

    def _discarded(self, changes: Any) -> None:
        self._shell.announce(changes)


class DraftList(QScrollArea):
    """All drafts of a kind, last touched first."""

    def __init__(self, program: Program, shell: Shell, kind: str) -> None:
        super().__init__()
        self.setObjectName(f"{kind}Drafts")
        self._program, self._shell, self._kind = program, shell, kind
        self.setWidgetResizable(True)
        self._inside = QWidget()
        self._inside.setObjectName("panel")
        self._layout = column(self._inside, margin=INSIDE, spacing=0)
        self._layout.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setWidget(self._inside)

    def reload(self) -> None:
        """Read again."""
        clear_layout(self._layout)
        drafts = self._program.drafts.rows(self._kind)
        for draft in drafts:
            self._layout.addWidget(DraftRow(self._program, self._shell, draft))
        if not drafts:
            self._layout.addWidget(EmptyState("pen-line", tr("ui.draft.none")))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
