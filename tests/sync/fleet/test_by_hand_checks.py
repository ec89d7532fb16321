"""The checks on what goes by hand can fail: each promise is broken on purpose, and the report says so."""

from __future__ import annotations

import contextlib
import dataclasses
from pathlib import Path
from typing import Any
from unittest import mock

from commissioner_app.store.carried import Carried
from commissioner_app.sync.bundle import showing
from provincial_server.logic import bundles
from sync_protocol.bundles import container
from sync_protocol.bundles.faults import BundleFault
from tests.sync.fleet import by_hand
from tests.sync.fleet.test_checks import Calm, visit
from tests.sync.fleet.test_checks import fleet as fleet  # noqa: PLC0414 - a fixture
from tests.sync.fleet.test_checks import template as template  # noqa: PLC0414 - a fixture


def with_random(fleet: Calm, **answers: Any) -> Any:
    """Let chance say what a test wants: which laptop, which stick; nobody stops anything in the middle."""
    return mock.patch.multiple(fleet.random, random=lambda: 0.99, **answers)


def packed(fleet: Calm) -> None:
    """Ann's stick with one new visit of her team, not sent over the network."""
    while not fleet.desk().create().startswith("create visit"):
        pass
    with mock.patch.object(fleet, "write"), with_random(fleet, choice=lambda given: given[0]):
        by_hand.export(fleet)
    (stick,) = fleet.drawer.sticks
    assert stick.whole


def read_by(fleet: Calm, number: int) -> None:
    with with_random(fleet, choice=lambda given: given[min(number, len(given) - 1)]):
        by_hand.take_over(fleet)


def at_server(fleet: Calm) -> None:
    with with_random(fleet, choice=lambda given: given[0]):
        by_hand.take_at_server(fleet)


def test_by_hand_and_without_a_fault_nothing_is_found(fleet: Calm) -> None:
    packed(fleet)
    read_by(fleet, 1)
    at_server(fleet)
    assert fleet.ledger.by_hand
    fleet.all_sync()
    assert fleet.found() == ""


def test_what_the_server_says_it_took_and_did_not_shows(fleet: Calm) -> None:
    packed(fleet)
    with mock.patch.object(bundles, "take_over", lambda connection, caller, changes: [
        {"id": one["change"]["id"], "status": "accepted", "rev": 1} for one in changes
    ]):  # fmt: skip
        at_server(fleet)
    assert "was taken from a bundle and is not in the history" in fleet.found()


def test_a_spoilt_stick_that_is_taken_shows(fleet: Calm) -> None:
    packed(fleet)
    data = fleet.drawer.sticks.pop().file.read_bytes()
    fleet.drawer.put(data[:-1] + bytes([data[-1] ^ 1]), "p-ann/0", whole=False)
    at_server(fleet)
    assert fleet.wrong == []
    real = container.read

    def careless(path: Path) -> Any:
        with contextlib.suppress(BundleFault):
            yield from real(path)

    with mock.patch.object(container, "read", careless):
        read_by(fleet, 1)
        at_server(fleet)
    assert "the server took a spoilt stick of p-ann/0" in fleet.found()
    assert "p-office/1 took a spoilt stick of p-ann/0" in fleet.found()


def test_a_sound_stick_that_is_refused_shows(fleet: Calm) -> None:
    packed(fleet)
    with mock.patch.object(container, "MAGIC", b"ANOTHER"):
        at_server(fleet)
        read_by(fleet, 1)
    assert "the server refused a sound stick of p-ann/0: bundle_not_one" in fleet.found()
    assert "p-office/1 refused a sound stick of p-ann/0: bundle_not_one" in fleet.found()


def test_a_leader_who_does_not_see_at_once_shows(fleet: Calm) -> None:
    packed(fleet)
    (stick,) = fleet.drawer.sticks
    assert stick.shows
    with mock.patch.object(by_hand, "_opens", lambda laptop, team: True), mock.patch.object(
        showing, "show", lambda store, card, hand: None
    ):  # fmt: skip
        read_by(fleet, 1)
    assert f"does not show {stick.shows[0][2]} of {stick.shows[0][1]}" in fleet.found()


def test_what_is_shown_by_hand_and_never_given_up_shows(fleet: Calm) -> None:
    packed(fleet)
    read_by(fleet, 1)
    with mock.patch.object(Carried, "hide", lambda self, record_id: None):
        fleet.all_sync()
    # It is still marked as brought by hand although the server has long spoken.
    assert "still shows what was brought by hand" in fleet.found()


def receipts_read_in_a_sync(fleet: Calm) -> str:
    """Ann has read the receipts of an edit while a sync was under way whose answers came before; its record."""
    ann = fleet.laptops[0]
    record = visit(fleet)
    ann.begin_sync()
    ann.stage = "begin"
    while ann.stage != "done":
        assert fleet._carry_on(ann)
    held = ann.store.records.get(record)
    assert held is not None
    edited = dataclasses.replace(held, answers={**held.answers, "place": "by hand"})
    ann.store.write(edited, who="p-ann", device=ann.device, action="edit")
    with mock.patch.object(fleet, "write"), with_random(fleet, choice=lambda given: given[0]):
        by_hand.export(fleet)
    at_server(fleet)
    with with_random(fleet, choice=lambda given: given[-1] if isinstance(given[0], by_hand.Stick) else given[0]):
        by_hand.take_over(fleet)
    return record


def finish(fleet: Calm) -> None:
    while fleet._carry_on(fleet.laptops[0]):
        pass


def test_receipts_tell_a_laptop_what_a_sync_under_way_does_not_know(fleet: Calm) -> None:
    record = receipts_read_in_a_sync(fleet)
    held = fleet.laptops[0].store.records.get(record)
    assert held is not None and held.answers["place"] == "by hand" and held.rev == 2
    finish(fleet)
    assert fleet.wrong == []


def test_another_content_than_the_receipts_are_about_shows(fleet: Calm) -> None:
    record = receipts_read_in_a_sync(fleet)
    ann = fleet.laptops[0]
    held = ann.store.records.get(record)
    assert held is not None
    ann.store.records.put(dataclasses.replace(held, answers={**held.answers, "place": "elsewhere"}), dirty=False)
    finish(fleet)
    assert f"after a sync p-ann/0 has another {record}" in fleet.found()
