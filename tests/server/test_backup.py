"""Backups: consistent while everybody pushes, cheap when repeated, refused when damaged, and what a restore keeps and tells."""

from __future__ import annotations

import hashlib
import json
import os
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from provincial_server import outside
from provincial_server.db import counters
from provincial_server.db.engine import Connection, Database
from provincial_server.files.opening import files_of
from provincial_server.logic import backups
from provincial_server.logic.backup import begin_new_time
from tests.server.laptop import Laptop
from tests.server.test_push import visit
from tests.support.commands import command
from tests.support.homes import Home
from tests.support.server import ServerProcess, place, start_server


def made(*words: str | Path, check: bool = True) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(command(*words, check=check).stdout)
    return said


def send_photo(laptop: Laptop, data: bytes) -> str:
    name = f"{hashlib.sha256(data).hexdigest()}.jpg"
    import base64

    headers = {
        "Tus-Resumable": "1.0.0", "Upload-Length": str(len(data)), "Content-Type": "application/offset+octet-stream",
        "Upload-Metadata": f"name {base64.b64encode(name.encode()).decode()}",
    }  # fmt: skip
    assert laptop.call("POST", "/v1/attachments", data=data, headers=headers).status_code == 201
    return name


def test_a_backup_made_while_everybody_pushes_is_whole(own_server: ServerProcess, tmp_path: Path) -> None:
    done, failed = threading.Event(), list[BaseException]()

    def keep_pushing() -> None:
        laptop = Laptop(own_server.url, own_server.user("STC"))
        try:
            assert laptop.sign_in().ok
            while not done.is_set():
                # The photo first: a record that names it is never in a backup without it.
                laptop.push(visit(laptop, scan=send_photo(laptop, os.urandom(2000))))
        except BaseException as failure:  # noqa: BLE001 (told by the test)
            failed.append(failure)

    pushing = [threading.Thread(target=keep_pushing) for _ in range(3)]
    for one in pushing:
        one.start()
    time.sleep(0.5)
    first = made("backup", *own_server.place, "--to", tmp_path / "row")
    time.sleep(1.1)
    second = made("backup", *own_server.place, "--to", tmp_path / "row", "--keep", "1")
    done.set()
    for one in pushing:
        one.join()
    assert not failed, failed[0]
    assert second["records"]["visit"] > first["records"]["visit"] and second["missing"] == []
    assert second["removed"] == [first["out"]] and Path(second["out"]).is_dir()
    own_server.stop()
    restored = made("restore", *own_server.place, second["out"])
    assert restored["records"]["visit"] == second["records"]["visit"] and restored["attachments_lost"] == 0
    found = made("check", *own_server.place)
    assert found["ok"] and found["attachments"]["awaited"] == 0
    # What was replaced is kept, and is a database that can be put back.
    assert list(Path(restored["kept"]).glob("server.*"))


def test_what_an_earlier_backup_has_takes_no_further_room(home: Home, tmp_path: Path) -> None:
    row = tmp_path / "row"
    one = made("backup", *place(home.data, home.database), "--to", row)
    time.sleep(1.1)
    two = made("backup", *place(home.data, home.database), "--to", row)
    files = [sorted(Path(each["out"]).rglob("*.jpg")) for each in (one, two)]
    assert len(files[0]) == len(files[1]) == one["attachments"] > 0
    assert all(here.samefile(there) for here, there in zip(*files, strict=True))
    assert [each.path for each in backups.row(row)] == [Path(two["out"]), Path(one["out"])]


def test_what_the_server_itself_has_lost_is_told_and_the_rest_is_backed_up(home: Home, tmp_path: Path) -> None:
    lost = next(home.settings.attachments.rglob("*.jpg"))
    lost.unlink()
    done = command("backup", *place(home.data, home.database), "--out", tmp_path / "backup", check=False)
    assert (done.returncode, json.loads(done.stdout)["missing"]) == (1, [lost.name])
    said = made("restore", *place(home.data, home.database), tmp_path / "backup")
    assert said["attachments_lost"] == 1
    assert made("check", *place(home.data, home.database))["attachments"]["awaited"] >= 1


