"""What the server counts about itself: right numbers, no names, and not for everybody; health, cheap and always answered."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from provincial_server.db.engine import Database
from provincial_server.errors import ServerError
from provincial_server.logic.health import Pulse
from provincial_server.settings import Settings
from sync_protocol.messages import Health
from tests.server.laptop import Laptop, change
from tests.server.test_push import visit
from tests.support.homes import sample_home
from tests.support.server import ServerProcess

TOKEN = "a-token-for-the-monitoring"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, backend: str) -> Iterator[ServerProcess]:
    home = sample_home(tmp_path_factory.mktemp("measured"), backend)
    (home.data / "server.toml").write_text(f"metrics_token = '{TOKEN}'\n", encoding="utf-8")
    running = home.serve()
    yield running
    running.stop()


def numbers(server: ServerProcess) -> dict[str, float]:
    """Series (name and labels as printed) -> value."""
    reply = requests.get(f"{server.url}/metrics", timeout=10)
    assert reply.ok and reply.headers["Content-Type"].startswith("text/plain")
    found = re.findall(r"^(kotexing_\w+(?:\{[^}]*\})?) (\S+)$", reply.text, re.MULTILINE)
    return {name: float(value) for name, value in found}


def test_what_happens_is_counted(server: ServerProcess, laptop: Callable[[str], Laptop]) -> None:
    one, before = laptop("STC"), numbers(server)
    kept = visit(one)
    conflict = {
        "id": "0" * 32, "field": "content", "base": "a", "theirs": "b", "theirs_by": "x", "theirs_at": "2026-01-01T00:00:00Z",
        "mine": "c", "mine_by": "y", "mine_at": "2026-01-01T00:00:00Z",
    }  # fmt: skip
    one.push(kept, visit(one), change("spaceship"))
    one.push(change("visit", kept["record_id"], 1, open_conflicts=[conflict]))
    one.push(change("visit", kept["record_id"], 1, set={"content": "late"}))
    assert one.sync_reply(cursors={"no": 1}, limit=7).ok
    after = numbers(server)

    def grown(name: str) -> float:
        return after.get(name, 0) - before.get(name, 0)

    assert grown('kotexing_changes_total{status="accepted"}') == 3
    assert grown('kotexing_changes_total{status="refused"}') == 1
    assert grown('kotexing_changes_total{status="stale"}') == 1
    assert grown("kotexing_conflicts_opened_total") == 1
    assert grown('kotexing_requests_total{method="POST",route="/v1/sync",status="200"}') == 4
    assert grown('kotexing_request_seconds_count{route="/v1/sync"}') == 4
    assert grown("kotexing_records_sent_total") == 7 + 3
    assert grown("kotexing_writer_wait_seconds_count") >= 3
    assert grown('kotexing_received_bytes_total{route="/v1/sync"}') > 500
    assert grown('kotexing_sent_bytes_total{route="/v1/sync"}') > 500
    assert after["kotexing_database_bytes"] > 1_000_000
    assert after["kotexing_disk_free_bytes"] > 0
    assert any(name.startswith("kotexing_worker_memory_bytes") and size > 20e6 for name, size in after.items())
    assert 'kotexing_lane_waiting{lane="pushes"}' in after


def test_numbers_name_no_person_record_or_file(server: ServerProcess, laptop: Callable[[str], Laptop]) -> None:
    one = laptop("STC")
    secret = "ab" * 32 + ".jpg"
    for path in (f"/v1/attachments/{secret}", "/v1/forms/visit/1", f"/nowhere/{secret}", "/v1/sync?name=zhang"):
        one.call("GET", path)
    one.http.request("BREW", server.url + "/v1/sync", timeout=10)
    text = requests.get(f"{server.url}/metrics", timeout=10).text
    for hidden in (secret, one.user["name"], one.auth["person_id"], one.auth["device_id"], "zhang", "nowhere", "BREW"):
        assert hidden not in text
    assert 'route="/v1/attachments/{name}",status="404"' in text


def test_numbers_are_for_this_machine_or_for_whoever_has_the_token(server: ServerProcess) -> None:
    def status(**headers: str) -> int:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return int(requests.get(f"{server.url}/metrics", headers=named, timeout=10).status_code)

    assert status() == 200
    assert status(X_Forwarded_For="203.0.113.9") == 403
    assert status(X_Forwarded_For="127.0.0.1") == 403
    assert status(Forwarded="for=127.0.0.1") == 403
    assert status(X_Forwarded_For="203.0.113.9", Authorization="Bearer wrong") == 403
    assert status(X_Forwarded_For="203.0.113.9", Authorization=f"Bearer {TOKEN}") == 200


def test_health_says_what_an_administrator_looks_for_and_no_secret(server: ServerProcess) -> None:
    said = requests.get(f"{server.url}/health", timeout=10).json()
    assert said.keys() == {"ok", "protocol", "schema", "disk"}
    assert (said["ok"], said["schema"].isdigit()) == (True, True)


def test_a_low_disk_is_told_and_is_no_reason_to_be_taken_out_of_service(settings: Settings, database: Database) -> None:
    full = Settings(settings.folder, settings.database, reserve_bytes=1 << 60)
    found = Pulse(database, full).feel()
    assert (found["ok"], found["disk"]) == (True, "low")


def test_a_crowd_that_asks_at_once_is_one_look_at_the_database(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    pulse, looks = Pulse(database, settings), list[int]()
    look = pulse._look

    def counted(_self: Pulse) -> Health:
        looks.append(1)
        return look()

    monkeypatch.setattr(Pulse, "_look", counted)
    crowd = [threading.Thread(target=pulse.feel) for _ in range(40)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert len(looks) <= 2


def test_a_database_that_is_away_is_told(tmp_path: Path) -> None:
    away = Settings(tmp_path, "postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(ServerError) as told:
        Pulse(Database(away.database_url), away).feel()
    assert told.value.status == 503
