"""The same over real HTTP with a real server process: first load, two laptops, cuts of the line, big files, kills."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from commissioner_app.domain.record import Record
from commissioner_app.errors import EnvironmentFault
from commissioner_app.store.rows import ListQuery
from commissioner_app.store.store import Store
from commissioner_app.sync.engine import Engine, Patience
from commissioner_app.sync.http import RequestsTransport
from commissioner_app.sync.progress import SyncResult
from commissioner_app.sync.session import sign_in
from commissioner_app.sync.transport import Tokens
from tests.store.samples import KEY, record

ROOT = Path(__file__).parents[2]
QUICK = Patience(first=0.02, longest=0.1)


class Server:
    """A provincial server process on a free port, with the sample county."""

    def __init__(self, folder: Path) -> None:
        made = subprocess.run(
            [sys.executable, "-m", "provincial_server", "init", "--data", str(folder), "--sample"],
            cwd=ROOT, check=True, capture_output=True, text=True,
        )  # fmt: skip
        self.users = json.loads(made.stdout.strip().splitlines()[-1])["users"]
        self._folder = folder
        self._process: subprocess.Popen[str] | None = None
        self.port = 0
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "provincial_server", "serve", "--data", str(self._folder), "--port", str(self.port)],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert self._process.stdout is not None
        self.url = json.loads(self._process.stdout.readline())["url"]
        self.port = int(self.url.rpartition(":")[2].strip("/"))

    def kill(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()


class Laptop:
    """A signed-in laptop of one of the sample people; ``url`` may lead through a cutting line."""

    def __init__(self, folder: Path, server: Server, user: int, url: str = "") -> None:
        self.folder = folder
        entry = server.users[user]
        self.session: Mapping[str, Any] = sign_in(
            RequestsTransport(server.url), entry["name"], entry["password"], device_name=folder.name
        )
        tokens = Tokens(self.session["access_token"], self.session["refresh_token"])
        self.transport = RequestsTransport(url or server.url, tokens, stall=5)
        self.store = Store.open(folder, KEY)

    @property
    def person(self) -> str:
        return str(self.session["person_id"])

    def sync(self, patience: Patience = QUICK) -> SyncResult:
        engine = Engine(self.store, self.transport, patience=patience)
        for _ in engine.run():
            pass
        return engine.result

    def visit(self, **answers: Any) -> Record:
        appointment = self.session["appointments"][0]
        host = self.store.records.list(ListQuery(kind="host", limit=1))[0].id
        one = record(
            {
                "writer": self.person, "county": appointment["county"], "team": appointment["team"], "host": host,
                "host_name": "试验茶厂", "start_at": "2026-04-07T09:00:00+08:00", **answers,
            },
            author=self.person,
        )  # fmt: skip
        self.store.write(one, who=self.person, device="d", action="create")
        return one

    def edit(self, record_id: str, **answers: Any) -> None:
        old = self.get(record_id)
        new = dataclasses.replace(old, answers={**old.answers, **answers}, author=self.person)
        self.store.write(new, who=self.person, device="d", action="edit")

    def get(self, record_id: str) -> Record:
        found = self.store.records.get(record_id)
        assert found is not None
        return found


class CuttingLine:
    """Passes bytes on to the server and cuts each connection after so many of them, both ways, for the first ones."""

    def __init__(self, port: int, cuts: list[int]) -> None:
        self._target = port
        self._cuts = cuts
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self._target))
            left = [self._cuts.pop(0) if self._cuts else 1 << 60]
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self._pass, args=(source, sink, left), daemon=True).start()

    @staticmethod
    def _pass(source: socket.socket, sink: socket.socket, left: list[int]) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(4096):
                sink.sendall(data[: max(0, left[0])])
                left[0] -= len(data)
                if left[0] <= 0:
                    break
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    started = Server(tmp_path_factory.mktemp("server"))
    yield started
    started.kill()


@pytest.fixture
def one(server: Server, tmp_path: Path) -> Iterator[Laptop]:
    laptop = Laptop(tmp_path / "one", server, 0)
    yield laptop
    laptop.store.close()


@pytest.fixture
def two(server: Server, tmp_path: Path) -> Iterator[Laptop]:
    laptop = Laptop(tmp_path / "two", server, 1)
    yield laptop
    laptop.store.close()


def test_first_load_then_nothing_to_say(one: Laptop) -> None:
    result = one.sync()
    assert (result.ok, result.error) == (True, "")
    assert result.pulled == sum(one.store.records.counts().values())
    assert one.store.records.counts()["host"] > 100
    again = one.sync()
    assert (again.ok, again.requests, again.pulled) == (True, 1, 0)
    assert again.bytes_sent + again.bytes_received < 4000
    assert set(one.store.buckets.states()) == set(one.session["buckets"])


def test_two_laptops_of_a_team_converge_with_a_conflict(one: Laptop, two: Laptop) -> None:
    one.sync(), two.sync()
    made = one.visit(content="一", place="茶园")
    assert one.sync().pushed == 1
    assert two.sync().ok
    assert two.get(made.id) == one.get(made.id)
    one.edit(made.id, content="一改", effect="好")
    one.sync()
    # The teammate may read the visit and not write it: the edit is refused and stays visible on that laptop.
    two.edit(made.id, content="二改")
    result = two.sync()
    assert (result.ok, result.pushed) == (True, 0)
    assert two.store.records.waiting_counts() == {"visit": 1}


def test_the_same_person_on_two_laptops(server: Server, one: Laptop, tmp_path: Path) -> None:
    other = Laptop(tmp_path / "other", server, 0)
    one.sync(), other.sync()
    made = one.visit(content="一", place="茶园", photos=[{"id": "p1", "caption": "a"}])
    one.sync(), other.sync()
    one.edit(made.id, content="左", effect="好", photos=[{"id": "p1", "caption": "a"}, {"id": "p2", "caption": "b"}])
    other.edit(
        made.id, content="右", advice_given="修剪", photos=[{"id": "p1", "caption": "a"}, {"id": "p3", "caption": "c"}]
    )
    assert one.sync().ok
    result = other.sync()
    assert (result.ok, result.merged, result.conflicts) == (True, 1, 1)
    assert one.sync().ok
    assert one.get(made.id) == other.get(made.id)
    answers = one.get(made.id).answers
    assert (answers["content"], answers["effect"], answers["advice_given"]) == ("左", "好", "修剪")
    assert [item["id"] for item in answers["photos"]] == ["p1", "p2", "p3"]
    assert [conflict.mine for conflict in one.get(made.id).conflicts] == ["右"]
    other.store.close()


def test_cuts_at_many_places_lose_and_double_nothing(server: Server, one: Laptop, tmp_path: Path) -> None:
    one.sync()
    line = CuttingLine(server.port, [50, 700, 1500, 2500, 3300, 4100, 5000, 300_000, 900_000, 1_400_000])
    cut = Laptop(tmp_path / "cut", server, 0, line.url)
    for _ in range(6):
        if cut.sync(Patience(attempts=3, first=0.01, longest=0.02)).ok:
            break
    data = os.urandom(2_500_000)
    name = cut.store.attachments.add(data, "bin")
    ids = [cut.visit(content=f"第{number}次", log_scan=name).id for number in range(40)]
    line._cuts.extend([900, 2000, 3000, 200_000, 1_200_000])
    for _ in range(8):
        cut.sync(Patience(attempts=3, first=0.01, longest=0.02))
    result = cut.sync()
    assert (result.ok, result.waiting_records, result.waiting_files) == (True, 0, 0)
    assert one.sync().ok
    assert [one.get(record_id).answers["content"] for record_id in ids] == [f"第{n}次" for n in range(40)]
    assert all(one.get(record_id).rev == 1 for record_id in ids)
    assert one.store.attachments.read(name) == data
    line.close()
    cut.store.close()


def test_a_server_killed_and_started_again(server: Server, one: Laptop) -> None:
    one.sync()
    made = one.visit(content="停机")
    server.kill()
    result = one.sync(Patience(attempts=2, first=0.01))
    assert (result.ok, result.error, result.waiting_records) == (False, "server_unreachable", 1)
    server.start()
    assert one.sync().ok
    assert one.get(made.id).rev == 1


def test_a_sync_killed_again_and_again_ends_like_one_that_was_not(server: Server, one: Laptop, tmp_path: Path) -> None:
    one.sync()
    killed = Laptop(tmp_path / "killed", server, 0)
    assert killed.sync().ok
    names = [killed.store.attachments.add(os.urandom(1_300_000), "bin") for _ in range(3)]
    with killed.store.transaction():
        ids = [killed.visit(content=f"第{number}次", log_scan=names[number % 3]).id for number in range(900)]
    killed.store.close()
    tokens = [killed.session["access_token"], killed.session["refresh_token"]]
    command = [sys.executable, "-m", "tests.sync.syncer", str(killed.folder), server.url, *tokens]
    for steps in (1, 2, 3, 4, 5, 0):
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        said = [process.stdout.readline().strip() for _ in range(steps)] if steps else []
        if steps:
            time.sleep(0.03 * steps)
            process.kill()
        said += process.stdout.read().split()
        process.wait()
        process.stdout.close()
    assert said[-1] == "ok"
    assert one.sync().ok
    assert [one.get(record_id).answers["content"] for record_id in ids] == [f"第{n}次" for n in range(900)]
    assert {one.get(record_id).rev for record_id in ids} == {1}
    killed.store = Store.open(killed.folder, KEY)
    assert killed.store.records.waiting_counts() == {}
    assert killed.store.attachments.waiting() == []
    assert [len(killed.store.outbox.receipts(record_id)) for record_id in ids] == [1] * 900
    killed.store.close()


def test_an_expired_access_token_is_renewed(server: Server, one: Laptop) -> None:
    kept: list[Tokens] = []
    transport = RequestsTransport(
        server.url, Tokens("not a token", one.session["refresh_token"]), on_tokens=lambda new, _: kept.append(new)
    )
    one.transport = transport
    assert one.sync().ok
    assert len(kept) == 1
    one.transport = RequestsTransport(server.url, Tokens("not a token", "neither"))
    result = one.sync()
    assert (result.ok, result.needs_login) == (False, True)


def test_a_wrong_password_and_a_wrong_address_say_so(server: Server) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        sign_in(RequestsTransport(server.url), server.users[0]["name"], "wrong")
    assert caught.value.code == "bad_password"
    with pytest.raises(EnvironmentFault) as caught:
        sign_in(RequestsTransport("http://127.0.0.1:9"), "a", "b")
    assert caught.value.code == "server_unreachable"
    with pytest.raises(EnvironmentFault) as caught:
        sign_in(RequestsTransport("nonsense"), "a", "b")
    assert caught.value.code == "bad_server_address"


def test_a_line_that_stands_still_is_given_up(tmp_path: Path) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    transport = RequestsTransport(f"http://127.0.0.1:{listener.getsockname()[1]}", Tokens("a", "b"), stall=0.3)
    started = time.monotonic()
    with pytest.raises(EnvironmentFault) as caught:
        transport.call("GET", "/v1/forms")
    assert caught.value.code == "server_stalled"
    assert time.monotonic() - started < 3
    listener.close()
