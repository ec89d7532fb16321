"""Whoever sends a file may read it; whoever only knows its name may not, and no record of theirs opens it to anybody."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provincial_server.db import attachments, counters
from provincial_server.db.engine import Database
from provincial_server.db.migrate import migrate
from provincial_server.db.rows import run
from provincial_server.logic.attachments import sizes
from provincial_server.logic.push import Push
from provincial_server.logic.roles import Caller, appointment_row, grants_of
from tests.server.laptop import Laptop, change
from tests.server.test_attachments import begin, fetched, named, send, several, upload
from tests.server.test_push import visit

Of = Callable[[str], Laptop]


def reads(laptop: Laptop, name: str) -> bool:
    """Whether a laptop gets a file, which all ways must agree on."""
    found: bool = laptop.call("GET", f"/v1/attachments/{name}").ok
    assert laptop.call("HEAD", f"/v1/attachments/{name}").ok == found
    assert [one.size > 0 for one in fetched(laptop, [name], 9)] == [found]
    missing = laptop.call("POST", "/v1/attachments/missing", json={"names": [name]}).json()["missing"]
    assert missing == ([] if found else [name])
    return found


def holding(laptop: Laptop, name: str, **answers: Any) -> dict[str, Any]:
    """A new visit of the laptop's person that names a file."""
    one = visit(laptop, photos=[{"id": "p1", "file": name}], **answers)
    (result,) = laptop.push(one)
    assert result["status"] == "accepted", result
    return one


def test_everybody_who_sends_the_same_file_may_read_it(laptop: Of) -> None:
    data = os.urandom(3000)
    first, second, third = laptop("STC"), laptop("COUNTY"), laptop("DCS")
    name = upload(first, data)
    assert (reads(first, name), reads(second, name), reads(third, name)) == (True, False, False)
    assert upload(second, data) == name
    assert several(third, (name, data)).json()["files"] == {name: ""}
    assert all(reads(one, name) for one in (first, second, third))


def test_a_file_is_not_opened_by_a_record_of_somebody_who_only_knows_its_name(laptop: Of) -> None:
    data = os.urandom(3000)
    owner, other, mate = laptop("COUNTY"), laptop("STC"), laptop("LEAD")
    name = upload(owner, data)
    holding(other, name)
    assert not reads(other, name) and not reads(mate, name)
    # An upload that was only begun, or that is something else, shows nothing.
    location = begin(other, name, len(data)).headers["Location"]
    assert send(other, location, 0, data[:-1]).status_code == 204
    assert not reads(other, name)
    assert send(other, location, len(data) - 1, bytes([data[-1] ^ 1])).status_code == 460
    assert not reads(other, name) and not reads(mate, name)
    upload(other, data)
    assert reads(other, name) and reads(mate, name)


def test_a_record_may_come_before_its_file_and_be_copied_before_it(laptop: Of) -> None:
    data = os.urandom(3000)
    name = named(data)
    writer, lead = laptop("STC"), laptop("LEAD")
    one = holding(writer, name)
    holding(lead, name, team="")
    upload(writer, data)
    assert reads(lead, name)
    # The copy keeps showing it where the first record does no more.
    (result,) = writer.push(change("visit", one["record_id"], 1, unset=["photos"]))
    assert result["status"] == "accepted"
    assert reads(lead, name) and reads(laptop("COUNTY"), name)


def test_what_somebody_takes_out_of_a_record_another_may_put_back(laptop: Of) -> None:
    writer, lead = laptop("STC"), laptop("LEAD")
    name = upload(writer, os.urandom(3000))
    one = holding(writer, name)
    photos = one["patch"]["set"]["photos"]
    patches: list[dict[str, Any]] = [{"unset": ["photos"]}, {"set": {"photos": photos}}]
    for rev, patch in enumerate(patches, start=1):
        (result,) = lead.push(change("visit", one["record_id"], rev, **patch))
        assert result["status"] == "accepted", result
        assert reads(lead, name) == (rev == 2)


def test_who_sends_a_file_stands_for_it_where_another_has_put_its_name_back(laptop: Of) -> None:
    """As after a restore: the record comes back from a laptop that never had the file, before the file's own sender."""
    data = os.urandom(3000)
    writer, lead, stranger = laptop("STC"), laptop("LEAD"), laptop("DCS")
    one = visit(writer)
    (result,) = writer.push(one)
    photos = [{"id": "p1", "file": named(data)}]
    (result,) = lead.push(change("visit", one["record_id"], result["rev"], set={"photos": photos}))
    assert result["status"] == "accepted", result
    name = upload(writer, data)
    assert reads(writer, name) and reads(lead, name) and not reads(stranger, name)


