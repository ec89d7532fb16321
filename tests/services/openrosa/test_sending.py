"""Records to other platforms: once, whole, in order, over real HTTP, on a real profile."""

from __future__ import annotations

from typing import Any

import pytest

from commissioner_app.errors import InputError
from commissioner_app.services.program import Program
from tests.services.conftest import visit_answers
from tests.services.openrosa.support import (
    HOUSEHOLD,
    fetch,
    fill,
    form_xml,
    local_id,
    send,
    set_up,
    submit,
    text,
    visit,
)
from tests.services.test_attachments import photo
from tests.support.openrosa_server import OpenRosaServer


def test_nothing_goes_anywhere_unless_it_was_set_up(program: Program, host: str, server: OpenRosaServer) -> None:
    submit(program, visit(program, host))
    assert send(program).sent == 0
    set_up(program, server)
    assert send(program).sent == 0 and not server.received
    with pytest.raises(InputError) as caught:
        send(program, "visit")
    assert caught.value.code == "openrosa_off"


@pytest.mark.parametrize("key", [False, True])
def test_a_finished_visit_travels_with_its_photos_once(
    program: Program, host: str, server: OpenRosaServer, key: bool
) -> None:
    server.publish(program.forms.xml("visit"))
    record_id = visit(program, host)
    set_up(program, server, "visit", key=key)
    assert send(program).sent == 0, "a visit that was not submitted is not finished"
    submit(program, record_id)
    result = send(program)
    assert (result.sent, result.waiting, result.troubles, result.failures) == (1, 0, [], {})
    (instance_id, held), *others = server.received.items()
    assert not others and instance_id == f"uuid:{record_id}"
    assert text(held.xml, "place") == "青山村茶园" and text(held.xml, "caption") == "茶园"
    (name,) = held.files
    assert held.files[name] == program.attachments.read(name) and text(held.xml, "photo") == name
    assert send(program).sent == 0 and held.posts == 1
    (note,) = program.openrosa.of_record(record_id)
    assert note.status == "received" and note.received_at
    assert program.desk.store.submissions.get(note.server, note.instance_id).xml == b""  # type: ignore[union-attr]


def test_an_edit_replaces_what_was_sent_and_a_review_does_not(
    program: Program, host: str, central: OpenRosaServer
) -> None:
    central.publish(program.forms.xml("visit"))
    record_id = visit(program, host)
    submit(program, record_id)
    set_up(program, central, "visit")
    send(program)
    program.records.put("visit", {"place": "油坊店"}, id=record_id, partial=True)
    assert send(program).sent == 1
    first, second = central.received.values()
    assert (first.deprecated_id, second.deprecated_id) == ("", f"uuid:{record_id}")
    assert text(second.xml, "place") == "油坊店" and text(second.xml, "instanceID") in central.received
    program.records.put("visit", {"reviewer": program.session.person_id}, id=record_id, partial=True)
    assert send(program).sent == 0
    program.records.put("visit", {"place": "青山村茶园"}, id=record_id, partial=True)
    assert send(program).sent == 1
    third = list(central.received.values())[2]
    assert third.deprecated_id == text(second.xml, "instanceID")


def test_others_records_are_theirs_to_send(program: Program, host: str, central: OpenRosaServer) -> None:
    from tests.services.conftest import MATE, from_server

    central.publish(program.forms.xml("visit"))
    from_server(program, "visit", visit_answers(host), state="1", author=MATE)
    set_up(program, central, "visit")
    assert send(program).sent == 0


@pytest.mark.parametrize("kind", ["lost_receipt", "cut_request", "cut_reply", "busy"])
def test_a_cut_line_leaves_one_submission(program: Program, host: str, server: OpenRosaServer, kind: Any) -> None:
    server.publish(program.forms.xml("visit"))
    server.limit = 60_000
    record_id = visit(program, host)
    submit(program, record_id)
    set_up(program, server, "visit")
    for _ in range(3):
        server.fail(kind, path="submission")
    result = send(program)
    assert result.waiting == 1 and list(result.failures.values()) and not result.troubles
    assert send(program).sent == 1
    assert set(server.received) == {f"uuid:{record_id}"} and len(server.received[f"uuid:{record_id}"].files) == 1


def test_files_that_were_confirmed_do_not_go_again(program: Program, host: str, central: OpenRosaServer) -> None:
    central.publish(program.forms.xml("visit"))
    pictures = [program.attachments.add(photo(side, side)).name for side in (300, 400, 500)]
    photos = [{"photo": name, "caption": "x"} for name in pictures]
    record_id = program.records.put("visit", visit_answers(host, photos=photos), form_id="visit").record.id
    submit(program, record_id)
    sizes = sorted(len(program.attachments.read(name)) for name in pictures)
    central.limit = sizes[-1] + 8_000
    set_up(program, central, "visit")
    central.fail("cut_request", path="submission", skip=1)
    for _ in range(2):
        central.fail("cut_request", path="submission")
    assert send(program).waiting == 1
    assert send(program).sent == 1
    assert set(central.received[f"uuid:{record_id}"].files) == set(pictures)
    assert not central.received[f"uuid:{record_id}"].incomplete


def test_what_is_refused_stands_aside(program: Program, host: str, central: OpenRosaServer) -> None:
    """Unknown form first: it may be published later. Other content under our id: only an edit can help."""
    central.publish(form_xml(HOUSEHOLD))
    fine, unknown = fetch(program, set_up(program, central)), visit(program, host)
    assert fine == {"household": "new"}
    submit(program, unknown)
    server_id = set_up(program, central, "visit")
    filled = fill(program, local_id(program, "household"), {"/data/head": "汪师傅"})
    result = send(program)
    assert result.sent == 1 and [(one.record_id, one.code) for one in result.troubles] == [
        (unknown, "openrosa_not_found")
    ]
    assert "does not exist" in result.troubles[0].detail
    central.publish(program.forms.xml("visit"))
    assert send(program).sent == 1
    # Somebody else's submission sits under the id of a new record.
    other = fill(program, local_id(program, "household"), {"/data/head": "李师傅"})
    stored = central.received[f"uuid:{filled}"]
    central.received[f"uuid:{other}"] = stored
    assert [one.code for one in send(program).troubles] == ["openrosa_conflict"]
    assert send(program).troubles == [], "it is not asked again and again"
    fill(program, local_id(program, "household"), {"/data/head": "李大姐"}, record_id=other)
    assert send(program).sent == 1
    notes = program.openrosa.of_record(other)
    assert [note.status for note in notes] == ["replaced", "received"] and notes[1].deprecated_id == ""
    assert server_id == notes[1].server
