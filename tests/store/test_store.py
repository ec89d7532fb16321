"""One edit is one transaction: the record, its journal entry and the draft's removal (DESIGN 3, promise 1)."""

from __future__ import annotations

import dataclasses
import threading
from pathlib import Path

import pytest
import sqlcipher3

from commissioner_app.errors import EnvironmentFault
from commissioner_app.store import migrations
from commissioner_app.store.database import FILE_NAME, Database, connect
from commissioner_app.store.rows import Draft, ListQuery, Version
from commissioner_app.store.store import Store
from tests.store.samples import KEY, KINDS, StillClock, record


def _write(store: Store, one, **parts):  # type: ignore[no-untyped-def]
    return store.write(one, who="p1", device="d1", action=parts.pop("action", "edit"), **parts)


def test_a_write_holds_record_journal_and_draft_together(store: Store) -> None:
    store.drafts.put(Draft("dr1", "visit", "visit", "1", saved={"x": 1}, updated_at="2026-04-07T09:00:00+00:00"))
    one = record({"name": "云雾茶厂"})
    entry = _write(store, one, action="create", draft_id="dr1")
    assert store.records.get(one.id) == one
    assert store.drafts.all() == []
    assert entry is not None
    assert store.journal.of_record(one.id) == [entry]
    assert entry.patch["set"] == {"name": "云雾茶厂"}


def test_a_write_that_fails_leaves_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.drafts.put(Draft("dr1", "visit", "visit", "1"))
    one = record({"name": "云雾茶厂"})

    def fails(_entry: object) -> None:
        raise sqlcipher3.OperationalError("database or disk is full")

    monkeypatch.setattr(store.journal, "add", fails)
    with pytest.raises(EnvironmentFault) as caught:
        _write(store, one, draft_id="dr1")
    assert caught.value.code == "disk_full"
    assert store.records.get(one.id) is None
    assert len(store.drafts.all()) == 1


def test_full_disk_says_so_and_goes_on_after(store: Store) -> None:
    _write(store, record({"name": "一"}))
    pages = store.database.value("PRAGMA page_count")
    store.database.db.execute(f"PRAGMA max_page_count = {pages}")
    big = record({"name": "二", "content": "很长" * 200_000})
    with pytest.raises(EnvironmentFault) as caught:
        _write(store, big)
    assert caught.value.code == "disk_full"
    store.database.db.execute("PRAGMA max_page_count = 1000000")
    _write(store, big)
    assert store.records.get(big.id) == big


def test_base_stays_the_server_version_while_edits_pile_up(store: Store) -> None:
    one = record({"name": "甲", "date": "2026-04-01"}, rev=3)
    store.records.put(one, dirty=False)
    _write(store, dataclasses.replace(one, answers={"name": "乙", "date": "2026-04-01"}))
    _write(store, dataclasses.replace(one, answers={"name": "丙", "date": "2026-04-01"}))
    stored = store.records.stored(one.id)
    assert stored is not None
    assert stored.base == Version.of(one)
    assert (stored.record.rev, stored.dirty) == (3, True)
    assert [entry.patch for entry in store.journal.unsent(one.id)] == [{"set": {"name": "乙"}}, {"set": {"name": "丙"}}]


def test_an_edit_that_changes_nothing_is_no_edit(store: Store) -> None:
    one = record({"name": "甲"}, rev=3)
    store.records.put(one, dirty=False)
    assert _write(store, one) is None
    stored = store.records.stored(one.id)
    assert stored is not None
    assert not stored.dirty


def test_other_threads_read_the_last_commit_while_one_writes(store: Store) -> None:
    one = record({"name": "甲"})
    seen: list[object] = []
    with store.transaction():
        store.records.put(one, dirty=True)
        thread = threading.Thread(target=lambda: seen.append(store.records.get(one.id)))
        thread.start()
        thread.join()
        assert store.records.get(one.id) == one
    assert seen == [None]


def test_many_threads_write_at_once(store: Store) -> None:
    def work(number: int) -> None:
        for at in range(10):
            _write(store, record({"name": f"{number}-{at}"}))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.records.count(ListQuery()) == 40


def test_a_newer_profile_is_refused_and_left_alone(tmp_path: Path) -> None:
    Store.open(tmp_path, KEY, kinds=KINDS).close()
    connection = connect(tmp_path / FILE_NAME, KEY)
    connection.execute("INSERT INTO schema_steps (name) VALUES ('of tomorrow')")
    connection.close()
    before = (tmp_path / FILE_NAME).read_bytes()
    with pytest.raises(EnvironmentFault) as caught:
        Store.open(tmp_path, KEY, kinds=KINDS)
    assert caught.value.code == "profile_newer"
    assert (tmp_path / FILE_NAME).read_bytes() == before


def test_each_migration_step_commits_with_its_record(tmp_path: Path) -> None:
    def breaks(db: object) -> None:
        db.execute("CREATE TABLE half (x)")  # type: ignore[attr-defined]
        raise RuntimeError("power failed")

    database = Database(tmp_path / "one.db", KEY)
    with pytest.raises(RuntimeError):
        migrations.migrate(database.db, [*migrations.STEPS, ("broken", breaks)])
    assert "half" not in database.db.table_names()
    assert migrations.applied(database.db) == [name for name, _ in migrations.STEPS]
    done = migrations.migrate(
        database.db, [*migrations.STEPS, ("broken", lambda db: db.execute("CREATE TABLE whole (x)"))]
    )
    assert done == ["broken"]
    database.close()


def test_settings_are_durable(tmp_path: Path, clock: StillClock) -> None:
    first = Store.open(tmp_path, KEY, clock=clock, kinds=KINDS)
    first.settings.set("photos.long_edge", 1600)
    first.sync_state.set("stage", {"name": "pull"})
    first.close()
    second = Store.open(tmp_path, KEY, clock=clock, kinds=KINDS)
    assert second.settings.get("photos.long_edge") == 1600
    assert second.sync_state.all() == {"stage": {"name": "pull"}}
    assert second.settings.get("none", "default") == "default"
    second.close()
