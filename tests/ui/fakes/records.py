"""Records, drafts, the review queue and what they come to, for a window without a store."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from functools import cache
from typing import Any

from commissioner_app.domain.kind import Move
from commissioner_app.domain.permissions import PhoneView
from commissioner_app.domain.record import Record
from commissioner_app.domain.registry import KINDS
from commissioner_app.errors import InputError
from commissioner_app.services.changes import Changes
from commissioner_app.services.drafts import Draft
from commissioner_app.services.history import FieldChange, HistoryEntry
from commissioner_app.services.listing import ListQuery, RecordRow
from commissioner_app.services.records import Written
from commissioner_app.services.review import ReviewRow
from commissioner_app.services.today import DueItem, Today
from commissioner_app.system.paths import resource_folder
from tests.ui.fakes.sample import ME, records


@cache
def labels() -> dict[tuple[str, str], tuple[str, str]]:
    found = {}
    for path in (resource_folder() / "lists").glob("*.csv"):
        for line in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))):
            if line.get("code"):
                found[(line["list_id"], line["code"])] = (line["zh"], line["en"])
    return found


def row_of(record: Record) -> RecordRow:
    kind = KINDS[record.kind]
    summary = kind.summary(record.answers)
    state = kind.state(record.state)
    tone = state.tone if state else "draft"
    mark = {"draft": "draft", "returned": "returned", "waiting": "waiting"}.get(tone, "received")
    if record.id == "v-1-4":
        mark = "conflict"
    return RecordRow(
        record.id, record.kind, summary.title, summary.subtitle, summary.date, record.state, tone, summary.host,
        summary.county, summary.owner, mark, record.updated_at,  # type: ignore[arg-type]
    )  # fmt: skip


class FakeRecords:
    def __init__(self) -> None:
        self.all: dict[str, Record] = {record.id: record for record in records()}
        self.moved: list[tuple[str, str, str]] = []

    def _found(self, query: ListQuery) -> list[RecordRow]:
        rows = [row_of(r) for r in self.all.values() if r.kind == query.kind and not r.deleted]
        rows = [r for r in rows if not query.states or r.state in query.states]
        rows = [r for r in rows if not query.host or r.host == query.host]
        rows = [r for r in rows if query.waiting is None or (r.mark == "waiting") == query.waiting]
        rows = [r for r in rows if query.text.lower() in (r.title + r.subtitle).lower()]
        return sorted(rows, key=lambda r: str(getattr(r, query.order)), reverse=query.descending)

    def rows(self, query: ListQuery) -> list[RecordRow]:
        return self._found(query)[query.offset : query.offset + query.limit]

    def count(self, query: ListQuery) -> int:
        return len(self._found(query))

    def get(self, id: str) -> Record:  # noqa: A002
        if id not in self.all or self.all[id].deleted:
            raise InputError("record_not_found", id=id)
        return self.all[id]

    def titles(self, ids: list[str]) -> dict[str, str]:
        known = {i: row_of(self.all[i]).title for i in ids if i in self.all}
        return known | {i: "张文斌" for i in ids if i == ME}

    def history(self, id: str) -> list[HistoryEntry]:  # noqa: A002
        change = FieldChange("problem_desc", "存在问题", "冻害", "倒春寒冻害，茶尺蠖零星发生")
        sent = self.get(id).state != "1"
        return [
            HistoryEntry(
                "2", "2026-03-05T10:42:00+08:00", ME, "张文斌", "A7", "changed", "修改", (change,), "", "", sent
            ),
            HistoryEntry("1", "2026-03-04T16:02:00+08:00", ME, "张文斌", "A7", "created", "新建", (), "", "", True),
        ]

    def moves(self, id: str) -> list[Move]:  # noqa: A002
        record = self.get(id)
        return [m for m in KINDS[record.kind].moves if m.source == record.state and "STC" in m.roles]

    def may_write(self, id: str) -> bool:  # noqa: A002
        return self.get(id).state not in KINDS[self.get(id).kind].locked_states

    def phone_view(self, id: str) -> PhoneView:  # noqa: A002
        return "plain"

    def may_create(self, kind: str) -> bool:
        return kind in KINDS

    def move(self, id: str, action: str, reason: str = "") -> Written:  # noqa: A002
        record = self.get(id)
        move = next(m for m in KINDS[record.kind].moves if m.source == record.state and m.action == action)
        self.all[id] = replace(record, state=move.target)
        self.moved.append((id, action, reason))
        return Written(self.all[id], Changes.of("records", (record.kind, id)))

    def delete(self, id: str, reason: str = "") -> Written:  # noqa: A002
        self.all[id] = replace(self.get(id), deleted=True)
        return Written(self.all[id], Changes.of("records", (self.all[id].kind, id)))


class FakeDrafts:
    def __init__(self) -> None:
        made = Draft(
            "d-1", "visit", "visit_tea", "1", "", {}, {"host": "h-1"}, "", "", "2026-03-05T08:12:00+08:00",
            "金寨县云岭茶叶专业合作社 走访",
        )  # fmt: skip
        self.all = {made.id: made}

    def rows(self, kind: str = "") -> list[Draft]:
        return [d for d in self.all.values() if not kind or d.kind == kind]

    def get(self, draft_id: str) -> Draft:
        return self.all[draft_id]

    def start(self, kind: str, **options: Any) -> Draft:
        made = Draft("d-2", kind, kind, "1", options.get("record_id", ""), {}, dict(options.get("answers") or {}),
                     "", "", "2026-03-05T09:30:00+08:00", "")  # fmt: skip
        self.all[made.id] = made
        return made

    def discard(self, draft_id: str) -> Changes:
        del self.all[draft_id]
        return Changes.of("drafts", ("draft", draft_id))


class FakeReview:
    def __init__(self, held: FakeRecords) -> None:
        self._held = held
        self.done: list[tuple[str, str, str]] = []

    def queue(self, kind: str = "") -> list[ReviewRow]:
        found = [r for r in self._held.all.values() if (r.kind, r.state) in (("visit", "1"), ("need", "10"))]
        rows = [(row_of(r), r) for r in found if not kind or r.kind == kind]
        return [
            ReviewRow(
                row.id, row.kind, row.title, row.subtitle, row.date, row.state, row.tone, ME, "张文斌", row.updated_at,
                tuple(m for m in KINDS[r.kind].moves if m.source == r.state and m.action in ("approve", "return")),
            )
            for row, r in rows
        ]  # fmt: skip

    def count(self) -> int:
        return len(self.queue())

    def approve(self, id: str, comment: str = "") -> Written:  # noqa: A002
        self.done.append((id, "approve", comment))
        return self._held.move(id, "approve", comment)

    def send_back(self, id: str, comment: str) -> Written:  # noqa: A002
        self.done.append((id, "return", comment))
        return self._held.move(id, "return", comment)


def today_of(held: FakeRecords, drafts: FakeDrafts) -> Today:
    plans = tuple(row_of(r) for r in held.all.values() if r.kind == "plan")
    returned = tuple(row_of(r) for r in held.all.values() if r.kind == "visit" and r.state == "3")[:2]
    due = (
        DueItem("visit", "v-0-0", "h-1", "复查虫口密度", "金寨县云岭茶叶专业合作社", "2026-03-03", True),
        DueItem("need", "n-0", "h-1", "低温霜冻预警与防控", "时限将到", "2026-03-12", False),
    )
    return Today("2026-03-05", plans, due, tuple(drafts.rows()), returned, 5, 1, 3, 6, 7, 6.5, 4)
