"""The checks on laptops that were shut out can fail: each promise is broken on purpose, and the report says so."""

from __future__ import annotations

from unittest import mock

from commissioner_app.store import wiping
from provincial_server.db import devices
from tests.sync.fleet import shut_out
from tests.sync.fleet.laptop import SHUT_OUT, WIPED
from tests.sync.fleet.test_checks import Calm
from tests.sync.fleet.test_checks import fleet as fleet  # noqa: PLC0414 - a fixture
from tests.sync.fleet.test_checks import template as template  # noqa: PLC0414 - a fixture


def shut(fleet: Calm, *, wipe: bool) -> None:
    """Ann's laptop is shut out, with something typed that it has not sent."""
    while not fleet.desk().text():
        pass
    device = fleet.laptops[0].device
    fleet.server.administer("revoke", lambda connection: devices.revoke(connection, device, wipe=wipe))


def test_a_laptop_that_is_shut_out_keeps_what_it_had_not_sent(fleet: Calm) -> None:
    shut(fleet, wipe=False)
    fleet.all_sync()
    assert fleet.laptops[0].out == SHUT_OUT
    assert fleet.found() == ""
    fleet.laptops[0].store.database.write("UPDATE records SET answers = '{}'")
    assert "had sent or still has to keep, is lost" in fleet.found()


def test_a_wiped_laptop_may_lose_only_what_it_had_not_sent(fleet: Calm) -> None:
    shut(fleet, wipe=True)
    fleet.all_sync()
    assert fleet.laptops[0].out == WIPED
    assert fleet.found() == ""
    fleet.ledger.acknowledged[fleet.ledger.typed[-1].value] = 0
    assert "had sent or still has to keep, is lost" in fleet.found()


def test_a_wiping_that_leaves_something_shows(fleet: Calm) -> None:
    shut(fleet, wipe=True)
    with mock.patch.object(wiping, "finish", lambda folder: None):
        fleet.all_sync()
        assert "was wiped and still has" in fleet.found()


def test_a_laptop_that_is_shut_out_and_answered_shows(fleet: Calm) -> None:
    shut(fleet, wipe=False)
    real = devices.by_access

    def lenient(*parts: object) -> object:
        session, appointments = real(*parts)  # type: ignore[arg-type]
        return {**dict(session or {}), "revoked": 0}, appointments

    with mock.patch.object(devices, "by_access", lenient):
        fleet.all_sync()
    assert "p-ann/0 is shut out and was answered: POST /v1/sync 200" in fleet.found()


def test_a_laptop_that_is_told_so_without_being_shut_out_shows(fleet: Calm) -> None:
    shut_out.heed(fleet, fleet.laptops[0], wipe=False)
    assert "was told that it is shut out, and is not" in fleet.found()
