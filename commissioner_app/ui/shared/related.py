"""Records that belong to the one in sight, as lines that lead to them."""

from __future__ import annotations

from collections.abc import Sequence

from commissioner_app.domain.registry import KINDS
from commissioner_app.errors import AppError
from commissioner_app.i18n import tr
from commissioner_app.services.listing import ListQuery, RecordRow
from commissioner_app.services.program import Program
from commissioner_app.ui.shared.dates import day_text
from commissioner_app.ui.shared.detail_parts import LinkRow
from commissioner_app.ui.shared.row_delegate import state_word
from commissioner_app.ui.shared.shell import Shell
from commissioner_app.ui.shared.state_label import StateLabel


def row_link(shell: Shell, row: RecordRow) -> LinkRow:
    """A line for a row of a list, with its state."""
    below = " · ".join(part for part in (day_text(row.date) if row.date else "", row.subtitle) if part)
    word = state_word(row.kind, row.state)
    state = StateLabel(row.tone, word) if word else None
    made = LinkRow(row.title or tr("ui.untitled"), below, state=state, name=f"open.{row.kind}")
    made.opened.connect(lambda: shell.open_record(row.kind, row.id))
    return made


def need_rows(program: Program, shell: Shell, ids: Sequence[str]) -> list[LinkRow]:
    """Lines for the needs of these ids; those that are not on this laptop are left out."""
    return [made for made in (record_link(program, shell, record_id) for record_id in ids) if made is not None]


def record_link(program: Program, shell: Shell, record_id: str) -> LinkRow | None:
    """A line for one record, None where it is not here."""
    try:
        record = program.records.get(record_id)
    except AppError:
        return None
    declared = KINDS[record.kind]
    summary = declared.summary(record.answers)
    state = declared.state(record.state)
    word = state_word(record.kind, record.state)
    label = StateLabel(state.tone, word) if state else None
    made = LinkRow(summary.title or tr("ui.untitled"), summary.subtitle, state=label, name=f"open.{record.kind}")
    made.opened.connect(lambda: shell.open_record(record.kind, record.id))
    return made


def host_rows(program: Program, kind: str, host_id: str, most: int) -> tuple[list[RecordRow], int]:
    """The latest records of a kind at a host, and how many there are."""
    query = ListQuery(kind, host=host_id, order="date", limit=most)
    return program.records.rows(query), program.records.count(query)
