"""What the day asks of this person: plans, things due, what came back, what waits."""

from __future__ import annotations

from dataclasses import dataclass

from commissioner_app.services.desk import Desk
from commissioner_app.services.drafts import Draft
from commissioner_app.services.listing import RecordRow


@dataclass(frozen=True, slots=True)
class DueItem:
    """Something with a date: a follow-up or a next visit promised in a visit, or a need whose deadline nears."""

    kind: str
    id: str
    host: str
    title: str
    text: str
    due: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class Today:
    """The Today screen. Plans are of today and the coming seven days; lists are short (20 at most)."""

    day: str
    plans: tuple[RecordRow, ...]
    due: tuple[DueItem, ...]
    drafts: tuple[Draft, ...]
    returned: tuple[RecordRow, ...]
    review: int
    conflicts: int
    waiting_records: int
    waiting_files: int
    visits_month: int
    days_month: float
    needs_open: int


class TodayService:
    """Summaries of the day."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def summary(self) -> Today:
        """Everything the Today screen shows."""
        raise NotImplementedError

    def counts(self) -> dict[str, int]:
        """What waits for this person, by screen of the rail: today, visits, needs, review, sync."""
        raise NotImplementedError
