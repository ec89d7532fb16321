"""Runs: beside a sync, without a network, one at a time, after changes and lost receipts."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commissioner_app.errors import AppError, InputError
from commissioner_app.services.program import Program
from commissioner_app.sync.engine import Patience
from tests.services.openrosa.support import (
    HOUSEHOLD,
    fetch,
    fill,
    form_xml,
    half,
    local_id,
    send,
    set_up,
    text,
)
from tests.services.test_attachments import photo
from tests.support.openrosa_server import OpenRosaServer


def test_a_sync_in_the_window_sends_besides(program: Program, central: OpenRosaServer) -> None:
    """Also where the provincial server cannot be reached."""
    central.publish(form_xml(HOUSEHOLD))
    fetch(program, set_up(program, central))
    fill(program, local_id(program, "household"), {"/data/head": "汪师傅"})
    with pytest.raises(AppError):
        list(program.sync.run())
    assert len(central.received) == 1


def test_without_a_network_nobody_is_kept_waiting(
    program: Program, central: OpenRosaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    central.publish(form_xml(HOUSEHOLD))
    server_id = set_up(program, central)
    fetch(program, server_id)
    fill(program, local_id(program, "household"), {"/data/head": "汪师傅"})
    waited: list[float] = []
    monkeypatch.setattr(
        "commissioner_app.sync.engine.Patience.__init__.__defaults__", (3, 1.0, 9.0, waited.append, half)
    )
    central.__exit__()
    assert list(send(program).failures.values()) == ["openrosa_unreachable"] and waited == []
    assert program.openrosa.sent.waiting == 1


def test_one_run_at_a_time(program: Program, central: OpenRosaServer) -> None:
    server_id = set_up(program, central)
    central.publish(form_xml(HOUSEHOLD))
    first = program.openrosa.fetch(server_id)
    next(first)
    with pytest.raises(InputError) as caught:
        list(program.openrosa.send())
    assert caught.value.code == "openrosa_running"
    first.close()  # type: ignore[attr-defined]
    assert send(program).sent == 0


def test_patience_is_bounded() -> None:
    assert Patience().attempts > 1


def test_what_was_changed_before_it_could_go_goes_once(program: Program, central: OpenRosaServer) -> None:
    """Nothing of it was seen by the server: there is no version to replace."""
    central.publish(form_xml(HOUSEHOLD))
    fetch(program, set_up(program, central))
    form_id = local_id(program, "household")
    record_id = fill(program, form_id, {"/data/head": "汪师傅"})
    for _ in range(3):
        central.fail("busy", "HEAD")
    assert send(program).waiting == 1
    fill(program, form_id, {"/data/people": "5"}, record_id=record_id)
    assert send(program).sent == 1
    assert (
        set(central.received) == {f"uuid:{record_id}"}
        and text(central.received[f"uuid:{record_id}"].xml, "people") == "5"
    )
    assert all(step.sent for step in program.records.history(record_id))


def test_what_was_changed_while_the_form_was_not_published_goes_once(program: Program, central: OpenRosaServer) -> None:
    central.publish(form_xml(HOUSEHOLD))
    fetch(program, set_up(program, central))
    form_id = local_id(program, "household")
    record_id = fill(program, form_id, {"/data/head": "汪师傅"})
    central.forms["household"].version = "9"
    assert [one.code for one in send(program).troubles] == ["openrosa_not_found"]
    fill(program, form_id, {"/data/people": "5"}, record_id=record_id)
    assert [one.code for one in send(program).troubles] == ["openrosa_not_found"]
    central.forms["household"].version = "3"
    assert send(program).sent == 1
    (held,) = central.received.values()
    assert (text(held.xml, "people"), held.deprecated_id) == ("5", "")
    assert [line.refused for line in program.openrosa.lines() if line.form_id == form_id] == [0]


def test_an_edit_while_the_receipt_was_lost_follows_in_the_chain(program: Program, central: OpenRosaServer) -> None:
    central.publish(form_xml(HOUSEHOLD))
    fetch(program, set_up(program, central))
    form_id = local_id(program, "household")
    record_id = fill(program, form_id, {"/data/head": "汪师傅"})
    for _ in range(3):
        central.fail("lost_receipt", "POST")
    assert send(program).waiting == 1 and len(central.received) == 1
    fill(program, form_id, {"/data/people": "5"}, record_id=record_id)
    assert send(program).sent == 2
    first, second = central.received.values()
    assert (first.deprecated_id, second.deprecated_id) == ("", f"uuid:{record_id}")


FAULTS: list[Any] = ["cut_request", "cut_reply", "lost_receipt", "busy", "garbage"]


EARLIER: set[str] = set()
"""Instance ids of the examples before."""


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    faults=st.lists(
        st.tuples(st.sampled_from(FAULTS), st.sampled_from(["HEAD", "POST"]), st.integers(0, 4)), max_size=8
    ),
    limit=st.sampled_from([9_000, 20_000, 10**8]),
    # Drawn before anything is done: what an example that is given up half-way has sent would be nobody's.
    edited=st.lists(st.booleans(), min_size=1, max_size=3),
)
def test_whatever_goes_wrong_each_record_arrives_once_and_whole(
    program: Program, central: OpenRosaServer, faults: list[Any], limit: int, edited: list[bool]
) -> None:
    """Records are filled and changed while the line fails; in the end the server has every version once, in a chain."""
    if not program.forms.rows("survey"):
        central.publish(form_xml(HOUSEHOLD))
        fetch(program, set_up(program, central))
    form_id = local_id(program, "household")
    central.received.clear()
    central.limit = limit
    for kind, method, skip in faults:
        central.fail(kind, method, "submission", skip)
    written: list[str] = []
    for number, edit in enumerate(edited):
        picture = program.attachments.add(photo(200 + number, 200)).name
        answers = {"/data/head": f"户主{number}", "/data/house": picture}
        written.append(fill(program, form_id, answers))
        send(program)
        if edit:
            fill(program, form_id, {"/data/people": str(number + 1)}, record_id=written[-1])
            send(program)
    for _ in range(20):
        if send(program).ok and not program.openrosa.sent.waiting:
            break
    assert not central.faults or not program.openrosa.sent.waiting
    for record_id in written:
        notes = program.openrosa.of_record(record_id)
        assert {note.status for note in notes} == {"received"}
        assert [note.deprecated_id for note in notes] == ["", *(note.instance_id for note in notes[:-1])]
    sent = {note.instance_id for record_id in written for note in program.openrosa.of_record(record_id)}
    # What the line held back in an example before may arrive in this one; the server knows it already.
    assert sent <= set(central.received) <= sent | EARLIER
    EARLIER.update(sent)
    for held in central.received.values():
        assert set(held.files) == {text(held.xml, "house")} and not held.incomplete
        assert held.files[text(held.xml, "house")] == program.attachments.read(text(held.xml, "house"))
