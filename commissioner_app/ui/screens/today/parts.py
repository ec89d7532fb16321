"""Parts of the Today screen: a section with a heading, the figures of the month, a plan with its start button."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from commissioner_app.i18n import tr
from commissioner_app.services.listing import RecordRow
from commissioner_app.services.program import Program
from commissioner_app.services.today import Today
from commissioner_app.ui.shared.dates import day_text
from commissioner_app.ui.shared.detail_parts import LinkRow
from commissioner_app.ui.shared.form_layout import button, column, heading, row, text
from commissioner_app.ui.shared.glyph import Glyph
from commissioner_app.ui.shared.shell import Shell
from commissioner_app.ui.shared.tokens import BETWEEN, HAIR, INSIDE
from commissioner_app.ui.shared.values import number_text


class Section(QFrame):
    """A heading with an icon, and lines below; says what is missing when it has none."""

    def __init__(self, title: str, icon_name: str, nothing: str, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        layout: QVBoxLayout = column(self, spacing=INSIDE)
        head = row(spacing=INSIDE)
        head.addWidget(Glyph(icon_name, "muted"))
        head.addWidget(heading(title, 3), 1)
        layout.addLayout(head)
        frame = QFrame()
        frame.setObjectName("card")
        self._lines: QVBoxLayout = column(frame, margin=HAIR, spacing=0)
        self._nothing = text(nothing, muted=True)
        self._nothing.setContentsMargins(INSIDE, 6, INSIDE, 6)
        self._nothing.setVisible(bool(nothing))
        self._lines.addWidget(self._nothing)
        layout.addWidget(frame)

    def add(self, widget: QWidget) -> None:
        """One more line."""
        self._nothing.hide()
        self._lines.addWidget(widget)


def figures(summary: Today) -> QWidget:
    """The month in three numbers."""
    holder = QWidget()
    holder.setObjectName("todayFigures")
    layout = row(holder, spacing=BETWEEN * 2)
    for key, value in (
        ("today.visits_month", str(summary.visits_month)),
        ("today.days_month", number_text(float(summary.days_month))),
        ("today.needs_open", str(summary.needs_open)),
    ):
        cell = column(spacing=0)
        number = heading(value, 1)
        number.setWordWrap(False)
        cell.addWidget(number)
        cell.addWidget(text(tr(key), muted=True, wrap=False))
        layout.addLayout(cell)
    layout.addStretch(1)
    return holder


def plan_row(program: Program, shell: Shell, plan: RecordRow, today: str) -> QWidget:
    """A plan: opens when clicked, starts its visit with the button."""
    holder = QWidget()
    layout = row(holder, spacing=INSIDE)
    layout.setContentsMargins(0, 0, INSIDE, 0)
    when = "" if plan.date == today else day_text(plan.date, short_year=int(today[:4]))
    link = LinkRow(plan.title, " · ".join(p for p in (when, plan.subtitle) if p), name="planRow", arrow=False)
    link.opened.connect(lambda: shell.open_record("plan", plan.id))
    layout.addWidget(link, 1)
    if program.records.may_create("visit"):
        start = button(tr("plan.start"), "play", name="startVisit")
        start.clicked.connect(lambda: _start(program, shell, plan))
        layout.addWidget(start)
    return holder


def _start(program: Program, shell: Shell, plan: RecordRow) -> None:
    answers = program.records.get(plan.id).answers
    known = {k: answers[k] for k in ("host", "host_name", "county", "purpose") if answers.get(k)}
    shell.start_form("visit", answers=known)