def test_a_folder_with_something_in_it_a_file_and_a_damaged_backup_are_refused(home: Home, tmp_path: Path) -> None:
    where = place(home.data, home.database)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("here")
    (tmp_path / "file").write_text("here")
    for taken in ("full", "file"):
        refused = command("backup", *where, "--out", tmp_path / taken, check=False)
        assert (refused.returncode, taken in refused.stderr) == (1, True)
    assert command("backup", *where, check=False).returncode == 2
    whole = Path(made("backup", *where, "--out", tmp_path / "backup")["out"])
    photo = next(whole.rglob("*.jpg"))
    manifest, database = whole / "manifest.json", next(whole.glob("server.*"))
    for file in (photo, manifest, database):
        held = file.read_bytes()
        file.write_bytes(held[: len(held) // 2])
        refused = command("restore", *where, whole, check=False)
        assert refused.returncode == 1 and "Traceback" not in refused.stderr
        file.write_bytes(held)
    assert made("check", *where)["ok"], "nothing was touched"
    assert not list(home.data.glob("replaced-*"))


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_a_backup_of_the_other_kind_is_refused(home: Home, tmp_path: Path) -> None:
    command("init", "--data", tmp_path / "sqlite")
    for source, target in (
        (place(home.data, home.database), place(tmp_path / "sqlite")),
        (place(tmp_path / "sqlite"), place(home.data, home.database)),
    ):
        folder = tmp_path / f"backup{len(source)}"
        command("backup", *source, "--out", folder)
        assert command("restore", *target, folder, check=False).returncode == 1


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_tools_that_are_missing_are_named(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOTEXING_PG_BIN", str(tmp_path))
    refused = command("backup", *place(home.data, home.database), "--out", tmp_path / "b", check=False)
    assert (refused.returncode, "KOTEXING_PG_BIN" in refused.stderr) == (3, True)


NUMBERS = (counters.SEQUENCE, counters.REVISION_FLOOR)


def numbers_of(connection: Connection) -> tuple[int, int]:
    last, floor = (counters.current(connection, name) for name in NUMBERS)
    return last, floor


class Clock(outside.System):
    """The computer's clock, some time later."""

    def __init__(self, later: timedelta) -> None:
        self._later = later

    def now(self) -> datetime:
        return super().now() + self._later


def test_two_restores_of_one_backup_give_out_no_number_twice(home: Home, database: Database, tmp_path: Path) -> None:
    starts = []
    with database.read() as connection:
        before = numbers_of(connection)
    for minutes in (1, 2):
        with database.write() as connection:
            for name, number in zip(NUMBERS, before, strict=True):
                counters.put(connection, name, number)
        with outside.replaced_by(Clock(timedelta(minutes=minutes))):
            begin_new_time(database, files_of(home.settings))
        with database.read() as connection:
            starts.append(numbers_of(connection))
            lost = counters.lost_ranges(connection)
    assert starts[1][0] - starts[0][0] >= 50_000 and starts[1][1] - starts[0][1] >= 50
    # All that the first of them gave out lies in the range that the second one voids.
    assert any(low < starts[0][0] + 40_000 < high for low, high in lost)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_server_makes_backups_by_itself_and_keeps_so_many(home: Home, tmp_path: Path) -> None:
    row = tmp_path / "row"
    options = ("--backup-to", str(row), "--backup-every", "0.0003", "--keep", "2")
    server = start_server(home.data, users=home.users, options=options)
    seen = set[Path]()
    until = time.monotonic() + 60
    while len(seen) < 3 and time.monotonic() < until:
        time.sleep(0.2)
        seen |= {one.path for one in backups.row(row)}
    assert len(seen) >= 3
    text = Laptop(server.url, {}).http.get(f"{server.url}/metrics", timeout=10).text
    told = next(line for line in text.splitlines() if line.startswith("kotexing_last_backup_timestamp_seconds "))
    assert float(told.split()[1]) > time.time() - 120
    assert server.stop() == 0
    assert len(backups.row(row)) <= 3


def test_the_row_forgets_what_was_cut_short_long_ago_and_never_the_newest(tmp_path: Path) -> None:
    def one(name: str, made_at: str, age: float = 0) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        if made_at:
            (folder / "manifest.json").write_text(json.dumps({"made_at": made_at}), encoding="utf-8")
        os.utime(folder, (time.time() - age, time.time() - age))
        return folder

    old, new = one("backup-1", "2026-01-01T00:00:00+00:00"), one("backup-2", "2026-01-02T00:00:00+00:00")
    under_way, cut = one("backup-3", ""), one("backup-0", "", 5 * 86400)
    (tmp_path / "other").mkdir()
    broken = one("backup-4", "no time")
    assert set(backups.prune(tmp_path, 0)) == {old, cut}
    assert new.exists() and under_way.exists() and broken.exists() and (tmp_path / "other").exists()
    assert backups.newest(tmp_path / "nowhere") is None
