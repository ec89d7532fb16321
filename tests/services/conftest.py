"""A program on a real encrypted profile, without a server: a person, a host, a clock that stands still."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from commissioner_app import bootstrap, i18n
from commissioner_app.domain.record import Record
from commissioner_app.services.program import Program
from commissioner_app.store import keys
from commissioner_app.store.rows import Version
from commissioner_app.system.ids import uuid7
from commissioner_app.system.secrets import MemoryStore

PASSWORD = "tea-and-chestnut"
COUNTY = "341524"
ME = "019a0000-0000-7000-8000-000000000001"
MATE = "019a0000-0000-7000-8000-000000000002"
TEAM = "019a0000-0000-7000-8000-00000000000a"


class StillClock:
    """Stands at a moment until it is moved."""

    def __init__(self) -> None:
        self.moment = datetime.fromisoformat("2026-03-05T10:00:00+08:00")

    def now(self) -> datetime:
        self.moment += timedelta(milliseconds=1)
        return self.moment

    def monotonic(self) -> float:
        return self.moment.timestamp()


def sign_in_reply(person: str = ME, role: str = "STC", **appointment: Any) -> dict[str, Any]:
    """What the server answers to a sign-in."""
    own = {
        "id": f"{person[:-4]}aa01", "role": role, "level": "county", "county": COUNTY, "city": "341500", "team": TEAM,
        "team_role": "member", "town": "", "start": "2026-01-01", "end": "2026-12-31", "hosts": [],
    }  # fmt: skip
    buckets = ["province", f"user:{person}", f"county:{COUNTY}", f"team:{TEAM}"]
    if role in {"COUNTY", "CITY", "LIAISON"}:
        buckets.append(f"office:{COUNTY}")
    return {
        "access_token": "a", "expires_in": 600, "refresh_token": "r", "device_id": uuid7(), "device_code": "A7",
        "person_id": person, "display": "程岚", "unit": "安农大", "phone": "13800000000",
        "appointments": [own | appointment], "buckets": buckets, "server_time": "2026-03-05T10:00:00+08:00",
    }  # fmt: skip


@dataclass
class Bench:
    """Programs of one test, each on a profile of its own."""

    folder: Path
    clock: StillClock
    programs: list[Program] = field(default_factory=list)

    def program(self, person: str = ME, role: str = "STC", **appointment: Any) -> Program:
        """A new profile of a person."""
        made = bootstrap.make_profile(
            self.folder / f"p{len(self.programs)}", "http://127.0.0.1:1", "程岚", PASSWORD,
            sign_in_reply(person, role, **appointment), clock=self.clock, secrets=MemoryStore(),
        )  # fmt: skip
        self.programs.append(made)
        return made


@pytest.fixture(autouse=True)
def light_keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Argon2id at its cheapest: these tests are not about guessing passwords."""
    monkeypatch.setattr(keys.create, "__defaults__", (keys.Cost(1, 64, 1),))
    monkeypatch.setattr(keys.change_password, "__defaults__", (keys.Cost(1, 64, 1),))
    i18n.set_language("zh")
    yield
    i18n.set_language("zh")


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path, StillClock())
    yield made
    for program in made.programs:
        program.close()


@pytest.fixture
def program(bench: Bench) -> Program:
    return bench.program()


@pytest.fixture
def host(program: Program) -> str:
    """A tea co-operative that the server knows, as a first sync would have brought it."""
    return from_server(program, "host", HOST, state="2")


HOST = {
    "host_name": "金寨县青山茶叶专业合作社", "host_type": "T03", "county": COUNTY, "town": "341524101", "village": "青山村",
    "industry_main": "I01", "contact_name": "汪师傅", "contact_phone": "13900000000", "legal_rep": "汪青",
    "consent_notice": True,
}  # fmt: skip


def from_server(program: Program, kind: str, answers: dict[str, Any], state: str = "", author: str = MATE) -> str:
    """A record as a pull would have stored it."""
    record_id = uuid7()
    at = "2026-02-01T08:00:00.000+08:00"
    record = Record(record_id, kind, kind, "1", dict(answers), state, 1, at, at, author)
    program.desk.store.records.put(record, dirty=False, received_at=at)
    return record_id


def take_receipts(program: Program) -> None:
    """Everything was sent and taken, as after a sync."""
    store = program.desk.store
    for stored in store.records.waiting():
        change_id = uuid7()
        store.journal.assign(stored.record.id, change_id)
        store.journal.received(change_id, "2026-03-05T11:00:00.000+08:00")
        record = Record(
            **{**{name: getattr(stored.record, name) for name in Record.__slots__}, "rev": stored.record.rev + 1}
        )
        store.records.put(record, dirty=False, received_at="2026-03-05T11:00:00.000+08:00")


def visit_answers(host: str, **more: Any) -> dict[str, Any]:
    """A whole visit, as it is typed on a command line."""
    return {
        "host": host, "start_at": "2026-03-05T08:30:00+08:00", "end_at": "2026-03-05T09:40:00+08:00", "service_days": 0.5,
        "mode": "M1", "place": "青山村茶园", "purpose": ["P1"], "service_types": ["S01"], "problem_desc": "倒春寒冻害，新梢焦边",
        "advice_given": "轻修剪，喷施叶面肥", "content": "查看茶园二十亩，讲解防冻措施",
    } | more  # fmt: skip


Versions = Callable[[str], Version]
