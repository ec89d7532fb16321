"""A server is put back to an older backup: laptops notice by themselves and bring again all that it lost, records and
photos. Real processes, real profiles, both databases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from commissioner_app.store import keys
from tests.commands.conftest import Laptop
from tests.commands.test_with_server import a_host, a_visit, same
from tests.services.test_attachments import photo
from tests.support import postgres
from tests.support.commands import command
from tests.support.homes import BACKENDS, Home, sample_home
from tests.support.server import ServerProcess, place, start_server

NO_ROOM = ("--reserve", "100000000")  # megabytes: more than any disk has


@pytest.fixture(autouse=True)
def light_keys() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys.create, "__defaults__", (keys.Cost(1, 64, 1),))
        yield


@pytest.fixture(params=BACKENDS)
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Home:
    if request.param == "postgresql":
        postgres.cluster()
    return sample_home(tmp_path, str(request.param))


@dataclass
class Province:
    """The server, whichever process it is just now, and its laptops."""

    home: Home
    running: ServerProcess | None = None
    port: int = 0

    def start(self, *options: str) -> None:
        home = self.home
        self.running = start_server(home.data, self.port, home.users, home.database, options=options)
        self.port = self.running.port

    def stop(self) -> None:
        if self.running is not None:
            assert self.running.stop() == 0
        self.running = None

    def laptop(self, user: str) -> Laptop:
        assert self.running is not None
        password = next(one["password"] for one in self.home.users if one["name"] == user)
        made = Laptop(self.home.data.parent / user, password)
        assert made.ok("profile", "create", "--server", self.running.url, "--user", user)["sync"]["ok"]
        return made

    def run(self, *words: str | Path) -> dict[str, Any]:
        verb, *more = words
        said: dict[str, Any] = json.loads(command(verb, *place(self.home.data, self.home.database), *more).stdout)
        return said

    def record(self, kind: str, record_id: str) -> dict[str, Any]:
        printed = command("dump", *place(self.home.data, self.home.database), "--kind", kind).stdout
        held: dict[str, Any] = next(one for one in map(json.loads, printed.splitlines()) if one["id"] == record_id)
        return held


@pytest.fixture
def province(home: Home) -> Iterator[Province]:
    made = Province(home)
    made.start(*NO_ROOM)
    yield made
    made.stop()


def with_photo(laptop: Laptop, folder: Path, width: int) -> tuple[str, str]:
    """A new visit with a photo; the ids of both."""
    visit = laptop.put("visit", a_visit(a_host(laptop)))
    (folder / "现场.jpg").write_bytes(photo(width, 300))
    return visit, laptop.ok("record", "attach", visit, "photos", folder / "现场.jpg")["attachment"]


def test_laptops_bring_again_what_a_restored_server_lost(province: Province, tmp_path: Path) -> None:
    writer, office = province.laptop("stc1"), province.laptop("county1")
    # Its record is in the backup, its photo has not found room yet: nothing in the records will tell of the loss.
    early, early_photo = with_photo(writer, tmp_path, 310)
    assert writer.run("sync").returncode in (0, 3)
    assert province.record("visit", early)["id"] == early
    province.run("backup", "--to", tmp_path / "row")
    province.stop()
    province.start()
    assert writer.ok("sync")["waiting"] == {"records": 0, "files": 0}
    # What comes after the backup: a new visit, an edit, a decision of the office.
    late, late_photo = with_photo(writer, tmp_path, 320)
    writer.put("visit", {"place": "备份之后改的"}, id=early)
    assert writer.ok("sync")["waiting"] == {"records": 0, "files": 0}
    assert office.ok("sync")["ok"]
    before = writer.ok("sync")
    assert before["requests"] == 1
    province.stop()
    backup = next((tmp_path / "row").iterdir())
    # The backup goes to a new machine: no file of the old one is there.
    files = province.home.settings.attachments
    files.rename(tmp_path / "lost-attachments")
    restored = province.run("restore", backup)
    assert Path(restored["kept"]).is_dir()
    assert not list(files.rglob(early_photo)) and not list(files.rglob(late_photo))
    province.start()
    again = writer.process("sync").json()
    assert again["ok"] and again["waiting"] == {"records": 0, "files": 0} and again["conflicts"] == 0
    assert office.process("sync").json()["ok"] and writer.ok("sync")["ok"]
    for visit in (early, late):
        held = [one.ok("record", "get", visit) for one in (writer, office)]
        assert same(held[0], held[1]) and same(held[0], province.record("visit", visit))
    assert province.record("visit", early)["answers"]["place"] == "备份之后改的"
    for name in (early_photo, late_photo):
        assert list(files.rglob(name))
        office.ok("record", "attachment", name[:64], "--out", tmp_path / "seen.jpg")
    assert writer.ok("sync")["requests"] == 1, "asked once, not at every sync"
    checked = province.run("check")
    assert checked["ok"] and writer.ok("check")["ok"] and office.ok("check")["ok"]
