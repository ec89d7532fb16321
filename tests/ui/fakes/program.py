"""A program without a store, for tests of single parts of the window and for looking at it: same calls, fixed records."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from commissioner_app.domain.codelists import Item
from commissioner_app.errors import InputError
from commissioner_app.services.backup import BackupRow, CheckResult
from commissioner_app.services.forms import FormRow
from commissioner_app.services.lists import shipped
from commissioner_app.services.matching import Fit
from commissioner_app.services.publishing import Trial, VersionRow
from commissioner_app.services.reports import ReportKind
from commissioner_app.services.search import Hit
from commissioner_app.services.session import Session
from commissioner_app.settings import SETTINGS
from tests.ui.fakes.openrosa import FakeOpenRosa
from tests.ui.fakes.records import FakeDrafts, FakeRecords, FakeReview, labels, today_of
from tests.ui.fakes.sample import ME
from tests.ui.fakes.sync import FakeBundles, FakeConflicts, FakeNetwork, FakeRescue, FakeSync

NOW = datetime(2026, 3, 5, 9, 30, tzinfo=timezone(timedelta(hours=8)))


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


def _items(list_id: str) -> list[Item]:
    """The items of a list that ships with the program."""
    found = shipped().get(list_id)
    return list(found.items) if found else []


class FakeUndo:
    def last(self) -> str:
        return ""

    def undo(self) -> Any:
        raise InputError("nothing_to_undo")


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
