"""What was acknowledged survives: kill -9, restarts, restores; two servers never share one folder."""

from __future__ import annotations

import json
import subprocess
import threading
from pathlib import Path

import pytest
import requests

from provincial_server.db import counters
from provincial_server.db.engine import Database
from provincial_server.logic import backup
from provincial_server.settings import Settings
from tests.server.laptop import Laptop, change
from tests.server.test_push import visit
from tests.support.commands import COMMAND, ROOT, command
from tests.support.server import ServerProcess, copy_sample


def signed_in(server: ServerProcess, role: str = "STC") -> Laptop:
    laptop = Laptop(server.url, server.user(role))
    assert laptop.sign_in().status_code == 200
    return laptop


def test_kill_after_acknowledged_pushes_loses_nothing(own_server: ServerProcess) -> None:
    laptop = signed_in(own_server)
    acknowledged: dict[str, int] = {}

    def keep_pushing() -> None:
        try:
            while True:
                batch = [visit(laptop) for _ in range(5)]
                for sent, result in zip(batch, laptop.push(*batch), strict=True):
                    acknowledged[sent["record_id"]] = result["rev"]
        except requests.RequestException:
            return

    pushing = threading.Thread(target=keep_pushing)
    pushing.start()
    while len(acknowledged) < 60:
        pushing.join(0.01)
    own_server.kill()
    pushing.join()
    again = own_server.again()
    try:
        laptop.url = again.url
        held = laptop.pull_all(limit=2000)[f"user:{laptop.auth['person_id']}"]
        assert all(held[record]["rev"] == rev for record, rev in acknowledged.items())
    finally:
        assert again.stop() == 0
    assert json.loads(command("check", *own_server.place).stdout)["ok"]


def test_a_change_whose_answer_was_lost_in_a_crash_is_taken_once(own_server: ServerProcess) -> None:
    laptop = signed_in(own_server)
    sent = visit(laptop)
    first = laptop.push(sent)
    own_server.kill()
    again = own_server.again()
    try:
        laptop.url = again.url
        assert laptop.push(sent) == first
    finally:
        again.stop()


def test_a_stop_is_clean_and_the_port_can_be_taken_again(own_server: ServerProcess) -> None:
    port = own_server.port
    assert own_server.stop() == 0
    again = own_server.again(port)
    assert again.port == port
    assert again.stop() == 0


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_two_servers_never_share_a_folder(own_server: ServerProcess) -> None:
    second = subprocess.run(
        [*COMMAND, "serve", "--data", str(own_server.data), "--port", "0"], cwd=ROOT, capture_output=True, check=False
    )
    assert second.returncode == 3
    assert command("restore", "--data", own_server.data, own_server.data, check=False).returncode == 3


def test_a_restore_empties_no_laptop_and_reuses_no_number(own_server: ServerProcess, tmp_path: Path) -> None:
    laptop = signed_in(own_server)
    kept, edited = visit(laptop), visit(laptop)
    laptop.push(kept, edited)
    command("backup", *own_server.place, "--out", tmp_path / "backup")
    assert command("restore", *own_server.place, tmp_path / "backup", check=False).returncode == 3, "it is serving"
    lost = visit(laptop)
    laptop.push(lost, change("visit", edited["record_id"], 1, set={"content": "nach der Sicherung"}))
    laptop.pull_all(limit=2000)
    cursors = {bucket: page["cursor"] for bucket, page in laptop.last["pages"].items()}
    own_server.stop()
    command("restore", *own_server.place, tmp_path / "backup")
    again = own_server.again()
    try:
        laptop.url = again.url
        assert laptop.sync_reply().json()["code"] == "token_invalid"
        laptop.sign_in(device_id=laptop.auth["device_id"])
        # The lost record: its next edit is answered by asking for it whole, under its own id.
        (asked,) = laptop.push(change("visit", lost["record_id"], 1, set={"content": "x"}))
        assert (asked["status"], asked["rev"]) == ("stale", 0)
        (whole,) = laptop.push({**visit(laptop), "record_id": lost["record_id"]})
        assert whole["status"] == "accepted"
        # Its new revision is none that a laptop has seen before the restore.
        (stale,) = laptop.push(change("visit", edited["record_id"], 2, set={"content": "y"}))
        assert (stale["status"], stale["rev"]) == ("stale", 1)
        (taken,) = laptop.push(change("visit", edited["record_id"], 1, set={"content": "y"}))
        assert taken["rev"] > 100
        # A cursor of the lost time reads its bucket from the start; nothing is reported as gone or deleted.
        reply = laptop.sync(cursors=cursors, limit=2000)
        bucket = f"user:{laptop.auth['person_id']}"
        assert {kept["record_id"], lost["record_id"]} <= {one["id"] for one in reply["pages"][bucket]["records"]}
        assert all(page["gone"] == [] for page in reply["pages"].values())
    finally:
        again.stop()


def test_concurrent_pushes_all_arrive_in_one_order(own_server: ServerProcess) -> None:
    laptops = [signed_in(own_server) for _ in range(4)]
    reader = signed_in(own_server, "COUNTY")
    stop, seen = threading.Event(), list[str]()

    def read() -> None:
        cursor = 0
        while True:
            last = stop.is_set()
            page = reader.sync(cursors={"office:341524": cursor}, limit=2000)["pages"]["office:341524"]
            seen.extend(record["id"] for record in page["records"])
            cursor = page["cursor"]
            if last and not page["more"]:
                return

    def push(laptop: Laptop) -> None:
        for _ in range(10):
            sent = [visit(laptop) for _ in range(5)]
            laptop.push(*sent)
            written.extend(one["record_id"] for one in sent)

    written: list[str] = []
    reading = threading.Thread(target=read)
    reading.start()
    pushing = [threading.Thread(target=push, args=(laptop,)) for laptop in laptops]
    for thread in pushing:
        thread.start()
    for thread in pushing:
        thread.join()
    stop.set()
    reading.join()
    # A reader that follows the cursor has skipped nothing and seen nothing twice.
    assert len(written) == 200
    assert set(written) <= set(seen)
    assert len(seen) == len(set(seen))


def test_a_restored_database_is_of_its_new_time_before_it_is_put_in_place(tmp_path: Path) -> None:
    """A restore that is killed may leave the old data or the new, never a server that gives old numbers out again."""
    copy_sample(tmp_path / "data")
    settings, kept = Settings(tmp_path / "data"), tmp_path / "backup"
    command("backup", "--data", settings.folder, "--out", kept)
    placed: list[int] = []
    real = Path.replace

    def seen(self: Path, target: Path) -> Path:
        if Path(target) == settings.database_file:
            database = Database(f"sqlite:///{self}")
            with database.read() as connection:
                placed.append(len(counters.lost_ranges(connection)))
            database.close()
        return real(self, target)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", seen)
        backup.restore(settings, kept)
    assert placed == [1]
