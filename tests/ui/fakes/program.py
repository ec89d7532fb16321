"""A program without a store, for tests of single parts of the window and for looking at it: same calls, fixed records."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from commissioner_app.domain.codelists import Item
from commissioner_app.domain.kind import Move
from commissioner_app.domain.permissions import PhoneView
from commissioner_app.domain.record import Record
from commissioner_app.domain.registry import KINDS
from commissioner_app.errors import EnvironmentFault, InputError
from commissioner_app.services.backup import BackupRow, CheckResult
from commissioner_app.services.bundles import CarriedRow, Waiting
from commissioner_app.services.changes import Changes
from commissioner_app.services.conflicts import ConflictRow, Decision, LostMove, Outcome
from commissioner_app.services.drafts import Draft
from commissioner_app.services.forms import FormRow
from commissioner_app.services.history import FieldChange, HistoryEntry
from commissioner_app.services.listing import ListQuery, RecordRow
from commissioner_app.services.lists import shipped
from commissioner_app.services.matching import Fit
from commissioner_app.services.network import AuthorityRow
from commissioner_app.services.openrosa import FormLine
from commissioner_app.services.openrosa_links import Server, server_of
from commissioner_app.services.openrosa_results import FetchedForm, Sent
from commissioner_app.services.publishing import Trial, VersionRow
from commissioner_app.services.records import Written
from commissioner_app.services.reports import ReportKind
from commissioner_app.services.rescue import Rescued
from commissioner_app.services.review import ReviewRow
from commissioner_app.services.search import Hit
from commissioner_app.services.session import Session
from commissioner_app.services.sync import Progress, SyncLine, SyncRun, SyncStatus
from commissioner_app.services.today import DueItem, Today
from commissioner_app.settings import SETTINGS
from commissioner_app.store.platform_rows import SubmissionNote
from commissioner_app.system.paths import resource_folder
from tests.ui.fakes.sample import ME, records

NOW = datetime(2026, 3, 5, 9, 30, tzinfo=timezone(timedelta(hours=8)))


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


class FakePreferences:
    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.states: dict[str, Any] = {}

    def get(self, key: str) -> Any:
        return self.values.get(key, SETTINGS[key].default)

    def set(self, key: str, value: Any) -> None:
        self.values[key] = value

    def get_state(self, name: str) -> Any:
        return self.states.get(name)

    def set_state(self, name: str, value: Any) -> None:
        self.states[name] = value


class FakeSync:
    def __init__(self) -> None:
        self.running = False
        self.metered = False
        self.there = False
        self.anyway: list[bool] = []
        self.passwords: list[str] = []
        self.stands = SyncStatus(
            {"visit": 2, "need": 1},
            6,
            1,
            "2026-03-04T18:40:00+08:00",
            "",
            online=False,
            refused=1,
            waiting_bytes=1_900_000,
        )
        self.result: dict[str, Any] | None = None
        self.changes = Changes.of("sync")
        self.fails = False
        self.run_count = 0

    def run(self, password: str = "", *, files_anyway: bool = True) -> Iterator[Progress]:
        self.run_count += 1
        self.passwords.append(password)
        self.anyway.append(files_anyway)
        for done in range(3):
            yield Progress("push", "ui.status.running", {}, done, 3)
        if self.fails:
            raise EnvironmentFault("server_unreachable")
        self.result = {"pushed": 2, "pulled": 5, "merged": 0, "conflicts": 0, "seconds": 1.2}
        self.changes = Changes.of("sync", ("visit", ""))

    def status(self) -> SyncStatus:
        return self.stands

    def look(self) -> bool:
        return self.there

    def stop(self) -> None:
        pass

    def traffic(self) -> tuple[int, int]:
        return 12_000, 34_000

    def retry_after(self) -> float:
        return 0.0

    def not_before(self) -> str:
        return ""

    def runs(self, limit: int = 50) -> list[SyncRun]:
        return [
            SyncRun("2026-03-05T09:20:00+08:00", 0, 0, 0, 420, 510, 30.2, "server_unreachable"),
            SyncRun("2026-03-04T18:40:00+08:00", 4, 31, 1, 1_900_000, 48_000, 12.4),
        ]

    def lines(self, limit: int = 200) -> list[SyncLine]:
        sent = SyncLine("visit", "v-0-0", "金寨县云岭茶叶专业合作社", "record", "received", "2026-03-05T10:42:00+08:00")
        return [
            SyncLine("visit", "v-1-1", "金寨县青石沟家庭农场", "record", "waiting", ""),
            SyncLine("visit", "v-1-1", "冻害嫩芽近景.jpg", "file", "sending", ""),
            SyncLine("visit", "v-1-4", "金寨县青石沟家庭农场", "record", "conflict", ""),
            SyncLine("need", "n-4", "夏秋茶机采改造", "record", "refused", "", "not_allowed"),
            *(replace(sent, id=f"v-{n % 4}-0") for n in range(limit // 10)),
        ]


CONFLICT = ConflictRow(
    "visit", "v-1-4", "金寨县青石沟家庭农场", "c-1", "advice_given", "技术指导意见", "轻修剪", "轻修剪后喷施叶面肥",
    "轻修剪后喷施叶面肥，五日后复查", "李敏", "2026-03-04T17:05:00+08:00", "重修剪", "重修剪，结合清园，悬挂黄板",
    "张文斌", "2026-03-04T16:40:00+08:00", True,
)  # fmt: skip


class FakeConflicts:
    def __init__(self) -> None:
        self.open = [CONFLICT]
        self.resolved: list[tuple[str, str, Any]] = []
        self.refused: set[str] = set()
        self.lost: list[LostMove] = []

    def rows(self, record_id: str = "") -> list[ConflictRow]:
        return [c for c in self.open if not record_id or c.record_id == record_id]

    def count(self) -> int:
        return len(self.open)

    def lost_moves(self) -> list[LostMove]:
        return self.lost

    def read_lost(self, ids: list[str]) -> Changes:
        self.lost = [one for one in self.lost if one.id not in ids]
        return Changes.of("conflicts", ("notice", ""))

    def decide(self, decisions: list[Decision]) -> Outcome:
        taken = [one for one in decisions if one.conflict_id not in self.refused]
        failed = tuple((one, InputError("record_locked", state="通过")) for one in decisions if one not in taken)
        self.resolved += [(one.conflict_id, one.choice, one.value) for one in taken]
        decided = {one.conflict_id for one in taken}
        self.open = [c for c in self.open if c.id not in decided]
        changes = Changes.of("records", *(("visit", one.record_id) for one in taken))
        return Outcome(changes, (), len(taken), failed)


def _items(list_id: str) -> list[Item]:
    """The items of a list that ships with the program."""
    found = shipped().get(list_id)
    return list(found.items) if found else []


class FakeNetwork:
    def __init__(self) -> None:
        self.held: list[AuthorityRow] = []
        self.address = ""
        self.fails = ""

    def authorities(self) -> list[AuthorityRow]:
        return self.held

    def add_authorities(self, path: Path) -> list[AuthorityRow]:
        if "bad" in path.name:
            raise InputError("ca_not_authority", subject=path.stem)
        self.held = [AuthorityRow("金寨县政务内网根证书（示例）", "2031-05-01T00:00:00+00:00", "AB:" * 31 + "CD")]
        return self.held

    def remove_authorities(self) -> None:
        self.held = []

    def set_proxy_address(self, typed: str) -> str:
        if " " in typed:
            raise InputError("bad_proxy_address")
        self.address = f"http://{typed}"
        return self.address

    def try_it(self, typed: str | None = None) -> float:
        if self.fails:
            raise EnvironmentFault(self.fails, today="2026-03-05")
        return 0.2


class FakeRescue:
    def __init__(self) -> None:
        self.written: list[Path] = []

    def export(self, folder: Path) -> Rescued:
        self.written.append(folder)
        return Rescued(folder / "unsent", 3, 6)


class FakeBundles:
    """One stick that was carried, and two files that were handed over."""

    def __init__(self) -> None:
        self.ready = False
        self.result: dict[str, Any] | None = None
        self.changes = Changes.of("bundle")
        self.taken: list[Path] = []
        self.written: list[tuple[Path, int]] = []

    def waiting(self) -> Waiting:
        return Waiting(records=3, files=6, carried=2, receipts=0, ready=self.ready)

    def carried(self) -> list[CarriedRow]:
        return [
            CarriedRow("b1", "p2", "陈禾", 4, 2, 0, 90_000, "waiting", "", "2026-03-06T08:00:00+08:00"),
            CarriedRow("b2", "p3", "", 0, 1, 2, 40_000, "refused", "bundle_revoked", "2026-03-01T08:00:00+08:00"),
        ]

    def brought_by(self, record_id: str) -> str:
        return ""

    def export(self, target: Path, max_size: int = 0) -> Iterator[Progress]:
        yield Progress("bundle", "bundle.step.gathering")
        self.written.append((target, max_size))
        self.result = {"parts": [str(target)], "records": 3, "files": 6}

    def take_over(self, file: Path) -> Iterator[Progress]:
        yield Progress("bundle", "bundle.step.checking")
        self.taken.append(file)
        receipts = dict.fromkeys(("accepted", "merged", "refused", "conflicts", "files", "for_others"), 0)
        self.result = {"from": ["陈禾"], "records": 4, "files": 1, "pieces": {"missing": {}}, "receipts": receipts}


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


class FakeLinks:
    def __init__(self) -> None:
        self.held: list[Server] = []
        self.passwords: dict[str, str] = {}
        self.on: dict[str, str] = {}

    def servers(self) -> list[Server]:
        return self.held

    def linked(self) -> dict[str, Server]:
        return {form: one for form, where in self.on.items() for one in self.held if one.id == where}

    def set_up(self, address: str, account: str = "", password: str = "") -> tuple[Server, bool]:
        server, key = server_of(address, account)
        self.held = [one for one in self.held if one.id != server.id] + [server]
        self.passwords[server.id] = key or password
        return server, True

    def link(self, form_id: str, server_id: str) -> None:
        self.on[form_id] = server_id

    def forget(self, server_id: str) -> None:
        self.held = [one for one in self.held if one.id != server_id]


class FakeOpenRosa:
    def __init__(self) -> None:
        self.links = FakeLinks()
        self.fetched: list[FetchedForm] = []
        self.sent = Sent()
        self.changes = Changes.of("openrosa")
        self.tested: list[tuple[str, str, str]] = []

    def in_use(self) -> bool:
        return True

    def lines(self) -> list[FormLine]:
        linked = self.links.linked()
        known = (
            ("household@1", "农户基本情况调查", True),
            ("visit", "走访记录", False),
            ("host", "服务对象登记", False),
        )
        return [
            FormLine(
                form, title, linked[form].id if form in linked else "", linked[form].name if form in linked else "",
                fetched, 2 if form in linked else 0, int(fetched), "2026-03-05T08:10:00+08:00" if fetched else "",
            )
            for form, title, fetched in known
        ]  # fmt: skip

    def test(self, address: str, account: str = "", password: str = "") -> int:
        self.tested.append((address, account, password))
        if password == "wrong":
            raise EnvironmentFault("openrosa_sign_in")
        return 3

    def fetch(self, server_id: str, form_ids: Sequence[str] = ()) -> Iterator[Progress]:
        yield Progress("openrosa", "openrosa.progress.list")
        self.links.link("household@1", server_id)
        self.fetched = [FetchedForm("household@1", "household", "3", "农户基本情况调查", "new")]

    def send(self, form_id: str = "", *, by_hand: bool = True) -> Iterator[Progress]:
        yield Progress("openrosa", "openrosa.progress.send", {"done": 0, "total": 2}, 0, 2)
        self.sent = Sent(sent=2)

    def of_record(self, record_id: str) -> list[SubmissionNote]:
        return []


class FakeUndo:
    def last(self) -> str:
        return ""

    def undo(self) -> Any:
        raise InputError("nothing_to_undo")


def today_of(held: FakeRecords, drafts: FakeDrafts) -> Today:
    plans = tuple(row_of(r) for r in held.all.values() if r.kind == "plan")
    returned = tuple(row_of(r) for r in held.all.values() if r.kind == "visit" and r.state == "3")[:2]
    due = (
        DueItem("visit", "v-0-0", "h-1", "复查虫口密度", "金寨县云岭茶叶专业合作社", "2026-03-03", True),
        DueItem("need", "n-0", "h-1", "低温霜冻预警与防控", "时限将到", "2026-03-12", False),
    )
    return Today("2026-03-05", plans, due, tuple(drafts.rows()), returned, 5, 1, 3, 6, 7, 6.5, 4)


def picture() -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.linear_gradient("L").resize((320, 240)).convert("RGB").save(out, "JPEG")
    return out.getvalue()


VERSIONS = [
    VersionRow("visit", "2", "visit", "走访记录", "current", "2026-03-01T08:00:00Z", 128, 3),
    VersionRow("visit", "1", "visit", "走访记录", "older", "2026-01-01T08:00:00Z", 40, 0),
]


def trial_of(form_id: str, version: str) -> Trial:
    return Trial(Path(f"{form_id}-{version}"), ())


def make_program(roles: frozenset[str] = frozenset({"STC", "LEAD"})) -> Any:
    """Everything that ``services.program.Program`` has and the window asks."""
    held, drafts = FakeRecords(), FakeDrafts()
    fits = [
        Fit("r-1", "茶树冻害防控专家团队", "安徽农业大学（示例）", 0.82, ("品种与冻害相符", "服务本县")),
        Fit("r-2", "山地小气候监测预警成果", "省农科院（示例）", 0.64, ("关键词：霜冻、预警",)),
    ]
    hits = [Hit("host", "h-1", "金寨县云岭茶叶专业合作社", "响洪甸村", "", "received"),
            Hit("visit", "v-0-0", "金寨县云岭茶叶专业合作社", "倒春寒冻害", "2026-03-05", "waiting")]  # fmt: skip
    counts: Mapping[str, int] = {"today": 3, "visits": 2, "review": 5, "conflicts": 1}
    return SimpleNamespace(
        desk=SimpleNamespace(clock=SimpleNamespace(now=lambda: NOW), folder=Path("/profile")),
        session=Session(ME, "张文斌", "金寨县农业技术推广中心（示例）", "", "dev", "A7", roles=roles, county="341524"),
        account=SimpleNamespace(
            folder=lambda: Path("/profile"), server=lambda: "https://sync.example.cn", forget=lambda: None,
            change_password=lambda old, new: None, unlocks=lambda p: p == "right", remember=lambda p: True,
            remembers=lambda: False,
        ),
        records=held,
        drafts=drafts,
        attachments=SimpleNamespace(
            thumbnail=lambda name: picture(), read=lambda name: picture(), of=lambda record: []
        ),
        search=SimpleNamespace(
            find=lambda text, kinds=(), limit=20: hits, recent=lambda limit=8: hits[:1], opened=lambda kind, record_id: None
        ),
        forms=SimpleNamespace(
            reload=lambda: None,
            definition=lambda form_id, version="": None,
            rows=lambda kind="": [FormRow("household@1", "3", "survey", "农户基本情况调查")] if kind == "survey" else [],
        ),
        publishing=SimpleNamespace(rows=lambda: VERSIONS, may_publish=lambda: False, published_form=trial_of),
        lists=SimpleNamespace(
            label=lambda list_id, code, lang="": labels().get((list_id, code), (code, code))[lang == "en"],
            items=lambda list_id, parent="": _items(list_id),
            reload=lambda: None,
        ),
        matching=SimpleNamespace(fits=lambda answers, top=6: fits),
        sync=FakeSync(),
        conflicts=FakeConflicts(),
        review=FakeReview(held),
        reports=SimpleNamespace(
            kinds=lambda kind="": [ReportKind("visit_record", "走访记录表", "visit", ("pdf",))] if kind == "visit" else [],
            get_ready=lambda: None,
        ),
        today=SimpleNamespace(summary=lambda: today_of(held, drafts), counts=lambda: counts),
        rescue=FakeRescue(),
        bundles=FakeBundles(),
        network=FakeNetwork(),
        backup=SimpleNamespace(
            rows=lambda: [BackupRow(Path("b1"), "2026-03-04T18:41:00+08:00", 5_200_000, "daily")],
            make=lambda out=None: BackupRow(Path("b2"), "2026-03-05T09:30:00+08:00", 5_300_000, "manual"),
            check_steps=lambda: iter([CheckResult(True, 600, 12, ())]),
        ),
        preferences=FakePreferences(),
        maps=SimpleNamespace(files=lambda: [], current=lambda: None, seats=lambda: [], trouble=lambda path: None),
        receiver=SimpleNamespace(address="", ports=lambda: ["COM3"], listen=lambda address="": iter(())),
        undo=FakeUndo(),
        openrosa=FakeOpenRosa(),
        close=lambda: None,
    )  # fmt: skip
