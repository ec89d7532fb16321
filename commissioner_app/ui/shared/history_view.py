"""The history of a record: who, when, on which laptop, what changed."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from commissioner_app.i18n import sentence, tr
from commissioner_app.services.history import FieldChange, HistoryEntry
from commissioner_app.services.program import Program
from commissioner_app.ui.shared.dates import moment_text
from commissioner_app.ui.shared.form_layout import column, row, text
from commissioner_app.ui.shared.state_label import StateLabel
from commissioner_app.ui.shared.tokens import BETWEEN, HAIR

LONGEST = 60
MOST = 30


def change_text(change: FieldChange) -> str:
    """A changed field: its label, the value before where it is known, the value after."""
    new = _short(change.new)
    old = _short(change.old)
    if old and new:
        return tr("ui.history.changed", label=change.label, old=old, new=new)
    return tr("ui.history.set", label=change.label, new=new) if new else tr("ui.history.emptied", label=change.label)


def _short(value: object) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, list):
        return tr("ui.history.items", n=len(value))
    words = " ".join(str(value).split())
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"


class HistoryView(QWidget):
    """The latest steps first."""

    def __init__(self, program: Program, record_id: str, today: date) -> None:
        super().__init__()
        self.setObjectName("historyView")
        layout = column(self, spacing=BETWEEN)
        for step in program.records.history(record_id)[:MOST]:
            layout.addWidget(self._step(step, today))

    def _step(self, step: HistoryEntry, today: date) -> QWidget:
        holder = QWidget()
        layout = column(holder, spacing=HAIR)
        head = row(spacing=BETWEEN)
        who = step.who_name or tr("ui.history.somebody")
        place = tr("ui.history.device", device=step.device) if step.device else ""
        head.addWidget(text(sentence(f"{moment_text(step.at, today)}  {who}  {step.text}"), wrap=False), 1)
        sent = ("ok", tr("ui.mark.received")) if step.sent else ("waiting", tr("ui.mark.waiting"))
        head.addWidget(StateLabel(*sent))
        layout.addLayout(head)
        words = [change_text(change) for change in step.fields[:8]]
        if len(step.fields) > 8:
            words.append(tr("ui.history.more", n=len(step.fields) - 8))
        if step.reason:
            words.insert(0, tr("ui.history.reason", reason=step.reason))
        if place:
            words.append(place)
        if words:
            layout.addWidget(text("\n".join(words), muted=True))
        return holder
