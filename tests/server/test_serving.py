"""``serve`` as a process: several workers of one port, replaced when they die, ended in good order; and what it logs."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
import requests

from provincial_server.commands.workers import Worker
from tests.server.laptop import Laptop
from tests.server.test_connections import Lines, answer, head
from tests.server.test_push import visit
from tests.support.commands import COMMAND, ROOT, command, process
from tests.support.homes import Home, sample_home
from tests.support.server import ServerProcess, copy_sample, start_server

WORKERS = 2


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return sample_home(tmp_path_factory.mktemp("several"), "postgresql")


@pytest.fixture(scope="module")
def several(home: Home) -> Iterator[ServerProcess]:
    """Several workers on one PostgreSQL."""
    running = start_server(home.data, users=home.users, database=home.database, options=("--workers", str(WORKERS)))
    yield running
    assert running.stop() == 0


@pytest.fixture
def lines(several: ServerProcess) -> Iterator[Lines]:
    with contextlib.ExitStack() as stack:
        yield Lines(several, stack)


def workers_of(server: ServerProcess) -> set[int]:
    """The processes that serve (and not the one that tracks their shared things)."""
    found = psutil.Process(server.process.pid).children()
    return {one.pid for one in found if "spawn_main" in " ".join(one.cmdline())}


def wait_for(true: Callable[[], bool], seconds: float = 30) -> bool:
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def test_workers_share_the_work_and_their_numbers(several: ServerProcess) -> None:
    assert len(workers_of(several)) == WORKERS
    for _ in range(30):
        assert requests.get(f"{several.url}/nowhere", timeout=10).status_code == 404
    # Whichever worker is asked, it tells of all.
    for _ in range(4):
        text = requests.get(f"{several.url}/metrics", timeout=10).text
        assert 'kotexing_requests_total{method="GET",route="other",status="404"} 30.0' in text


def test_a_worker_that_dies_is_replaced_and_nobody_else_notices(several: ServerProcess) -> None:
    before = workers_of(several)
    laptop = Laptop(several.url, several.user("STC"))
    assert laptop.sign_in().ok
    victim = min(before)
    psutil.Process(victim).kill()
    sent, served = [], 0
    while time.monotonic() and served < 20:
        laptop.http.close()
        one = visit(laptop)
        with contextlib.suppress(requests.ConnectionError):
            assert laptop.push(one)[0]["status"] == "accepted"
            sent.append(one["record_id"])
        served += 1
    assert len(sent) >= 18, "the other one went on"
    assert wait_for(lambda: len(workers_of(several) - {victim}) == WORKERS)
    held = laptop.pull_all(2000)[f"user:{laptop.auth['person_id']}"]
    assert set(sent) <= held.keys()


def test_what_is_being_answered_when_the_server_is_stopped_is_finished(home: Home) -> None:
    server = start_server(home.data, users=home.users, database=home.database, options=("--workers", str(WORKERS)))
    laptop = Laptop(server.url, server.user("STC"))
    assert laptop.sign_in().ok
    body = json.dumps({"protocol": 1, "changes": [visit(laptop)], "cursors": {}, "known": {}, "limit": 1}).encode()
    auth = f"Authorization: Bearer {laptop.auth['access_token']}"
    with contextlib.ExitStack() as stack:
        lines = Lines(server, stack)
        line = lines.open(head("POST", "/v1/sync", auth, f"Content-Length: {len(body)}") + body[:200])
        time.sleep(0.5)
        children = workers_of(server)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(1)
        line.sendall(body[200:])
        reply = answer(line)
    assert reply.startswith(b"HTTP/1.1 200") and b'"accepted"' in reply
    assert server.stop() == 0
    assert not any(psutil.pid_exists(one) for one in children)


def test_workers_end_with_the_one_that_watches_them(home: Home) -> None:
    server = start_server(home.data, users=home.users, database=home.database, options=("--workers", str(WORKERS)))
    children = workers_of(server)
    server.kill()
    assert wait_for(lambda: not any(psutil.pid_exists(one) for one in children), 15)


def test_sqlite_has_one_worker(tmp_path: Path) -> None:
    copy_sample(tmp_path / "data")
    refused = command("serve", "--data", tmp_path / "data", "--workers", "2", check=False)
    assert (refused.returncode, "PostgreSQL" in refused.stderr) == (2, True)
    assert command("serve", "--data", tmp_path / "data", "--workers", "0", check=False).returncode == 2


def test_a_port_that_is_taken_is_told(several: ServerProcess, home: Home) -> None:
    for options in ((), ("--workers", "2")):
        refused = process(
            "serve",
            "--data",
            home.data,
            "--database",
            home.database,
            "--port",
            str(several.port),
            *options,
            check=False,
        )
        assert refused.returncode == 3 and refused.stdout == "" and "Traceback" not in refused.stderr


def test_workers_that_cannot_start_end_the_server(home: Home, tmp_path: Path) -> None:
    (tmp_path / "uploads").write_text("in the way")
    refused = process(
        "serve", "--data", tmp_path, "--database", home.database, "--port", "0", "--workers", "2", check=False
    )
    assert (refused.returncode, refused.stdout, "Traceback" in refused.stderr) == (3, "", False)
    assert "uploads" in refused.stderr


def test_a_worker_is_heard(several: ServerProcess) -> None:
    from multiprocessing import Pipe, get_context

    ours, theirs = Pipe()
    worker = Worker(get_context("spawn").Process(), ours, 0.0)
    theirs.send_bytes(b"alive")
    worker.listen()
    assert worker.heard_at > 0 and not worker.is_ready
    theirs.send_bytes(b"ready")
    theirs.close()
    worker.listen()
    assert worker.is_ready


def test_the_log_names_routes_and_nothing_that_was_asked_for(tmp_path: Path) -> None:
    home = sample_home(tmp_path, "sqlite")
    (home.data / "server.toml").write_text("access_log = true\n", encoding="utf-8")
    process = subprocess.Popen(
        [*COMMAND, "serve", "--data", str(home.data), "--port", "0"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    url = json.loads(process.stdout.readline())["url"]
    laptop = Laptop(url, next(user for user in home.users if user["role"] == "STC"))
    wrong = laptop.sign_in(password="Wrong-secret-99")
    assert (wrong.status_code, laptop.sign_in().status_code) == (401, 200)
    photo = "cd" * 32 + ".jpg"
    sent = visit(laptop)
    laptop.push(sent)
    laptop.call("GET", f"/v1/attachments/{photo}")
    laptop.call("GET", "/v1/forms?name=zhang")
    with contextlib.suppress(requests.RequestException):
        laptop.http.get(f"{url}/\x01\x02", timeout=5)
    process.send_signal(signal.SIGTERM)
    _, log = process.communicate(timeout=30)
    assert "POST /v1/sync 200" in log and "GET /v1/attachments/{name} 404" in log and "POST /v1/session 401" in log
    hidden = (
        photo, "zhang", "Wrong-secret-99", laptop.user["name"], laptop.user["password"], laptop.auth["access_token"],
        laptop.auth["refresh_token"], laptop.auth["person_id"], laptop.auth["device_id"], sent["record_id"], "127.0.0.1",
    )  # fmt: skip
    assert [one for one in hidden if one in log] == []
