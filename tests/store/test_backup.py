"""A damaged database is noticed and a verified backup brought back; what was kept aside is never thrown away."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from commissioner_app.errors import EnvironmentFault, InputError
from commissioner_app.store import backup, check, restore
from commissioner_app.store.backup import superseded
from commissioner_app.store.database import FILE_NAME
from commissioner_app.store.platform_rows import Submission
from commissioner_app.store.rows import BackupInfo, Draft, ListQuery
from commissioner_app.store.store import Store
from commissioner_app.system.running import Running
from tests.store.samples import KEY, KINDS, StillClock, record


def _filled(folder: Path, count: int = 300) -> Store:
    store = Store.open(folder, KEY, clock=StillClock(), kinds=KINDS)
    with store.transaction():
        for number in range(count):
            store.write(
                record({"name": f"第{number}家", "content": "很长的内容" * 100}), who="p", device="d", action="create"
            )
    return store


def _damage(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for at in range(len(data) // 3, len(data), 50_000):
        data[at : at + 64] = bytes(64)
    path.write_bytes(data)


def test_backup_and_way_back_after_damage(tmp_path: Path) -> None:
    store = _filled(tmp_path)
    store.backups.create()
    store.close()
    _damage(tmp_path / FILE_NAME)
    running = Running(tmp_path)
    running.end(clean=False)
    with pytest.raises(EnvironmentFault) as caught:
        Store.open(tmp_path, KEY, kinds=KINDS)
    assert caught.value.code == "database_damaged"
    with pytest.raises(EnvironmentFault):  # still damaged at the next try, marker or not
        Store.open(tmp_path, KEY, kinds=KINDS)
    restore.from_latest(tmp_path, KEY)
    again = Store.open(tmp_path, KEY, kinds=KINDS)
    assert again.records.count(ListQuery()) == 300
    assert check.full(again).ok
    again.close()
    assert len(list((tmp_path / "set-aside").glob("*/profile.db"))) == 1


def test_unsent_work_since_the_backup_survives_damage(tmp_path: Path) -> None:
    store = _filled(tmp_path)
    early = store.records.list(ListQuery(limit=1, descending=False))[0].id
    store.backups.create()
    late = record({"name": "备份之后"})
    store.write(late, who="p", device="d", action="create")
    scan = store.attachments.add(b"photo after the backup", "txt")
    edited = dataclasses.replace(late, id=early, answers={"name": "改过", "log_scan": scan})
    store.write(edited, who="p", device="d", action="edit")
    store.drafts.put(Draft("dr", "visit", "visit", "1", saved={"a": 1}))
    entries = len(store.journal.of_record(early))
    store.close()
    path = tmp_path / FILE_NAME
    data = bytearray(path.read_bytes())
    middle = len(data) // 2 // 4096 * 4096
    data[middle : middle + 64] = bytes(64)
    path.write_bytes(data)
    Running(tmp_path).end(clean=False)
    with pytest.raises(EnvironmentFault):
        Store.open(tmp_path, KEY, kinds=KINDS)
    restore.from_latest(tmp_path, KEY)
    again = Store.open(tmp_path, KEY, kinds=KINDS)
    assert again.records.get(late.id) == late
    kept = again.records.get(early)
    assert kept is not None
    assert kept.answers == {"name": "改过", "log_scan": scan}
    assert len(again.journal.of_record(early)) == entries
    assert again.attachments.read(scan) == b"photo after the backup"
    assert [one.name for one in again.attachments.waiting()] == [scan]
    assert [draft.saved for draft in again.drafts.all()] == [{"a": 1}]
    assert check.full(again).ok
    again.close()


def test_a_damaged_backup_is_passed_over(tmp_path: Path) -> None:
    clock = StillClock()
    store = Store.open(tmp_path, KEY, clock=clock, kinds=KINDS)
    store.write(record({"name": "甲"}), who="p", device="d", action="create")
    good = store.backups.create()
    clock.move(hours=1)
    store.write(record({"name": "乙"}), who="p", device="d", action="create")
    bad = store.backups.create()
    store.close()
    path = tmp_path / "backups" / bad.name / FILE_NAME
    path.write_bytes(path.read_bytes()[:-4096])
    assert restore.from_latest(tmp_path, KEY) == good
    assert superseded([good, bad]) == []
    with pytest.raises(EnvironmentFault):
        restore.from_backup(tmp_path, KEY, tmp_path / "backups" / bad.name)
    with pytest.raises(InputError):
        restore.from_backup(tmp_path, KEY, tmp_path / "backups" / "none")


def test_without_any_backup_it_says_so(tmp_path: Path) -> None:
    Store.open(tmp_path, KEY, kinds=KINDS).close()
    with pytest.raises(EnvironmentFault) as caught:
        restore.from_latest(tmp_path, KEY)
    assert caught.value.code == "no_backup"


def test_a_swap_that_was_killed_is_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = _filled(tmp_path, 3)
    info = store.backups.create()
    store.write(record({"name": "later"}), who="p", device="d", action="create")
    store.close()
    with monkeypatch.context() as patched:
        patched.setattr(restore, "finish", lambda profile: None)
        restore.from_backup(tmp_path, KEY, tmp_path / "backups" / info.name)
    again = Store.open(tmp_path, KEY, kinds=KINDS)
    assert again.records.count(ListQuery()) == 3
    again.close()


def test_backup_elsewhere_carries_the_files(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "profile", KEY, kinds=KINDS)
    name = store.attachments.add(b"scan" * 1000, "txt")
    info = store.backups.create("manual", tmp_path / "stick", with_files=True)
    store.close()
    restore.from_backup(tmp_path / "other", KEY, tmp_path / "stick" / info.name)
    other = Store.open(tmp_path / "other", KEY, kinds=KINDS)
    assert other.attachments.read(name) == b"scan" * 1000
    other.close()


def test_a_backup_made_while_writing_is_whole(tmp_path: Path) -> None:
    store = _filled(tmp_path, 50)
    with store.transaction():
        store.write(record({"name": "未提交"}), who="p", device="d", action="create")
        info = store.backups.create()
    backup.verify(tmp_path / "backups" / info.name, KEY)
    store.close()
    restore.from_backup(tmp_path, KEY, tmp_path / "backups" / info.name)
    again = Store.open(tmp_path, KEY, kinds=KINDS)
    assert again.records.count(ListQuery()) == 50
    again.close()


def test_backups_are_kept_by_days() -> None:
    start = datetime.fromisoformat("2026-04-01T08:00:00+08:00")
    infos = [
        BackupInfo(f"{moment:%Y%m%dT%H%M%S}000-daily", moment.isoformat(), 1, "daily")
        for moment in (start + timedelta(hours=6 * step) for step in range(120))
    ]
    gone = set(superseded(infos))
    kept = [info for info in infos if info.name not in gone]
    assert len(kept) == 14 + 1  # one a day, and the newest three whatever their day
    assert kept[-1] == infos[-1]
    assert len({info.at[:10] for info in kept}) == 14


def test_two_programs_at_once_are_no_crash(tmp_path: Path) -> None:
    first = Running(tmp_path)
    second = Running(tmp_path)
    assert not second.unclean
    second.end(clean=True)
    first.end(clean=False)
    third = Running(tmp_path)
    assert third.unclean
    third.end(clean=True)
    assert not Running(tmp_path).unclean


def test_what_is_on_its_way_elsewhere_survives_damage(tmp_path: Path) -> None:
    """The receipts too: without them an instance would be handed in again with other words of its form."""
    store = _filled(tmp_path)
    store.backups.create()
    for number in range(3):
        store.submissions.add(
            Submission("s", f"uuid:{number}", "", "f@s", "r", "c", "t", xml=b"<d/>", files=("a.jpg",))
        )
    store.submissions.received("s", "uuid:0", "2026-04-07T09:30:00+00:00")
    store.submissions.keep_instance("r", "c", "<d/>")
    store.close()
    restore.from_latest(tmp_path, KEY)
    again = Store.open(tmp_path, KEY, kinds=KINDS)
    assert again.submissions.waiting("s") == ["uuid:1", "uuid:2"]
    kept = again.submissions.get("s", "uuid:1")
    assert kept is not None and (kept.xml, kept.files) == (b"<d/>", ("a.jpg",))
    assert [note.status for note in again.submissions.of_record("r")] == ["received", "waiting", "waiting"]
    assert again.submissions.instance("r", "c") == "<d/>"
    again.close()
