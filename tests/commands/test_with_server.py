"""Two laptops, a leader and a county office by command, against a real server process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from commissioner_app.sync import engine
from tests.commands.conftest import Laptop
from tests.services.test_attachments import photo
from tests.support import server as servers
from tests.support.certificates import Authority
from tests.support.commands import command


@dataclass
class Field:
    """A server with the sample county, and laptops that are signed in when asked for."""

    folder: Path
    server: servers.ServerProcess

    def laptop(self, user: str, name: str = "") -> Laptop:
        """The laptop of a sample user (``stc1`` …), loaded."""
        found = next(one for one in self.server.users if one["name"] == user)
        made = Laptop(self.folder / (name or user), found["password"])
        if not made.profile.exists():
            made_of = made.run("profile", "create", "--server", self.server.url, "--user", user).json()
            assert made_of["sync"]["ok"] and made_of["sync"]["waiting"] == {"records": 0, "files": 0}
        return made


@pytest.fixture(scope="module")
def field(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Field]:
    folder = tmp_path_factory.mktemp("field")
    users = servers.copy_sample(folder / "data")
    running = servers.start_server(folder / "data", users=users)
    field = Field(folder, running)
    yield field
    field.server.stop()  # a test may have started it anew


def a_host(laptop: Laptop) -> str:
    return str(laptop.ok("record", "list", "host", "--limit", "1")[0]["id"])


def a_visit(host: str, **more: Any) -> dict[str, Any]:
    return {
        "host": host, "start_at": "2026-03-05T08:30:00+08:00", "end_at": "2026-03-05T09:40:00+08:00", "service_days": 0.5,
        "mode": "M1", "place": "青山村茶园", "purpose": ["PU01"], "service_types": ["S01"], "problem_desc": "倒春寒冻害",
        "advice_given": "轻修剪", "content": "查看茶园二十亩",
    } | more  # fmt: skip


def dump(field: Field, kind: str) -> dict[str, dict[str, Any]]:
    printed = command("dump", "--data", field.server.data, "--kind", kind).stdout
    return {record["id"]: record for record in map(json.loads, printed.splitlines())}


def same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(one[name] == other[name] for name in ("answers", "state", "rev", "form_id", "conflicts", "deleted"))


def test_what_one_laptop_writes_the_team_and_the_server_hold(field: Field, tmp_path: Path) -> None:
    first, second = field.laptop("stc1"), field.laptop("stc2")
    host = a_host(first)
    visit = first.put("visit", a_visit(host) | {"obs_tea/plot_name": "一号地"})
    need = first.put("need", {"need_title": "茶园霜冻预警", "host": host, "problem": "新梢受冻", "source_visit": visit})
    (tmp_path / "现场.jpg").write_bytes(photo(1200, 900))
    name = first.ok("record", "attach", visit, "photos", tmp_path / "现场.jpg")["attachment"]
    sent = first.process("sync").json()
    assert sent["ok"] and sent["pushed"] == 2 and sent["waiting"] == {"records": 0, "files": 0}
    pulled = second.process("sync").json()
    assert pulled["pulled"] >= 2
    mine, theirs, on_server = (
        first.process("record", "get", visit).json(), second.process("record", "get", visit).json(), dump(field, "visit")[visit],
    )  # fmt: skip
    assert mine["rev"] > 0 and same(mine, theirs) and same(mine, on_server)
    assert mine["answers"]["obs_tea/plot_name"] == "一号地"
    assert second.ok("record", "list", "need", "--query", "霜冻预警")[0]["id"] == need
    second.process("record", "attachment", name[:64], "--out", tmp_path / "back.jpg")
    first.ok("record", "attachment", name, "--out", tmp_path / "own.jpg")
    assert (tmp_path / "back.jpg").read_bytes() == (tmp_path / "own.jpg").read_bytes()
    assert all(step["sent"] for step in first.ok("record", "history", visit))
    assert first.ok("check")["ok"] and second.ok("check")["ok"]
    assert command("check", "--data", field.server.data).returncode == 0


def test_two_edits_of_one_field_wait_for_a_decision(field: Field) -> None:
    first, second = field.laptop("stc1"), field.laptop("stc1", "stc1-again")
    visit = first.put("visit", a_visit(a_host(first)))
    first.ok("sync"), second.ok("sync")
    first.put("visit", {"place": "第一处", "effect": "好"}, id=visit)
    second.put("visit", {"place": "第二处", "companions": "汪师傅"}, id=visit)
    assert first.ok("sync")["conflicts"] == 0
    merged = second.ok("sync")
    assert merged["ok"] and merged["conflicts"] == 1
    row = second.ok("conflicts", "list")[0]
    assert (row["record_id"], row["field"], row["theirs"], row["mine"], row["own"]) == (
        visit,
        "place",
        "第一处",
        "第二处",
        True,
    )
    first.ok("sync")
    assert first.ok("conflicts", "list")[0]["id"] == row["id"]
    held = second.ok("record", "get", visit)["answers"]
    assert (held["place"], held["effect"], held["companions"]) == ("第一处", "好", "汪师傅")
    assert second.run("conflicts", "resolve", visit, row["id"]).returncode == 2
    assert second.ok("conflicts", "resolve", visit, row["id"], "mine")["open"] == 0
    second.ok("sync"), first.ok("sync")
    assert first.ok("conflicts", "list") == second.ok("conflicts", "list") == []
    assert first.ok("record", "get", visit)["answers"]["place"] == "第二处"
    assert same(first.ok("record", "get", visit), second.ok("record", "get", visit))
    assert same(first.ok("record", "get", visit), dump(field, "visit")[visit])


def test_review_travels_back_to_the_writer(field: Field) -> None:
    writer, leader = field.laptop("stc1"), field.laptop("lead1")
    visit = writer.put("visit", a_visit(a_host(writer)), action="submit")
    writer.ok("sync"), leader.ok("sync")
    assert leader.run("record", "move", visit, "return").returncode == 1
    assert leader.ok("record", "move", visit, "return", "--reason", "请补照片")["state"] == "3"
    leader.ok("sync"), writer.ok("sync")
    record = writer.ok("record", "get", visit)
    assert record["state"] == "3" and record["answers"]["review_opinion"] == "请补照片"
    assert writer.ok("record", "move", visit, "submit")["state"] == "1"
    writer.ok("sync"), leader.ok("sync")
    assert leader.ok("record", "move", visit, "approve", "--reason", "同意")["state"] == "2"
    leader.ok("sync"), writer.ok("sync")
    assert writer.ok("record", "get", visit)["state"] == dump(field, "visit")[visit]["state"] == "2"


def test_the_office_stands_above_the_leader_and_a_late_edit_is_a_conflict_everywhere(
    field: Field, tmp_path: Path
) -> None:
    writer, leader, office = field.laptop("stc1"), field.laptop("lead1"), field.laptop("county1")
    visit = writer.put("visit", a_visit(a_host(writer)), action="submit")
    writer.ok("sync"), leader.ok("sync"), office.ok("sync")
    leader.ok("record", "move", visit, "approve")
    writer.put("visit", {"content": "晚到的改动"}, id=visit)
    (tmp_path / "晚.jpg").write_bytes(photo(300, 200))
    writer.ok("record", "attach", visit, "photos", tmp_path / "晚.jpg")
    office.ok("record", "move", visit, "return", "--reason", "缺照片")
    leader.ok("sync")
    late = writer.ok("sync")
    assert (late["conflicts"], late["waiting"]) == (2, {"records": 0, "files": 0})
    assert office.ok("sync")["waiting"]["records"] == 0
    for _ in range(2):
        writer.ok("sync"), leader.ok("sync"), office.ok("sync")
    held = [one.ok("record", "get", visit) for one in (writer, leader, office)]
    assert all(same(one, dump(field, "visit")[visit]) for one in held)
    assert held[0]["state"] == "3" and held[0]["answers"]["content"] == "查看茶园二十亩"
    assert held[0]["answers"]["review_opinion"] == "缺照片"
    for one in (writer, leader):
        (note,) = [step for step in one.ok("record", "history", visit) if step["action"] == "overruled"]
        assert "通过" in note["text"]
    open_ones = {row["field"].partition("/")[0]: row for row in office.ok("conflicts", "list", "--record", visit)}
    assert open_ones.keys() == {"content", "photos"}
    assert open_ones["content"]["mine"] == "晚到的改动" and writer.ok("check")["ok"]
    assert office.ok("conflicts", "resolve", "--all", "mine", "--kind", "visit")["decided"] == 2
    assert office.ok("sync")["waiting"]["records"] == 0
    writer.ok("sync")
    final = writer.ok("record", "get", visit)
    assert (
        final["state"] == "3" and final["answers"]["content"] == "晚到的改动" and len(final["answers"]["photos"]) == 1
    )
    assert final["answers"]["review_opinion"] == "缺照片" and same(final, dump(field, "visit")[visit])


def test_a_damaged_photo_is_fetched_again(field: Field, tmp_path: Path) -> None:
    laptop = field.laptop("stc1")
    visit = laptop.put("visit", a_visit(a_host(laptop)))
    (tmp_path / "现场.jpg").write_bytes(photo(640, 480))
    name = laptop.ok("record", "attach", visit, "photos", tmp_path / "现场.jpg")["attachment"]
    laptop.ok("record", "attachment", name, "--out", tmp_path / "before.jpg")
    laptop.ok("sync")
    newest = max((laptop.profile / "attachments").glob("*/*.bin"), key=lambda path: path.stat().st_mtime_ns)
    for spoil in (lambda: newest.write_bytes(b"\0" * 100), newest.unlink):
        spoil()
        laptop.ok("record", "attachment", name, "--out", tmp_path / "after.jpg")
        assert (tmp_path / "after.jpg").read_bytes() == (tmp_path / "before.jpg").read_bytes()
    newest.unlink()
    assert laptop.run("check").returncode == 1
    laptop.ok("sync")
    assert laptop.ok("check")["ok"]


def test_a_deletion_travels(field: Field) -> None:
    first, second = field.laptop("stc1"), field.laptop("stc2")
    visit = first.put("visit", a_visit(a_host(first)))
    first.ok("sync"), second.ok("sync")
    first.ok("record", "delete", visit)
    first.ok("sync"), second.ok("sync")
    assert second.run("record", "get", visit).returncode == 1
    assert visit not in dump(field, "visit") or dump(field, "visit")[visit]["deleted"]


def test_a_wrong_password_makes_no_profile(field: Field, tmp_path: Path) -> None:
    done = Laptop(tmp_path / "p", "not-the-password").process(
        "profile", "create", "--server", field.server.url, "--user", "stc1", "--lang", "en"
    )
    assert done.returncode == 1 and "assword" in done.stderr and not (tmp_path / "p" / "profile.json").exists()
    again = field.laptop("stc1").run("profile", "create", "--server", field.server.url, "--user", "stc1")
    assert again.returncode == 1


def test_without_the_server_nothing_is_lost(field: Field, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quick = engine.Patience(attempts=1)
    monkeypatch.setitem(engine.Engine.__init__.__kwdefaults__, "patience", quick)  # type: ignore[arg-type]
    laptop = field.laptop("stc1")
    visit = laptop.put("visit", a_visit(a_host(laptop)))
    port = field.server.port
    field.server.stop()
    try:
        done = laptop.run("sync")
        assert done.returncode == 3 and json.loads(done.stdout)["waiting"]["records"] == 1
        assert laptop.ok("record", "get", visit)["rev"] == 0
        away = Laptop(tmp_path / "p").process("profile", "create", "--server", field.server.url, "--user", "stc1")
        assert away.returncode == 3
    finally:
        users = field.server.users
        field.server = servers.start_server(field.server.data, port, users)
    assert laptop.ok("sync")["waiting"] == {"records": 0, "files": 0}


def test_put_alone_is_quick_and_does_not_need_the_network(field: Field) -> None:
    laptop = field.laptop("stc1")
    host = a_host(laptop)
    lines = laptop.ok("record", "put", "visit", given=[{"answers": a_visit(host)} for _ in range(50)])
    assert len({line["id"] for line in lines}) == 50


def test_status_says_what_waits_without_any_network(field: Field, tmp_path: Path) -> None:
    laptop = field.laptop("stc2", "stc2-status")
    visit = laptop.put("visit", a_visit(a_host(laptop)))
    (tmp_path / "p.jpg").write_bytes(photo(500, 310))
    laptop.ok("record", "attach", visit, "photos", tmp_path / "p.jpg")
    before = laptop.run("status")
    said = before.json()
    assert (said["waiting"], said["waiting_kinds"]) == ({"records": 1, "files": 1}, {"visit": 1})
    assert said["waiting_bytes"] > 100 and said["runs"][0]["error"] == "" and said["runs"][0]["pulled"] > 100
    assert "1条走访、1张照片和文件待发送" in said["sentence"] and "上次完整同步 今天" in before.stderr
    synced = laptop.run("sync")
    assert synced.json()["ok"] and "没有待发送的内容" in synced.stderr
    assert laptop.ok("status", "--runs", "1")["waiting"] == {"records": 0, "files": 0}


def test_an_office_certificate_is_given_when_the_profile_is_made(field: Field, tmp_path: Path) -> None:
    laptop = Laptop(tmp_path / "p", field.server.users[0]["password"])
    (tmp_path / "root.pem").write_text("no certificate")
    made = laptop.run(
        "profile", "create", "--server", field.server.url, "--user", "stc1", "--ca", tmp_path / "root.pem"
    )
    assert made.returncode == 1 and "没有可用的证书" in made.stderr and not (tmp_path / "p" / "profile.json").exists()
    good = Authority(tmp_path).file
    user = next(one for one in field.server.users if one["name"] == "stc1")
    laptop = Laptop(tmp_path / "p", user["password"])
    words = ("--server", field.server.url, "--user", "stc1", "--no-sync", "--ca", good, "--system-trust")
    assert laptop.run("profile", "create", *words).returncode == 0
    assert (tmp_path / "p" / "authorities.pem").read_bytes() == good.read_bytes()
