"""What the day asks of this person: plans, things due, what came back, what waits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from commissioner_app.domain.need_states import OPEN_STATES
from commissioner_app.i18n import tr
from commissioner_app.services import words
from commissioner_app.services.conflicts import Conflicts
from commissioner_app.services.desk import Desk
from commissioner_app.services.drafts import Draft, Drafts
from commissioner_app.services.listing import RecordRow, row_of, tone_of
from commissioner_app.services.review import Review
from commissioner_app.store.rows import ListQuery

SHOWN: Final = 20
AHEAD_DAYS: Final = 7
DEADLINE_DAYS: Final = 14
LOOK_BACK: Final = 300
FOLLOWED_UP: Final = frozenset({"FS3", "FS4"})
PAPERS: Final = ("activity", "agreement", "assessment", "evaluation", "contract")
RETURNED: Final = (("visit", ("3",)), ("need", ("25",)), ("host", ("3",)), *((kind, ("3",)) for kind in PAPERS))


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
    """The Today screen. Plans are of today and the coming seven days and what was left undone before; lists are short
    (20 at most)."""

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

    def __init__(self, desk: Desk, drafts: Drafts, conflicts: Conflicts, review: Review) -> None:
        self._desk = desk
        self._drafts = drafts
        self._conflicts = conflicts
        self._review = review

    def summary(self) -> Today:
        """Everything the Today screen shows."""
        store, day = self._desk.store, self._desk.today()
        visits, days = self._month(day)
        return Today(
            day=day,
            plans=tuple(self._plans(day)),
            due=tuple(sorted(self._due(day), key=lambda item: item.due)[:SHOWN]),
            drafts=tuple(self._drafts.rows()[:SHOWN]),
            returned=tuple(self._returned()),
            review=self._review.count(),
            conflicts=self._conflicts.count(),
            waiting_records=sum(store.records.waiting_counts().values()),
            waiting_files=len(store.attachments.waiting()),
            visits_month=visits,
            days_month=days,
            needs_open=self._count("need", tuple(sorted(OPEN_STATES))),
        )

    def counts(self) -> dict[str, int]:
        """What waits for this person, by screen of the rail: today, visits, needs, papers, review, conflicts."""
        store, day = self._desk.store, self._desk.today()
        me = self._desk.session.person_id
        drafts = self._drafts.rows()

        def unfinished(kind: str, returned: tuple[str, ...]) -> int:
            return sum(draft.kind == kind for draft in drafts) + self._count(kind, returned)

        plans = store.records.count(ListQuery("plan", states=("planned",), owner=me, date_to=day))
        return {
            "today": plans,
            "visits": unfinished("visit", ("3",)),
            "needs": unfinished("need", ("25",)),
            "papers": sum(unfinished(kind, ("3",)) for kind in PAPERS),
            "review": self._review.count(),
            "conflicts": self._conflicts.count() + len(self._conflicts.lost_moves()),
        }

    def _count(self, kind: str, states: tuple[str, ...]) -> int:
        return self._desk.store.records.count(ListQuery(kind, states=states, owner=self._desk.session.person_id))

    def _plans(self, day: str) -> Iterator[RecordRow]:
        last = (date.fromisoformat(day) + timedelta(days=AHEAD_DAYS)).isoformat()
        query = ListQuery(
            "plan", states=("planned",), owner=self._desk.session.person_id, date_to=last, descending=False, limit=SHOWN
        )
        for row in self._desk.store.records.list(query):
            yield row_of(row)

    def _returned(self) -> list[RecordRow]:
        me = self._desk.session.person_id
        found = [
            row_of(row)
            for kind, states in RETURNED
            for row in self._desk.store.records.list(ListQuery(kind, states=states, owner=me, limit=SHOWN))
        ]
        return sorted(found, key=lambda row: row.updated_at, reverse=True)[:SHOWN]

    def _month(self, day: str) -> tuple[int, float]:
        """Visits of this month and their service days."""
        query = ListQuery("visit", owner=self._desk.session.person_id, date_from=day[:8] + "01", date_to=day)
        records = self._desk.store.records.records(query)
        days = (record.answers.get("service_days") for record in records)
        return len(records), float(sum(one for one in days if isinstance(one, (int, float))))

    def _due(self, day: str) -> Iterator[DueItem]:
        me = self._desk.session.person_id
        soon = (date.fromisoformat(day) + timedelta(days=AHEAD_DAYS)).isoformat()
        latest: set[str] = set()
        for record in self._desk.store.records.records(ListQuery("visit", owner=me, limit=LOOK_BACK)):
            host = str(record.answers.get("host", ""))
            title = words.kind_of("visit").summary(record.answers).title
            first_of_host = host not in latest
            latest.add(host)
            for item in _follow_ups(record.answers):
                due = str(item.get("due_on", ""))
                if due and due <= soon:
                    text = tr("due.followup", what=str(item.get("what", "")))
                    yield DueItem("visit", record.id, host, title, text, due, due < day)
            promised = str(record.answers.get("next_visit_on", ""))
            # A later visit to the same host has kept the promise.
            if first_of_host and promised and promised <= soon:
                yield DueItem("visit", record.id, host, title, tr("due.next_visit"), promised, promised < day)
        yield from self._due_needs(day)

    def _due_needs(self, day: str) -> Iterator[DueItem]:
        me = self._desk.session.person_id
        soon = (date.fromisoformat(day) + timedelta(days=DEADLINE_DAYS)).isoformat()
        states = tuple(sorted(OPEN_STATES - {"00"}))
        for record in self._desk.store.records.records(ListQuery("need", owner=me, states=states, limit=LOOK_BACK)):
            if tone_of("need", record.state) == "closed":
                continue
            for name, key in (("deadline", "due.deadline"), ("valid_to", "due.valid_to")):
                due = str(record.answers.get(name, ""))
                if due and due <= soon:
                    title, host = str(record.answers.get("need_title", "")), str(record.answers.get("host", ""))
                    yield DueItem("need", record.id, host, title, tr(key), due, due < day)
                    break


def _follow_ups(answers: dict[str, Any]) -> list[dict[str, Any]]:
    """What is left to do of a visit's follow-ups."""
    items = answers.get("followups")
    listed = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    return [item for item in listed if item.get("follow_state") not in FOLLOWED_UP]
