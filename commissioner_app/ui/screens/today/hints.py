"""Three hints for the first days; each goes away once it was followed, all of them when they are not wanted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QFrame, QLabel

from commissioner_app.i18n import tr
from commissioner_app.services.listing import ListQuery
from commissioner_app.services.program import Program
from commissioner_app.services.today import Today
from commissioner_app.ui.shared.form_layout import button, clear_layout, column, heading, icon_button, row, text
from commissioner_app.ui.shared.icons import icon
from commissioner_app.ui.shared.shell import Shell
from commissioner_app.ui.shared.tokens import BETWEEN, INSIDE

STATE: Final = "hints.done"
KEYS: Final = ("host", "visit", "sync")
ICONS: Final = {"host": "search", "visit": "footprints", "sync": "refresh-cw"}


class Hints(QFrame):
    """Hidden once all hints were followed."""

    def __init__(self, program: Program, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setAccessibleName(tr("today.hints"))
        self._program, self._shell = program, shell
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
        if "visit" in self._done and status.last_complete and not status.waiting_records:
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
        left = tuple(key for key in KEYS if key not in self._done)
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
            "sync": self._shell.sync_now,
        }
        for key in left:
            line_of = row(spacing=INSIDE)
            glyph = QLabel()
            glyph.setPixmap(icon(ICONS[key], "accent").pixmap(18, 18))
            line_of.addWidget(glyph)
            line_of.addWidget(text(tr(f"today.hint.{key}")), 1)
            go = button(tr(f"today.hint.{key}.act"), name=f"hint.{key}", flat=True)
            go.clicked.connect(lambda _c=False, k=key: acts[k]())
            line_of.addWidget(go)
            self._layout.addLayout(line_of)

    def _away(self) -> None:
        self._finish(*KEYS)
        self._draw()
