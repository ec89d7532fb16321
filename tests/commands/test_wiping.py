"""A laptop that is shut out: it sends no more and stays readable, or, told to wipe itself, keeps nothing but a word of it."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from commissioner_app import bootstrap
from commissioner_app.errors import EnvironmentFault
from commissioner_app.services.account import secret_name
from commissioner_app.store import wiping
from commissioner_app.system.secrets import MemoryStore
from tests.commands.conftest import Laptop
from tests.commands.test_with_server import a_host, a_visit
from tests.services.test_attachments import photo
from tests.support import server as servers
from tests.support.commands import command


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.ServerProcess]:
    folder = tmp_path_factory.mktemp("wiping")
    users = servers.copy_sample(folder / "data")
    running = servers.start_server(folder / "data", users=users)
    yield running
    running.stop()


def signed_in(server: servers.ServerProcess, folder: Path, user: str = "dcs1") -> Laptop:
    found = next(one for one in server.users if one["name"] == user)
    laptop = Laptop(folder, found["password"])
    laptop.ok("profile", "create", "--server", server.url, "--user", user)
    return laptop


def device_of(laptop: Laptop) -> str:
    return str(json.loads((laptop.profile / "profile.json").read_text(encoding="utf-8"))["device_id"])


def revoke(server: servers.ServerProcess, device: str, *options: str) -> None:
    assert command("device", "revoke", "--data", server.data, device, *options).returncode == 0


def listed(server: servers.ServerProcess, device: str) -> dict[str, Any]:
    lines = command("device", "list", "--data", server.data).stdout.splitlines()
    return next(one for one in map(json.loads, lines) if one["id"] == device)


def left_in(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_shut_out_without_wiping_everything_stays_readable(server: servers.ServerProcess, tmp_path: Path) -> None:
    laptop = signed_in(server, tmp_path / "laptop")
    visit = laptop.put("visit", a_visit(a_host(laptop)))
    device = device_of(laptop)
    revoke(server, device)
    done = laptop.run("sync")
    assert done.returncode == 3 and json.loads(done.stdout)["waiting"]["records"] == 1
    assert laptop.ok("record", "get", visit)["rev"] == 0 and laptop.ok("check")["ok"]
    assert listed(server, device)["state"] == "revoked" and listed(server, device)["seen_at"]


def test_told_to_wipe_nothing_is_left_but_a_word_of_it(server: servers.ServerProcess, tmp_path: Path) -> None:
    laptop = signed_in(server, tmp_path / "laptop")
    visit = laptop.put("visit", a_visit(a_host(laptop)))
    (tmp_path / "p.jpg").write_bytes(photo(300, 200))
    laptop.ok("record", "attach", visit, "photos", tmp_path / "p.jpg")
    laptop.ok("backup")
    device = device_of(laptop)
    revoke(server, device, "--wipe")
    assert listed(server, device)["state"] == "wiping"
    done = laptop.process("sync")
    assert done.returncode == 3 and "清除" in done.stderr
    assert left_in(laptop.profile) == {wiping.MARKER}
    said = json.loads((laptop.profile / wiping.MARKER).read_text(encoding="utf-8"))
    assert said["done"] and "删除" in said["zh"] and "removed" in said["en"]
    assert listed(server, device)["state"] == "wiped"
    again = laptop.run("record", "get", visit)
    assert again.returncode == 3 and "清除" in again.stderr
    # The same person may begin anew on it, as a new laptop.
    assert signed_in(server, laptop.profile).ok("check")["ok"] and device_of(laptop) != device
    assert command("check", "--data", server.data).returncode == 0


def test_a_laptop_whose_tokens_are_forgotten_still_hears_of_it(server: servers.ServerProcess, tmp_path: Path) -> None:
    laptop = signed_in(server, tmp_path / "laptop", "liaison1")
    device = device_of(laptop)
    command("user", "disable", "--data", server.data, "liaison1")
    revoke(server, device, "--wipe")
    assert laptop.run("sync").returncode == 3
    assert left_in(laptop.profile) == {wiping.MARKER}


class Killed(BaseException):
    """The power fails."""


@pytest.mark.parametrize("after", range(0, 9))
def test_a_wiping_that_is_killed_goes_on_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    folder, secrets = tmp_path / "laptop", MemoryStore()
    secrets.set(secret_name(folder), "a password")
    for name in ("profile.json", "profile.db", "profile.db-wal", "attachments/aa/b.bin", "backups/1/profile.json"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x" * 100)
    left, destroy = [after], wiping._destroy

    def dying(path: Path) -> None:
        if not left[0]:
            raise Killed
        left[0] -= 1
        destroy(path)

    with monkeypatch.context() as patch, contextlib.suppress(Killed):
        patch.setattr(wiping, "_destroy", dying)
        wiping.begin(folder, "2026-11-22", lambda: secrets.forget(secret_name(folder)))
        wiping.finish(folder)
    for _ in range(2):
        with pytest.raises(EnvironmentFault) as caught:
            bootstrap.open_profile(folder, "a password", secrets=secrets)
        assert caught.value.code == "laptop_wiped"
        assert left_in(folder) == {wiping.MARKER} and secrets.get(secret_name(folder)) is None


def test_the_sign_in_window_tells_it_once(tmp_path: Path) -> None:
    folder = tmp_path / "profiles" / "one"
    folder.mkdir(parents=True)
    (folder / "profile.db").write_bytes(b"x")
    wiping.begin(folder, "2026-11-22", lambda: None)
    accounts = bootstrap.accounts(tmp_path / "profiles", secrets=MemoryStore())
    assert left_in(folder) == {wiping.MARKER} and accounts.profiles() == []
    assert accounts.tell_wiped() and not accounts.tell_wiped()
