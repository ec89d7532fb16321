"""How long a client waits: at least what the server asked for, never all laptops together, and not once it is to stop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from commissioner_app.store.store import Store
from commissioner_app.sync.engine import Engine, Patience
from commissioner_app.sync.failures import SyncFailure
from commissioner_app.sync.transport import Meter, Reply, Transport
from tests.store.samples import KEY, KINDS
from tests.sync.devices import AT_ONCE, Device
from tests.sync.fake_server import FakeServer


class Busy(Transport):
    """A server that sends everybody away for ``seconds``."""

    def __init__(self, seconds: float, then: Callable[[], None] = lambda: None) -> None:
        self.meter, self.asked, self._seconds, self._then = Meter(), 0, seconds, then

    def call(
        self,
        method: str,
        path: str,
        **_more: Any,
    ) -> Reply:
        self.asked += 1
        self._then()
        raise SyncFailure("too_busy", status=429, wait=self._seconds)

    def stream(self, path: str, **_more: Any) -> Iterator[bytes]:
        raise NotImplementedError


@given(asked=st.floats(0, 3600), attempt=st.integers(0, 12), shaken=st.floats(0, 1, exclude_max=True))
def test_never_less_than_asked_and_at_most_half_as_much_again(asked: float, attempt: int, shaken: float) -> None:
    seconds = Patience(jitter=lambda: shaken).seconds(attempt, asked)
    assert asked <= seconds <= max(1.5 * asked, Patience().longest)


def test_a_short_pause_is_waited_for_and_told(tmp_path: Path) -> None:
    waited: list[float] = []
    store, server = Store.open(tmp_path, KEY, kinds=KINDS), Busy(7)
    engine = Engine(store, server, patience=Patience(attempts=3, sleep=waited.append, jitter=lambda: 0.5))
    told = [step.params for step in engine.run() if step.text_key == "sync.progress.busy"]
    assert (server.asked, waited, told) == (3, [8.75, 8.75], [{"seconds": 7}, {"seconds": 7}])
    assert (engine.result.error, engine.result.retry_after) == ("too_busy", 7)
    store.close()


def test_a_long_pause_is_left_to_the_next_sync(tmp_path: Path) -> None:
    waited: list[float] = []
    store, server = Store.open(tmp_path, KEY, kinds=KINDS), Busy(600)
    engine = Engine(store, server, patience=Patience(sleep=waited.append))
    list(engine.run())
    assert (server.asked, waited, engine.result.retry_after) == (1, [], 600)
    store.close()


def test_waiting_ends_when_the_engine_is_to_stop(tmp_path: Path) -> None:
    store = Store.open(tmp_path, KEY, kinds=KINDS)
    server = Busy(20, lambda: threading.Timer(0.05, engine.stop).start())
    engine = Engine(store, server)  # what follows is reached only when the 20 s are cut short
    started = time.monotonic()
    list(engine.run())
    assert time.monotonic() - started < 10 and server.asked == 2
    store.close()


def test_files_wait_while_they_may_not_go(tmp_path: Path) -> None:
    server = FakeServer()
    one = Device.at(server, tmp_path, "one")
    for data in (b"first" * 20_000, b"second" * 20_000, b"third" * 20_000):  # too large to go together
        one.create({"name": "有附件", "log_scan": one.store.attachments.add(data, "bin")})
    asked: list[int] = []

    def one_only() -> bool:
        asked.append(len(server.files))
        return not server.files

    held = Engine(one.store, one.transport, patience=AT_ONCE, files=one_only)
    list(held.run())
    assert held.result.ok and (held.result.pushed, held.result.waiting_files) == (3, 2) and asked[:2] == [0, 1]
    assert one.sync().waiting_files == 0 and len(server.files) == 3