PEOPLE = ("owner", "mate", "stranger")
_numbers = itertools.count()
DEEDS = st.lists(
    st.tuples(st.sampled_from(PEOPLE), st.sampled_from(["names", "takes out", "sends something else", "moves"])),
    max_size=8,
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Database:
    made = Database(f"sqlite:///{Path(tmp_path_factory.mktemp('possession')) / 'server.db'}")
    migrate(made)
    return made


def caller(person: str) -> Caller:
    team, county = ("T9", "341600") if person == "stranger" else ("T1", "341524")
    held = {
        "person": person,
        "role": "STC",
        "level": "county",
        "county": county,
        "city": county[:4] + "00",
        "team": team,
    }
    held |= {"team_role": "", "town": "", "start": "2026-01-01", "end": ""}
    grants = grants_of([appointment_row(person, held, "active", [county])], "2026-06-01")
    return Caller(person, "d", grants, frozenset({f"user:{person}", f"team:{team}"}))


@settings(max_examples=60, deadline=None)
@given(DEEDS, st.integers(0, 8))
def test_no_deed_of_a_stranger_opens_a_file_and_none_of_a_mate_closes_it(
    place: Database, deeds: list[tuple[str, str]], sent_at: int
) -> None:
    turn = next(_numbers)
    name, other = (f"{f'{turn}-{one}'.encode().hex():0>64}.jpg" for one in range(2))
    records: dict[str, tuple[str, int]] = {}

    def does(person: str, deed: str) -> None:
        who = caller(person)
        record_id, rev = records.get(person, (f"possession-{turn}-{person}", 0))
        if deed == "sends something else":
            with place.write() as connection:
                attachments.add(connection, other, 5, person, "2026-01-01")
            return
        own = {"writer": person, "county": "341600" if person == "stranger" else "341524", "content": "x"}
        team = {"team": "T9" if person == "stranger" else "T1"}
        answers = {"names": own | team | {"scan": name}, "moves": own | {"team": ""} | {"scan": name}}.get(
            deed, own | team
        )
        patch = {"set": answers} | ({"unset": ["scan"]} if deed == "takes out" and rev else {})
        with place.write() as connection:
            (result,) = Push(connection, who).take([change("visit", record_id, rev, **patch)])  # type: ignore[list-item]
        assert result["status"] == "accepted", result
        records[person] = record_id, result["rev"]

    def sends() -> None:
        with place.write() as connection:
            attachments.add(connection, name, 5, "owner", "2026-01-01")

    does("owner", "names")
    for number, (person, deed) in enumerate(deeds):
        if number == sent_at:
            sends()
        if person != "owner":
            does(person, deed)
    sends()
    with place.read() as connection:
        assert [name in sizes(connection, caller(one), [name]) for one in PEOPLE] == [True, True, False]


def test_what_a_restore_left_without_any_word_is_shown_by_who_puts_its_name_back(database: Database) -> None:
    """The sender may have no more to do with the record; another who had seen the file there puts its name back."""
    migrate(database)
    lost, kept = (f"{letter * 64}.jpg" for letter in "cd")
    private = {"writer": "owner", "county": "341524", "content": "x"}

    def names(person: str, file: str, answers: dict[str, str]) -> None:
        one = change("visit", f"{person}-{file[0]}", 0, set=answers | {"scan": file})
        with database.write() as connection:
            (result,) = Push(connection, caller(person)).take([one])  # type: ignore[list-item]
        assert result["status"] == "accepted", result

    def read() -> list[set[str]]:
        with database.read() as connection:
            return [set(sizes(connection, caller(one), [lost, kept])) for one in ("mate", "stranger")]

    with database.write() as connection:
        attachments.add(connection, lost, 5, "owner", "2026")
        attachments.add(connection, kept, 5, "owner", "2026")
    names("owner", kept, private)
    for file in (lost, kept):
        names("mate", file, {"writer": "mate", "county": "341524", "team": "T1", "content": "x"})
    assert read() == [set(), set()]
    with database.write() as connection:
        counters.add_lost_range(connection, 10, 20)
    assert read() == [{lost}, set()], "of the other the sender's own word is there"
    names("owner", lost, private)
    assert read() == [set(), set()]


def test_what_was_named_before_possession_counted_stays_readable(database: Database) -> None:
    """A database of the release before: its rows are taken over, on both kinds of database."""
    name, unsent = f"{'a' * 64}.jpg", f"{'b' * 64}.jpg"
    migrate(database)
    with database.write() as connection:
        for table in ("attachment_senders", "attachment_vouchers"):
            run(connection, f"DROP TABLE {table}")
        run(connection, "UPDATE alembic_version SET version_num = '0006'")
        run(connection, "INSERT INTO bucket_records (bucket, record_n, seq) VALUES ('team:T1', 900001, 900001)")
        for one in (name, unsent):
            run(connection, "INSERT INTO attachment_refs (name, record_n) VALUES (:name, 900001)", name=one)
        run(
            connection,
            "INSERT INTO attachments (name, size, person_id, received_at) VALUES (:name, 5, 'someone', '2026')",
            name=name,
        )
    migrate(database)
    with database.write() as connection:
        attachments.add(connection, unsent, 7, "owner", "2026")
        assert sizes(connection, caller("mate"), [name, unsent]) == {name: 5, unsent: 7}
        assert sizes(connection, caller("someone"), [name, unsent]) == {name: 5, unsent: 7}
        assert sizes(connection, caller("stranger"), [name, unsent]) == {}
