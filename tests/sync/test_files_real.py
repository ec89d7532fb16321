"""Photos and files against a real server process: killed in the middle, several at once, damaged, given up and begun again."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from commissioner_app.store.store import Store
from commissioner_app.sync.engine import Engine
from commissioner_app.sync.http import RequestsTransport
from commissioner_app.sync.progress import SyncResult
from commissioner_app.sync.transport import Reply, Tokens
from provincial_server.db.engine import Database
from provincial_server.logic.uploads import Uploads
from provincial_server.settings import Settings
from tests.store.samples import KEY
from tests.support.commands import command
from tests.sync.test_real_server import QUICK, ROOT, Laptop, Server

BIG = 6_000_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("server") / "data"


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    started = Server(folder)
    yield started
    started.kill()


@pytest.fixture
def laptop(server: Server, tmp_path: Path) -> Iterator[Laptop]:
    made = Laptop(tmp_path / "laptop", server, 0)
    assert made.sync().ok
    yield made
    made.store.close()


class Counting(RequestsTransport):
    """Counts the bytes of files that are sent, and can be cut off after some."""

    sent = 0

    def call(self, method: str, path: str, **named: Any) -> Reply:
        if path.startswith("/v1/attachments"):
            self.sent += len(named.get("body") or b"")
        return super().call(method, path, **named)


def counting(laptop: Laptop, server: Server) -> Counting:
    tokens = Tokens(laptop.session["access_token"], laptop.session["refresh_token"])
    laptop.transport = Counting(server.url, tokens)
    return laptop.transport


def with_file(laptop: Laptop, data: bytes) -> str:
    name = laptop.store.attachments.add(data, "bin")
    laptop.visit(content="有附件", log_scan=name)
    return name


def arrived(folder: Path) -> int:
    """How many bytes of unfinished uploads the server has."""
    return sum(part.stat().st_size for part in (folder / "uploads").glob("*.part"))


def until_some_arrived(folder: Path, least: int) -> int:
    deadline = time.monotonic() + 60
    while (have := arrived(folder)) < least:
        assert time.monotonic() < deadline
        time.sleep(0.002)
    return have


def test_a_laptop_killed_inside_a_file_sends_only_the_rest(server: Server, laptop: Laptop, folder: Path) -> None:
    data = os.urandom(BIG)
    name = with_file(laptop, data)
    laptop.store.close()
    tokens = [laptop.session["access_token"], laptop.session["refresh_token"]]
    syncer = subprocess.Popen(
        [sys.executable, "-m", "tests.sync.syncer", str(laptop.folder), server.url, *tokens],
        cwd=ROOT, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    until_some_arrived(folder, 300_000)
    syncer.kill()
    syncer.wait()
    laptop.store = Store.open(laptop.folder, KEY)
    line = counting(laptop, server)
    before = _offset(line, laptop, name)
    assert 300_000 <= before < BIG, "it was to be killed in the middle"
    assert laptop.sync().ok
    assert line.sent == BIG - before
    _same(folder, name, data)


def _offset(line: RequestsTransport, laptop: Laptop, name: str) -> int:
    headers = {"Tus-Resumable": "1.0.0"}
    return int(line.call("HEAD", laptop.store.attachments.upload_of(name), headers=headers).headers["upload-offset"])


def _same(folder: Path, name: str, data: bytes) -> None:
    assert (folder / "attachments" / name[:2] / name).read_bytes() == data


def test_a_server_killed_inside_a_file_is_gone_on_with(server: Server, laptop: Laptop, folder: Path) -> None:
    data = os.urandom(BIG)
    name = with_file(laptop, data)
    line = counting(laptop, server)
    killed = False
    engine = Engine(laptop.store, line, patience=QUICK)
    for step in engine.run():
        if step.stage == "upload" and step.done > 300_000 and not killed:
            server.kill()
            server.start()
            killed = True
    assert killed and engine.result.ok, engine.result
    # What had not come to the disk goes again: a piece at most.
    assert BIG <= line.sent <= BIG + 1024 * 1024
    _same(folder, name, data)


def test_an_upload_that_the_server_gave_up_begins_again(server: Server, laptop: Laptop, folder: Path) -> None:
    data = os.urandom(BIG)
    name = with_file(laptop, data)
    engine = Engine(laptop.store, laptop.transport, patience=QUICK)
    steps = engine.run()
    for step in steps:
        if step.stage == "upload" and step.done > 300_000:
            break
    steps.close()
    assert laptop.store.attachments.upload_of(name)
    for part in (folder / "uploads").glob("*.part"):
        os.utime(part, (0, 0))
    database = Database(Settings(folder).database_url)
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE uploads SET created_at = '2026-01-01'")
    assert Uploads(database, Settings(folder)).drop_old() > 0 and arrived(folder) == 0
    database.close()
    assert laptop.sync().ok
    _same(folder, name, data)


def run(laptop: Laptop, lines: list[RequestsTransport]) -> SyncResult:
    engine = Engine(laptop.store, lines[0], patience=QUICK, beside=lines[1:])
    for _ in engine.run():
        pass
    return engine.result


def test_several_lines_share_a_token_that_ran_out(server: Server, laptop: Laptop, folder: Path) -> None:
    files = [os.urandom(400_000) for _ in range(24)]
    names = [with_file(laptop, data) for data in files]
    assert Engine(laptop.store, laptop.transport, files=lambda: False)
    renewed: list[Tokens] = []
    first = RequestsTransport(
        server.url,
        Tokens("not a token", laptop.session["refresh_token"]),
        on_tokens=lambda tokens, _: renewed.append(tokens),
    )
    lines = [first, *(first.beside() for _ in range(3))]
    result = run(laptop, lines)
    assert (result.ok, result.waiting_files, len(renewed)) == (True, 0, 1), result
    assert sum(line.meter.requests > 0 for line in lines) > 1
    for name, data in zip(names, files, strict=True):
        _same(folder, name, data)
        receipt = laptop.store.attachments.get(name)
        assert receipt is not None and receipt.sent_at.startswith("20")


def test_a_copy_that_was_damaged_on_the_server_is_sent_again(server: Server, laptop: Laptop, folder: Path) -> None:
    data = os.urandom(5000)
    name = with_file(laptop, data)
    assert laptop.sync().ok
    copy = folder / "attachments" / name[:2] / name
    copy.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    looked = command("check", "--data", folder, "--mend", check=False)
    assert looked.returncode == 1 and f'"sent_again": ["{name}"]' in looked.stdout
    result = laptop.sync()
    assert (result.ok, result.waiting_files) == (True, 0)
    _same(folder, name, data)
    assert command("check", "--data", folder).returncode == 0
