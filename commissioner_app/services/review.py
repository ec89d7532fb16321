"""What waits for a leader or an office: approve, or send back with a comment (domain.md 1.7, 4.9, 4.10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from commissioner_app.domain.kind import Kind, Move
from commissioner_app.domain.permissions import is_own, may_read, moves_for
from commissioner_app.domain.record import Record
from commissioner_app.domain.registry import KINDS
from commissioner_app.errors import InputError
from commissioner_app.services import words
from commissioner_app.services.desk import Desk
from commissioner_app.services.listing import tone_of
from commissioner_app.services.records import Records, Written
from commissioner_app.services.words import Wording
from commissioner_app.store.rows import ListQuery

DECISIONS: Final = frozenset({"approve", "return", "refuse", "reject", "desensitise", "publish", "push"})
FORWARD: Final = ("approve", "desensitise", "publish")
MOST: Final = 1000


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A record that waits for this person. ``writer_name`` "" where the person is not on this laptop."""

    id: str
    kind: str
    title: str
    subtitle: str
    date: str
    state: str
    tone: str
    writer: str
    writer_name: str
    submitted_at: str
    moves: tuple[Move, ...]


class Review:
    """The review queue of this person."""

    def __init__(self, desk: Desk, records: Records, wording: Wording) -> None:
        self._desk = desk
        self._records = records
        self._wording = wording

    def queue(self, kind: str = "") -> list[ReviewRow]:
        """Records that this person may approve, send back or publish, the longest waiting first."""
        found: list[ReviewRow] = []
        for declared in (words.kind_of(kind),) if kind else KINDS.values():
            states = self._states(declared)
            if not states:
                continue
            query = ListQuery(declared.name, states=states, order="updated_at", descending=False, limit=MOST)
            for record in self._desk.store.records.records(query):
                moves = self._moves(declared, record)
                if moves:
                    found.append(self._row(declared, record, moves))
        return sorted(found, key=lambda row: row.submitted_at)

    def count(self) -> int:
        """How many records wait for this person. An office reviews all it holds, so its records are only counted."""
        if not self._desk.session.has("COUNTY", "CITY", "PROVINCE"):
            return len(self.queue()) if any(self._states(kind) for kind in KINDS.values()) else 0
        counted = ((kind.name, self._states(kind)) for kind in KINDS.values())
        return sum(self._desk.store.records.count(ListQuery(name, states=states)) for name, states in counted if states)

    def approve(self, id: str, comment: str = "") -> Written:  # noqa: A002
        """The step forward that waits: approve, for a need also de-identify and publish. Raises ``InputError`` bad_move."""
        actions = {move.action for move in self._records.moves(id)}
        action = next((one for one in FORWARD if one in actions), "approve")
        return self._records.move(id, action, comment)

    def send_back(self, id: str, comment: str) -> Written:  # noqa: A002
        """Return with a comment that the writer reads. Raises ``InputError`` reason_required, bad_move."""
        if not comment.strip():
            raise InputError("reason_required")
        return self._records.move(id, "return", comment)

    def decide(self, id: str, action: str, comment: str = "") -> Written:  # noqa: A002
        """Any other decision of the row's ``moves`` (refuse, reject, push …)."""
        return self._records.move(id, action, comment)

    def _states(self, kind: Kind) -> tuple[str, ...]:
        """States in which records of a kind wait for a decision of this person's roles."""
        roles = self._desk.session.roles
        waiting = {
            move.source
            for move in kind.moves
            if move.action in DECISIONS and move.roles & roles and tone_of(kind.name, move.source) == "waiting"
        }
        # An accepted need goes on to be de-identified by an office; for everybody else it is done.
        if kind.name == "need" and self._desk.session.has("COUNTY", "CITY", "PROVINCE"):
            waiting.add("20")
        return tuple(sorted(waiting))

    def _moves(self, kind: Kind, record: Record) -> tuple[Move, ...]:
        facts = self._desk.facts()
        if not may_read(kind, record.answers, record.state, facts):
            return ()
        if record.answers.get("writer") == facts.person_id and not self._desk.session.has("COUNTY", "CITY", "PROVINCE"):
            return ()  # nobody reviews their own work
        moves = moves_for(kind, record.state, facts.roles, is_own(record.answers, facts))
        return tuple(move for move in moves if move.action in DECISIONS)

    def _row(self, kind: Kind, record: Record, moves: tuple[Move, ...]) -> ReviewRow:
        summary = kind.summary(record.answers)
        writer = str(record.answers.get("writer", ""))
        return ReviewRow(
            id=record.id,
            kind=kind.name,
            title=summary.title,
            subtitle=summary.subtitle,
            date=summary.date,
            state=record.state,
            tone=tone_of(kind.name, record.state),
            writer=writer,
            writer_name=self._wording.title(writer),
            submitted_at=record.updated_at,
            moves=moves,
        )
