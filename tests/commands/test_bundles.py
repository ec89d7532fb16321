"""By hand, with real laptops by command and a real server: what leaves on a stick arrives once, by whichever road."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import Laptop
from tests.commands.test_with_server import Field, a_host, a_visit, dump
from tests.services.test_attachments import photo
from tests.support import server as servers
from tests.support.commands import command


@pytest.fixture(scope="module")
def field(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Field]:
    folder = tmp_path_factory.mktemp("hands")
    users = servers.copy_sample(folder / "data")
    running = servers.start_server(folder / "data", users=users)
    field = Field(folder, running)
    yield field
    field.server.stop()


def submitted(laptop: Laptop, **more: Any) -> str:
    return laptop.put("visit", a_visit(a_host(laptop), **more), action="submit")


def shown(laptop: Laptop, record_id: str) -> dict[str, Any]:
    return dict(laptop.ok("record", "get", record_id))


def with_photo(laptop: Laptop, record_id: str, folder: Path) -> str:
    picture = folder / f"{record_id}.jpg"
    picture.write_bytes(photo())
    return str(laptop.ok("record", "attach", record_id, "photos", picture)["attachment"])


def nothing_waits(laptop: Laptop) -> bool:
    waiting = laptop.ok("bundle", "export", laptop.profile.parent / "nothing")
    return (waiting["records"], waiting["files"]) == (0, 0)


def test_a_visit_on_a_stick_is_seen_relayed_and_answered(field: Field, tmp_path: Path) -> None:
    member, leader = field.laptop("stc1"), field.laptop("lead1")
    stick, back = tmp_path / "stick", tmp_path / "back"
    visit = member.put("visit", a_visit(a_host(member), content="手工带来"))
    name = with_photo(member, visit, tmp_path)
    said = member.ok("bundle", "export", stick)
    assert (said["records"], said["files"]) == (1, 1) and "team:T1" in said["for"]

    taken = leader.ok("bundle", "import", stick)
    assert taken["records"] == 1 and taken["files"] == 1 and taken["pieces"]["missing"] == {}
    assert shown(leader, visit)["answers"]["content"] == "手工带来"
    assert shown(leader, visit)["by_hand"] and not shown(member, visit)["by_hand"]
    assert leader.run("record", "attachment", name, "--out", tmp_path / "seen.jpg").returncode == 0
    assert leader.ok("bundle", "import", stick)["pieces"]["repeated"] == taken["pieces"]["carried"]
    assert visit not in dump(field, "visit")

    assert leader.ok("sync")["ok"]
    held = dump(field, "visit")[visit]
    member_id = shown(member, visit)["author"]
    assert (held["author"], held["rev"]) == (member_id, 1)
    assert shown(leader, visit)["rev"] == 1 and not shown(leader, visit)["by_hand"]

    assert leader.ok("bundle", "export", back)["receipts"] >= 2
    receipts = member.ok("bundle", "import", back)["receipts"]
    assert (receipts["accepted"], receipts["files"]) == (1, 1)
    assert nothing_waits(member) and shown(member, visit)["rev"] == 1
    synced = member.ok("sync")
    assert synced["ok"] and synced["pushed"] == 0 and dump(field, "visit")[visit]["rev"] == 1


def test_a_leader_decides_before_any_network(field: Field, tmp_path: Path) -> None:
    member, leader = field.laptop("stc1"), field.laptop("lead1")
    stick, up, back = tmp_path / "stick", tmp_path / "up", tmp_path / "back"
    new = submitted(member, content="新的")
    old = member.put("visit", a_visit(a_host(member), content="先前的"))
    assert member.ok("sync")["ok"] and leader.ok("sync")["ok"]
    member.ok("record", "move", old, "submit")
    member.ok("bundle", "export", stick)
    assert leader.ok("bundle", "import", stick)["records"] == 1
    for visit in (old, new):
        assert leader.ok("record", "move", visit, "approve", "--reason", "同意")["state"] == "2"
    # On to the server by another stick: first what was brought, then what was decided about it.
    leader.ok("bundle", "export", up)
    out = tmp_path / "receipts"
    said = json.loads(command("bundle", "import", *field.server.place, up, "--receipts", out).stdout)
    assert said["changes"]["refused"] == 0, said
    for visit in (old, new):
        held = dump(field, "visit")[visit]
        assert (held["state"], held["conflicts"]) == ("2", [])
        assert held["answers"]["writer"] == shown(member, visit)["answers"]["writer"]
    # Everybody syncs or takes receipts, in any order; nothing happens twice.
    assert leader.ok("bundle", "import", out)["receipts"]["refused"] == 0
    assert leader.ok("sync")["ok"] and leader.ok("bundle", "export", back)["receipts"]
    member.ok("bundle", "import", back)
    assert member.ok("sync")["ok"] and nothing_waits(member) and nothing_waits_of_its_own(leader)
    for visit in (old, new):
        assert shown(member, visit) == shown(leader, visit) and shown(member, visit)["state"] == "2"
        assert dump(field, "visit")[visit]["conflicts"] == []


def nothing_waits_of_its_own(laptop: Laptop) -> bool:
    return bool(laptop.ok("sync")["waiting"] == {"records": 0, "files": 0})


def test_what_is_edited_after_an_export_leaves_too_and_never_conflicts_with_itself(
    field: Field, tmp_path: Path
) -> None:
    member, leader = field.laptop("stc1"), field.laptop("lead1")
    assert member.ok("sync")["ok"]
    visit = member.put("visit", a_visit(a_host(member), content="一"))
    for number, content in enumerate(("一", "二", "三", "三")):
        member.put("visit", a_visit(a_host(member), content=content), id=visit)
        said = member.ok("bundle", "export", tmp_path / str(number))
    assert (said["records"], said["changes"]) == (1, 3)
    # The second stick goes to the leader, the network brings the first change and more, the last stick comes late.
    leader.ok("bundle", "import", tmp_path / "1")
    assert shown(leader, visit)["answers"]["content"] == "二"
    assert leader.ok("sync")["ok"]
    member.put("visit", a_visit(a_host(member), content="四"), id=visit)
    assert member.ok("sync")["ok"]
    for number in (3, 0):
        command("bundle", "import", *field.server.place, tmp_path / str(number))
    assert member.ok("sync")["ok"] and leader.ok("sync")["ok"]
    held = dump(field, "visit")[visit]
    assert (held["answers"]["content"], held["conflicts"]) == ("四", [])
    assert shown(member, visit)["answers"] == shown(leader, visit)["answers"] == held["answers"]


def test_parts_come_in_any_order_and_twice(field: Field, tmp_path: Path) -> None:
    member, leader = field.laptop("stc1"), field.laptop("lead1")
    visit = member.put("visit", a_visit(a_host(member)))
    noise = tmp_path / "noise.pdf"
    noise.write_bytes(b"%PDF-" + bytes(range(256)) * 14_000)
    name = str(member.ok("record", "attach", visit, "log_scan", noise)["attachment"])
    said = member.ok("bundle", "export", tmp_path / "big", "--max-size", "1.2M")
    parts = [Path(one) for one in said["parts"]]
    assert len(parts) >= 3 and all(one.stat().st_size <= 1.2 * 1024**2 for one in parts)
    *others, last = [*reversed(parts), parts[-1]]
    for part in others[:-1]:
        assert leader.ok("bundle", "import", part)["pieces"]["missing"]
    assert leader.ok("bundle", "import", others[-1])["pieces"]["missing"] == {}
    assert leader.ok("bundle", "import", last)["pieces"]["repeated"]
    assert leader.ok("record", "attachment", name, "--out", tmp_path / "seen.pdf")["size"] == noise.stat().st_size
    for part in parts:
        command("bundle", "import", *field.server.place, part)
    assert member.ok("sync")["ok"] and leader.ok("sync")["ok"]
    other = field.laptop("county1")
    other.ok("record", "attachment", name, "--out", tmp_path / "office.pdf")
    assert (tmp_path / "office.pdf").read_bytes() == noise.read_bytes()


def test_a_laptop_that_may_not_read_carries_all_the_same(field: Field, tmp_path: Path) -> None:
    member, other = field.laptop("stc1"), field.laptop("stc2")
    visit = submitted(member)
    member.ok("bundle", "export", tmp_path / "stick")
    said = other.ok("bundle", "import", tmp_path / "stick")
    assert said["records"] == 0 and said["pieces"]["sealed"] == said["pieces"]["carried"] >= 1 and said["from"] == []
    assert other.run("record", "get", visit).returncode == 1
    assert other.ok("sync")["ok"] and visit in dump(field, "visit")
    assert b"\xe7\x9c\x8b" not in (tmp_path / "stick").read_bytes()


def test_what_the_server_refuses_goes_back_to_what_it_says(field: Field, tmp_path: Path) -> None:
    leader = field.laptop("lead1")
    lost = field.laptop("stc1", "stc1-lost")
    visit, fresh = lost.put("visit", a_visit(a_host(lost), content="原文")), ""
    assert lost.ok("sync")["ok"] and leader.ok("sync")["ok"]
    lost.put("visit", a_visit(a_host(lost), content="不该算数"), id=visit)
    fresh = submitted(lost, content="也不算数")
    lost.ok("bundle", "export", tmp_path / "stick")
    device = json.loads((lost.profile / "profile.json").read_text(encoding="utf-8"))["device_id"]
    command("device", "revoke", *field.server.place, device)
    assert leader.ok("bundle", "import", tmp_path / "stick")["records"] == 2
    assert shown(leader, visit)["answers"]["content"] == "不该算数"
    leader.ok("record", "move", fresh, "approve")
    assert leader.ok("sync")["ok"]
    assert shown(leader, visit)["answers"]["content"] == "原文"
    assert fresh not in dump(field, "visit") and dump(field, "visit")[visit]["rev"] == 1
    assert shown(leader, fresh)["state"] == "2"  # one's own decision is kept and shown, with the reason


def test_bad_files_are_told_and_nothing_is_done(field: Field, tmp_path: Path) -> None:
    member, leader = field.laptop("stc1"), field.laptop("lead1")
    visit = submitted(member)
    member.ok("bundle", "export", tmp_path / "good")
    whole = (tmp_path / "good").read_bytes()
    bad = tmp_path / "bad"
    for text in (
        b"",
        b"hello",
        whole[:200],
        whole[:-1],
        whole[:700] + b"\x00" + whole[701:],
        whole[:7] + b"\x09" + whole[8:],
    ):
        bad.write_bytes(text)
        done = leader.run("bundle", "import", bad)
        assert done.returncode == 1 and "bad" in done.stderr and not done.stdout
    assert leader.run("record", "get", visit).returncode == 1
    assert leader.run("bundle", "import", tmp_path / "absent").returncode == 3
    assert leader.run("bundle", "export", tmp_path / "x", "--max-size", "9").returncode == 1
    assert leader.run("bundle", "export", tmp_path / "x", "--max-size", "many").returncode == 2


def test_a_laptop_that_never_synced_says_what_to_do(laptop: Laptop, tmp_path: Path) -> None:
    done = laptop.run("bundle", "export", tmp_path / "x")
    assert done.returncode == 1 and "联网同步一次" in done.stderr and not list(tmp_path.glob("x*"))
