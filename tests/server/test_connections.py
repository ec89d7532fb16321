"""Lines that are slow are served, lines that stand still are let go, and what arrives slowly costs little memory. All with
real sockets against a real server process."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

import psutil
import pytest
import requests

from sync_protocol import limits
from tests.server.laptop import Laptop
from tests.support.homes import sample_home
from tests.support.server import ServerProcess

QUICK = """
[limits]
head_seconds = 1.5
head_bytes = 8000
stall_seconds = 1.5
stall_bytes = 300
idle_seconds = 3
connections = 230
connections_per_address = 20
"""
ELSEWHERE = "127.0.0.3"  # this machine, under an address that is no balancer's
MOST_GROWTH = 60 * 1024 * 1024


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    home = sample_home(tmp_path_factory.mktemp("lines"), "sqlite")
    (home.data / "server.toml").write_text(QUICK, encoding="utf-8")
    running = home.serve()
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="module")
def laptop(server: ServerProcess) -> Laptop:
    laptop = Laptop(server.url, server.user("STC"))
    assert laptop.sign_in().ok
    return laptop


@pytest.fixture
def lines(server: ServerProcess) -> Iterator[Lines]:
    with ExitStack() as stack:
        yield Lines(server, stack)


class Lines:
    """Connections to the server, closed in the end."""

    def __init__(self, server: ServerProcess, stack: ExitStack) -> None:
        self._port, self._stack = server.port, stack

    def open(self, said: bytes = b"", address: str = "127.0.0.1") -> socket.socket:
        line = socket.create_connection(("127.0.0.1", self._port), timeout=10, source_address=(address, 0))
        self._stack.callback(line.close)
        line.sendall(said)
        return line


def head(method: str, path: str, *more: str) -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: x", *more, "", ""]).encode()


def answer(line: socket.socket) -> bytes:
    """One whole reply."""
    seen = b""
    with contextlib.suppress(ConnectionError):
        while part := line.recv(65536):
            seen += part
            said, end, body = seen.partition(b"\r\n\r\n")
            length = re.search(rb"(?i)content-length: (\d+)", said)
            if end and length and len(body) >= int(length[1]):
                break
    return seen


def is_dropped(line: socket.socket, within: float = 6.0) -> bool:
    line.settimeout(within)
    try:
        return line.recv(1) == b""
    except ConnectionError:
        return True
    except TimeoutError:
        return False


def test_a_head_that_does_not_come_together_is_let_go(lines: Lines) -> None:
    silent, trickling = lines.open(), lines.open(b"GET /health HTTP/1.1\r\nX: ")
    begun = time.monotonic()
    with contextlib.suppress(ConnectionError):
        while time.monotonic() - begun < 5:
            trickling.sendall(b"x")
            time.sleep(0.1)
    assert time.monotonic() - begun < 5, "a head that trickles is no progress"
    assert is_dropped(silent) and is_dropped(trickling)


def test_a_second_head_on_a_kept_line_is_watched_as_well(lines: Lines) -> None:
    line = lines.open(head("GET", "/health"))
    assert answer(line).startswith(b"HTTP/1.1 200")
    line.sendall(b"GET /health HT")
    assert is_dropped(line)


def test_a_kept_line_is_closed_when_nothing_follows(lines: Lines) -> None:
    line = lines.open(head("GET", "/health"))
    assert answer(line).startswith(b"HTTP/1.1 200") and is_dropped(line)


def test_a_body_that_keeps_coming_slowly_is_taken_and_one_that_stands_still_is_not(
    lines: Lines, laptop: Laptop
) -> None:
    body = json.dumps({"protocol": 1, "changes": [], "cursors": {"x" * 2600: 1}, "known": {}}).encode()
    auth = f"Authorization: Bearer {laptop.auth['access_token']}"
    said = head("POST", "/v1/sync", auth, f"Content-Length: {len(body)}")
    slow, still, dripping = lines.open(said), lines.open(said + body[:500]), lines.open(said)
    begun, at = time.monotonic(), 0
    while at < len(body):
        slow.sendall(body[at : at + 60])
        with contextlib.suppress(ConnectionError):
            dripping.sendall(body[at : at + 1])
        at += 60
        time.sleep(0.1)
    assert time.monotonic() - begun > 3, "long enough to be taken for standing still by the clock"
    assert answer(slow).startswith(b"HTTP/1.1 200")
    assert is_dropped(still) and is_dropped(dripping)


def test_a_reader_that_takes_nothing_is_let_go_and_a_slow_one_is_not(lines: Lines, laptop: Laptop) -> None:
    auth = f"Authorization: Bearer {laptop.auth['access_token']}"
    wanted = head("GET", "/v1/forms/all", auth)
    whole = len(laptop.call("GET", "/v1/forms/all", headers={"Accept-Encoding": "identity"}).content)
    # One reply alone may fit into the buffers of a generous kernel.
    replies = 1 + 12_000_000 // whole

    def small_window() -> socket.socket:
        line = socket.socket()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.settimeout(10)
        line.connect(("127.0.0.1", int(laptop.url.rsplit(":", 1)[1])))
        line.sendall(wanted * replies)
        return line

    with small_window() as stuck, small_window() as slow:
        seen = 0
        for _ in range(50):
            seen += len(slow.recv(3000))
            time.sleep(0.1)
        assert seen > 100_000
        # What lies in the two machines' buffers still comes, then the line is gone, long before the end of the reply.
        with contextlib.suppress(ConnectionError):
            taken = 0
            while part := stuck.recv(65536):
                taken += len(part)
            assert taken < whole * replies, f"all {whole * replies} bytes fit into buffers"
        slow.settimeout(10)
        assert len(slow.recv(1000)) > 0


def test_a_body_that_says_it_is_too_large_is_refused_before_it_comes(lines: Lines, laptop: Laptop) -> None:
    auth = f"Authorization: Bearer {laptop.auth['access_token']}"
    for path, size in (("/v1/sync", limits.BODY_BYTES + 1), ("/v1/session", 70_000), ("/v1/sync", 10**19)):
        line = lines.open(head("POST", path, auth, f"Content-Length: {size}", "Expect: 100-continue"))
        reply = answer(line)
        assert reply.startswith(b"HTTP/1.1 413") and b'"too_large"' in reply
    # Whoever sends on regardless is not listened to for ever.
    line = lines.open(head("POST", "/v1/sync", auth, f"Content-Length: {10**12}"))
    sent = 0
    with contextlib.suppress(OSError):
        for _ in range(1000):
            line.sendall(b"x" * 65536)
            sent += 65536
            time.sleep(0.002)
    assert sent < 60_000_000


def test_a_head_that_is_too_large_is_refused(lines: Lines) -> None:
    endless = head("GET", "/health", "X: " + "y" * 20_000).removesuffix(b"\r\n\r\n")
    assert is_dropped(lines.open(endless), 1)
    assert answer(lines.open(head("GET", "/health", "X: " + "y" * 20_000))).startswith(b"HTTP/1.1 400")
    assert answer(lines.open(head("GET", "/health", "X: " + "y" * 4_000))).startswith(b"HTTP/1.1 200")


def test_more_lines_than_one_address_needs_are_told_so_and_health_is_answered(lines: Lines) -> None:
    held = [lines.open(address=ELSEWHERE) for _ in range(20)]
    for path, status in (("/health", b"200"), ("/v1/forms", b"429")):
        line = lines.open(head("GET", path), ELSEWHERE)
        assert answer(line).startswith(b"HTTP/1.1 " + status)
    assert answer(lines.open(head("GET", "/v1/forms"))).startswith(b"HTTP/1.1 401"), "others pay nothing for it"
    held += [lines.open(address=ELSEWHERE) for _ in range(30)]
    assert is_dropped(held[-1], 1)
    for line in held:
        line.close()
    time.sleep(0.3)
    assert answer(lines.open(head("GET", "/v1/forms"), ELSEWHERE)).startswith(b"HTTP/1.1 401")


def test_two_hundred_large_bodies_that_come_slowly_cost_little_memory(
    lines: Lines, laptop: Laptop, server: ServerProcess
) -> None:
    auth = f"Authorization: Bearer {laptop.auth['access_token']}"
    said = head("POST", "/v1/sync", auth, "Content-Length: 30000000")
    process = psutil.Process(server.process.pid)
    before = process.memory_info().rss
    held = [lines.open(said) for _ in range(200)]
    piece, most = b" " * 250_000, 0
    for _ in range(4):
        for line in held:
            line.sendall(piece)
        most = max(most, process.memory_info().rss)
    assert most - before < MOST_GROWTH, f"{(most - before) >> 20} MB for 200 MB on their way"
    assert requests.get(f"{server.url}/health", timeout=5).ok and laptop.sync_reply().ok
