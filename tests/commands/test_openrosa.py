"""``openrosa``: fetch, link, send, list; and a kill between handing in and the receipt."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest

from tests.commands.conftest import Laptop
from tests.services.openrosa.support import HOUSEHOLD, form_xml, text
from tests.support.openrosa_server import OpenRosaServer

PASSWORD = "COMMISSIONER_OPENROSA_PASSWORD"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenRosaServer]:
    with OpenRosaServer("central") as made:
        made.publish(form_xml(HOUSEHOLD))
        monkeypatch.setenv(PASSWORD, made.password)
        yield made


def fetched(laptop: Laptop, server: OpenRosaServer) -> str:
    """The household form on this laptop; its id here."""
    done = laptop.ok("openrosa", "fetch", "--server", server.url, "--user", server.user)
    assert done["ok"]
    return str(done["forms"][0]["id"])


def put(laptop: Laptop, form_id: str, head: str) -> str:
    return laptop.put("survey", {"head": head}, form_id=form_id)


def test_forms_come_and_records_go(laptop: Laptop, server: OpenRosaServer) -> None:
    form_id = fetched(laptop, server)
    record_id = put(laptop, form_id, "汪师傅")
    assert laptop.ok("record", "get", record_id)["answers"]["@title"] == "汪师傅"
    line = next(line for line in laptop.ok("openrosa", "list") if line["form_id"] == form_id)
    assert line["fetched"] and line["server"].startswith(f"{server.user}@127.0.0.1")
    done = laptop.ok("openrosa", "send")
    assert done == {"ok": True, "sent": 1, "waiting": 0, "refused": [], "servers": []}
    assert text(server.received[f"uuid:{record_id}"].xml, "head") == "汪师傅"
    assert laptop.ok("openrosa", "fetch")["forms"][0]["state"] == "current"
    laptop.ok("openrosa", "link", "--form", form_id, "--off")
    put(laptop, form_id, "李师傅")
    assert laptop.ok("openrosa", "send")["sent"] == 0 and len(server.received) == 1


def test_an_own_form_is_turned_on_by_name(laptop: Laptop, server: OpenRosaServer) -> None:
    linked = laptop.ok("openrosa", "link", "--form", "host", "--server", server.key_url)
    assert linked[0]["server_id"] and server.key not in json.dumps(linked)
    assert laptop.run("openrosa", "link", "--form", "nonsense", "--server", server.key_url).returncode == 1


def test_what_went_wrong_has_its_exit_code(laptop: Laptop, server: OpenRosaServer) -> None:
    form_id = fetched(laptop, server)
    record_id = put(laptop, form_id, "汪师傅")
    server.forms["household"].version = "9"
    refused = laptop.run("openrosa", "send", "--lang", "en")
    assert refused.returncode == 1 and record_id in refused.stderr and "does not have this form" in refused.stderr
    assert json.loads(refused.stdout)["refused"][0]["code"] == "openrosa_not_found"
    for _ in range(8):
        server.fail("busy", "HEAD")
    assert laptop.run("openrosa", "send").returncode == 3
    assert laptop.run("openrosa", "fetch", "--server", "nonsense").returncode == 1
    assert laptop.run("openrosa", "fetch", "--server", "http://odk.example.org", "--user", "a").returncode == 1


def test_without_a_password_nobody_is_asked_in_a_task(
    laptop: Laptop, server: OpenRosaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(PASSWORD)
    monkeypatch.setattr("commissioner_app.commands.openrosa.somebody_there", lambda: False)
    done = laptop.run("openrosa", "fetch", "--server", server.url, "--user", server.user)
    assert done.returncode == 2 and PASSWORD in done.stderr and not server.seen
    assert laptop.run("openrosa", "fetch", "--server", server.key_url).returncode == 0


@pytest.mark.skipif(os.name == "nt", reason="kills by signal")
def test_killed_between_handing_in_and_the_receipt_it_stays_one(laptop: Laptop, server: OpenRosaServer) -> None:
    form_id = fetched(laptop, server)
    record_id = put(laptop, form_id, "汪师傅")
    server.fail("silence", path="submission")
    process: Any = laptop.start("openrosa", "send")
    assert server.silent.wait(60), "the submission never arrived"
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    assert set(server.received) == {f"uuid:{record_id}"}
    assert laptop.ok("openrosa", "send")["sent"] == 1
    assert set(server.received) == {f"uuid:{record_id}"} and server.received[f"uuid:{record_id}"].posts == 2
    assert laptop.ok("openrosa", "send")["sent"] == 0
    assert laptop.ok("check")["ok"]
