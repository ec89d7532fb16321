"""Three hints for the first days; each goes away once it was followed, all of them when they are not wanted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QFrame

from commissioner_app.i18n import tr
from commissioner_app.services.listing import ListQuery
from commissioner_app.services.program import Program
from commissioner_app.services.today import Today
from commissioner_app.ui.shared.form_layout import button, clear_layout, column, heading, icon_button, row, text
from commissioner_app.ui.shared.glyph import Glyph
from commissioner_app.ui.shared.shell import Shell
from commissioner_app.ui.shared.tokens import BETWEEN, INSIDE

STATE: Final = "hints.done"
FIELD: Final = ("host", "visit", "sync")
OFFICE: Final = ("review", "host", "sync")
OFFICES: Final = ("COUNTY", "CITY", "PROVINCE")
ICONS: Final = {"host": "search", "visit": "footprints", "review": "clipboard-check", "sync": "refresh-cw"}


class Hints(QFrame):
    """Hidden once all hints were followed."""

    def __init__(self, program: Program, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setAccessibleName(tr("today.hints"))
        self._program, self._shell = program, shell
        # An office seldom visits; what it does every day is review.
        self._keys = OFFICE if program.session.has(*OFFICES) else FIELD
        kept = program.preferences.get_state(STATE)
        self._done: set[str] = set(kept) if isinstance(kept, list) else set()
        self._layout = column(self, margin=BETWEEN, spacing=INSIDE)
        self._shown: tuple[str, ...] | None = None

    def refresh(self, summary: Today) -> None:
        """Leave out what was done meanwhile."""
        if summary.visits_month or self._program.records.count(
            ListQuery("visit", owner=self._program.session.person_id, limit=1)
        ):
            self._finish("visit")
        status = self._program.sync.status()
        if self._done & {"visit", "review"} and status.last_complete and not status.waiting_records:
            self._finish("sync")
        if self._program.search.recent(1):
            self._finish("host")
        self._draw()

    def _finish(self, *keys: str) -> None:
        fresh = set(keys) - self._done
        if fresh:
            self._done |= fresh
            done = sorted(self._done)
            self._shell.run_background(lambda: self._program.preferences.set_state(STATE, done), owner=self)

    def _draw(self) -> None:
        left = tuple(key for key in self._keys if key not in self._done)
        if left == self._shown:
            return
        self._shown = left
        clear_layout(self._layout)
        self.setVisible(bool(left))
        if not left:
            return
        head = row(spacing=INSIDE)
        head.addWidget(heading(tr("today.hints"), 3), 1)
        away = icon_button("x", tr("today.hints.away"), name="hintsAway")
        away.clicked.connect(self._away)
        head.addWidget(away)
        self._layout.addLayout(head)
        acts: dict[str, Callable[[], None]] = {
            "host": lambda: self._shell.open("hosts"),
            "visit": lambda: self._shell.start_form("visit"),
            "review": self._review,
            "sync": self._shell.sync_now,
        }
        for key in left:
            line_of = row(spacing=INSIDE)
            line_of.addWidget(Glyph(ICONS[key], "accent"))
            line_of.addWidget(text(tr(f"today.hint.{key}")), 1)
            go = button(tr(f"today.hint.{key}.act"), name=f"hint.{key}", flat=True)
            go.clicked.connect(lambda _c=False, k=key: acts[k]())
            line_of.addWidget(go)
            self._layout.addLayout(line_of)

    def _review(self) -> None:
        self._finish("review")
        self._draw()
        self._shell.open("review")

    def _away(self) -> None:
        self._finish(*self._keys)
        self._draw()
