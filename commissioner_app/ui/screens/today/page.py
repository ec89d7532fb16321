"""Today: what is planned, what was begun, what is due, what came back, what waits to be sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QVBoxLayout, QWidget

from commissioner_app.i18n import tr
from commissioner_app.services.drafts import Draft
from commissioner_app.services.listing import RecordRow
from commissioner_app.services.program import Program
from commissioner_app.services.sync_words import waiting_text
from commissioner_app.services.today import DueItem, Today
from commissioner_app.ui.screens.today.hints import Hints
from commissioner_app.ui.screens.today.parts import Section, figures, plan_row
from commissioner_app.ui.shared.dates import day_text, moment_text, parse_day, weekday_and_day
from commissioner_app.ui.shared.detail_parts import LinkRow
from commissioner_app.ui.shared.form_layout import clear_layout, column, text
from commissioner_app.ui.shared.fresh_page import FreshPage
from commissioner_app.ui.shared.page_header import PageHeader
from commissioner_app.ui.shared.related import row_link
from commissioner_app.ui.shared.shell import Shell
from commissioner_app.ui.shared.state_label import StateLabel
from commissioner_app.ui.shared.tokens import AROUND, BETWEEN

ONE_COLUMN_BELOW = 61
"""Chinese characters across: narrower, or with larger text, the columns go below each other."""
MOST_SHOWN = 6


class Page(FreshPage):
    """The first screen of the day."""

    def __init__(self, program: Program, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("todayPage")
        self._program, self._shell = program, shell
        self.header = PageHeader(tr("today.title"))
        if program.records.may_create("visit"):
            new = self.header.set_primary(tr("visit.new"), "plus", "newVisit")
            new.clicked.connect(lambda: shell.start_form("visit"))
        self._hints = Hints(program, shell)
        self._figures: QVBoxLayout = column()
        self._left: QVBoxLayout = column(spacing=AROUND)
        self._right: QVBoxLayout = column(spacing=AROUND)
        self._build()
        shell.changes.changed.connect(self.has_changed)
        self.refresh()

    def _build(self) -> None:
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(AROUND + BETWEEN)
        self._columns.addLayout(self._left, 3)
        self._columns.addLayout(self._right, 2)
        inside = QWidget()
        layout = column(inside, spacing=BETWEEN)
        layout.setContentsMargins(AROUND, 0, AROUND, AROUND)
        layout.addLayout(self._figures)
        layout.addWidget(self._hints)
        layout.addLayout(self._columns)
        layout.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inside)
        whole = column(self, spacing=0)
        whole.addWidget(self.header)
        whole.addWidget(self._scroll, 1)

    def resizeEvent(self, event: Any) -> None:  # noqa: N802
        super().resizeEvent(event)
        narrow = self.width() < ONE_COLUMN_BELOW * self.fontMetrics().horizontalAdvance("中")
        self._columns.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)

    def refresh(self) -> None:
        """Read the day again."""
        summary = self._program.today.summary()
        day = parse_day(summary.day)
        greeting = tr(self._greeting_key(), name=self._program.session.display)
        when = weekday_and_day(day) if day else summary.day
        self.header.title.setText(greeting)
        clear_layout(self._figures)
        self._figures.addWidget(text(when, muted=True))
        self._figures.addWidget(figures(summary))
        self._fill(summary)
        self._hints.refresh(summary)

    def _greeting_key(self) -> str:
        hour = self._program.desk.clock.now().hour
        return "today.morning" if hour < 12 else "today.afternoon" if hour < 18 else "today.evening"

    # -- sections

    def _fill(self, summary: Today) -> None:
        clear_layout(self._left)
        clear_layout(self._right)
        # What was begun comes first: after a crash or an empty battery this is what the person looks for.
        self._drafts(summary.drafts)
        self._review(summary.review)
        self._plans(summary)
        self._due(summary.due)
        self._returned(summary.returned)
        self._waiting(summary)
        self._left.addStretch(1)
        self._right.addStretch(1)

    def _plans(self, summary: Today) -> None:
        today = [plan for plan in summary.plans if plan.date <= summary.day]
        later = [plan for plan in summary.plans if plan.date > summary.day]
        section = Section(tr("today.plans"), "calendar-days", tr("today.plans.none"), "todayPlans")
        for plan in today:
            section.add(plan_row(self._program, self._shell, plan, summary.day))
        self._left.addWidget(section)
        if later:
            week = Section(tr("today.week"), "calendar", "", "todayWeek")
            for plan in later[:MOST_SHOWN]:
                week.add(plan_row(self._program, self._shell, plan, summary.day))
            self._left.addWidget(week)

    def _drafts(self, drafts: Sequence[Draft]) -> None:
        if not drafts:
            return
        section = Section(tr("today.drafts"), "pen-line", "", "todayDrafts")
        now = self._program.desk.clock.now().date()
        for draft in drafts[:MOST_SHOWN]:
            saved = tr("ui.draft.saved", when=moment_text(draft.updated_at, now))
            made = LinkRow(
                draft.title or tr(f"{draft.kind}.draft"), saved, state=StateLabel("draft", tr("ui.mark.draft")),
                name="continueDraft",
            )  # fmt: skip
            made.opened.connect(lambda d=draft: self._shell.start_form(d.kind, d.record_id, draft_id=d.id))
            section.add(made)
        self._left.addWidget(section)

    def _due(self, items: Sequence[DueItem]) -> None:
        now = self._program.desk.clock.now()
        section = Section(tr("today.due"), "clock", tr("today.due.none"), "todayDue")
        for item in items[:MOST_SHOWN]:
            day = day_text(item.due, short_year=now.year)
            state = StateLabel("attention", tr("today.overdue", day=day)) if item.overdue else text(day, muted=True)
            made = LinkRow(item.title, item.text, state=state, name="dueItem")
            made.opened.connect(lambda i=item: self._shell.open_record(i.kind, i.id))
            section.add(made)
        self._right.addWidget(section)

    def _returned(self, rows: Sequence[RecordRow]) -> None:
        if not rows:
            return
        section = Section(tr("today.returned"), "corner-up-left", "", "todayReturned")
        for row in rows[:MOST_SHOWN]:
            section.add(row_link(self._shell, row))
        self._right.addWidget(section)

    def _review(self, count: int) -> None:
        if not count or not self._shell.can_open("review"):
            return
        section = Section(tr("review.title"), "clipboard-check", "", "todayReview")
        waiting = LinkRow(tr("today.review", n=count), name="openReview")
        waiting.opened.connect(lambda: self._shell.open("review"))
        section.add(waiting)
        self._left.addWidget(section)

    def _waiting(self, summary: Today) -> None:
        section = Section(tr("today.waiting"), "cloud-upload", "", "todayWaiting")
        words = waiting_text(self._program.sync.status())
        made = LinkRow(words, name="openSync")
        made.opened.connect(lambda: self._shell.open("sync"))
        section.add(made)
        if summary.conflicts:
            conflicts = LinkRow(
                tr("today.conflicts", n=summary.conflicts),
                state=StateLabel("attention", tr("ui.mark.conflict")),
                name="openConflicts",
            )
            conflicts.opened.connect(lambda: self._shell.open("conflicts"))
            section.add(conflicts)
        self._right.addWidget(section)
