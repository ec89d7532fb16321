"""Without a network a sync says so at once; a line that was cut on the way is tried again."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from commissioner_app.store.store import Store
from commissioner_app.sync.engine import Engine, Patience
from commissioner_app.sync.failures import SyncFailure
from commissioner_app.sync.http import RequestsTransport
from commissioner_app.sync.transport import Tokens
from tests.store.samples import KEY, KINDS


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def test_a_refused_connection_ends_the_sync_at_once(tmp_path: Path) -> None:
    waited: list[float] = []
    store = Store.open(tmp_path, KEY, kinds=KINDS)
    line = RequestsTransport(f"http://127.0.0.1:{_free_port()}", Tokens("a", "r"))
    engine = Engine(store, line, patience=Patience(sleep=waited.append))
    list(engine.run())
    assert (engine.result.ok, engine.result.error) == (False, "server_unreachable")
    assert (engine.result.requests, waited) == (1, [])
    store.close()


def test_a_line_that_was_cut_after_the_call_is_another_matter() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(5)
        line = RequestsTransport(f"http://127.0.0.1:{server.getsockname()[1]}", Tokens("a", "r"), stall=0.2)
        with pytest.raises(SyncFailure) as caught:
            line.call("GET", "/health")
    assert caught.value.connected


def test_what_was_reached_before_is_tried_again(tmp_path: Path) -> None:
    waited: list[float] = []
    store = Store.open(tmp_path, KEY, kinds=KINDS)
    line = RequestsTransport(f"http://127.0.0.1:{_free_port()}", Tokens("a", "r"))
    engine = Engine(store, line, patience=Patience(attempts=3, sleep=waited.append))
    engine._answered = True  # an earlier request of this sync
    list(engine.run())
    assert (engine.result.error, engine.result.requests, len(waited)) == ("server_unreachable", 3, 2)
    store.close()
