"""Sync, conflicts, handing over by hand and the network, for a window without a store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from commissioner_app.errors import EnvironmentFault, InputError
from commissioner_app.services.bundles import CarriedRow, Waiting
from commissioner_app.services.changes import Changes
from commissioner_app.services.conflicts import ConflictRow, Decision, LostMove, Outcome
from commissioner_app.services.network import AuthorityRow
from commissioner_app.services.progress import Progress
from commissioner_app.services.rescue import Rescued
from commissioner_app.services.sync import SyncRun
from commissioner_app.services.sync_lines import SyncLine
from commissioner_app.services.sync_status import SyncStatus


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
