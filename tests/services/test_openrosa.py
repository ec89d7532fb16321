"""Records to other platforms and back: over real HTTP, on a real profile."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from commissioner_app.errors import AppError, InputError
from commissioner_app.services.openrosa import OpenRosa
from commissioner_app.services.program import Program
from commissioner_app.sync.engine import Patience
from commissioner_app.system.secrets import MemoryStore
from tests.forms.builder import tables
from tests.services.conftest import Bench, visit_answers
from tests.services.test_attachments import photo
from tests.support.odk_decrypter import decrypt, key_pair
from tests.support.openrosa_server import OpenRosaServer

PLAIN_SETTINGS = "| settings | | |\n| | form_id | version |\n| | {id} | {version} |"


def form_xml(survey: str, form_id: str = "household", version: str = "3") -> str:
    """An XForm from the rows of a survey sheet."""
    from commissioner_app.forms.xlsform.conversion import to_xform

    sheets = f"| survey | | | | |\n{survey}\n{PLAIN_SETTINGS.format(id=form_id, version=version)}"
    return to_xform(tables(sheets)).xml


HOUSEHOLD = """| | type | name | label | required |
| | text | head | Head of the household | yes |
| | integer | people | People | |
| | image | house | House | |"""
REGISTER = """| | type | name | label | save_to |
| | text | full_name | Name | full_name |
| entities | | | | |
| | list_name | label | | |
| | people | ${full_name} | | |"""
FOLLOW_UP = """| | type | name | label | save_to |
| | select_one_from_file people.csv | person | Who | |
| | integer | age | Age | age |
| entities | | | | |
| | list_name | entity_id | | |
| | people | ${person} | | |"""


@pytest.fixture(params=["central", "kobo"])
def server(request: pytest.FixtureRequest) -> Iterator[OpenRosaServer]:
    with OpenRosaServer(request.param) as made:
        yield made


@pytest.fixture
def central() -> Iterator[OpenRosaServer]:
    with OpenRosaServer("central") as made:
        yield made


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test waits for a server that is to fail anyway."""
    monkeypatch.setattr("commissioner_app.sync.engine.Patience.__init__.__defaults__", (3, 0.0, 0.0, _no_wait, _half))


def _no_wait(_seconds: float) -> None:
    return None


def _half() -> float:
    return 0.5


def set_up(program: Program, server: OpenRosaServer, *form_ids: str, key: bool = False) -> str:
    """The server in the settings, with these forms on; its id."""
    url = server.key_url if key else server.url
    made, _ = program.openrosa.links.set_up(url, "" if key else server.user, "" if key else server.password)
    for form_id in form_ids:
        program.openrosa.links.link(form_id, made.id)
    return made.id


def send(program: Program, form_id: str = "", *, by_hand: bool = True) -> Any:
    for _ in program.openrosa.send(form_id, by_hand=by_hand):
        pass
    return program.openrosa.sent


def fetch(program: Program, server_id: str, *form_ids: str) -> dict[str, str]:
    for _ in program.openrosa.fetch(server_id, form_ids):
        pass
    return {form.id.partition("@")[0]: form.state for form in program.openrosa.fetched}


def local_id(program: Program, form_id: str) -> str:
    return next(row.id for row in program.forms.rows("survey") if row.id.startswith(f"{form_id}@"))


def fill(
    program: Program, form_id: str, answers: dict[str, Any], record_id: str = "", more: dict[str, Any] | None = None
) -> str:
    """A record as the window writes it: through a draft of the form; ``more`` is what the window adds by itself."""
    draft = program.drafts.start("survey", form_id=form_id, record_id=record_id)
    form = program.forms.instance(form_id, draft.form_version, answers=draft.answers)
    for ref, value in answers.items():
        form.answer(ref, value)
    written = program.records.put(
        "survey", form.to_answers() | (more or {}), id=draft.record_id or draft.id, form_id=form_id,
        form_version=draft.form_version, draft_id=draft.id,
    )  # fmt: skip
    return written.record.id


def text(xml: bytes, name: str) -> str:
    found = [e.text or "" for e in etree.fromstring(xml).iter() if etree.QName(e).localname == name]
    return found[0] if found else ""


def visit(program: Program, host: str, **more: Any) -> str:
    picture = program.attachments.add(photo()).name
    answers = visit_answers(host, photos=[{"photo": picture, "caption": "茶园"}], **more)
    return program.records.put("visit", answers, form_id="visit").record.id


def submit(program: Program, record_id: str) -> None:
    """The review state alone; what the rules want of a visit is not this test's matter."""
    stored = program.desk.store.records.stored(record_id)
    assert stored is not None
    from dataclasses import replace

    program.desk.store.records.put(replace(stored.record, state="1"), dirty=True)


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


def test_a_wrong_password_is_said_and_rests(program: Program, host: str, server: OpenRosaServer) -> None:
    server.publish(program.forms.xml("visit"))
    submit(program, visit(program, host))
    server_id = set_up(program, server, "visit")
    program.openrosa.links.set_up(server.url, server.user, "wrong")
    assert list(send(program).failures.values()) == ["openrosa_sign_in"]
    asked = len(server.seen)
    assert send(program, by_hand=False).failures == {} and len(server.seen) == asked
    program.openrosa.links.set_up(server.url, server.user, server.password)
    assert send(program).sent == 1
    assert server_id == program.openrosa.links.servers()[0].id


def test_no_secret_is_ever_in_the_profile(bench: Bench, central: OpenRosaServer) -> None:
    program = bench.program()
    secrets = MemoryStore()
    openrosa = OpenRosa(program.desk, program.forms, secrets)
    openrosa.links.set_up(central.url, central.user, central.password)
    openrosa.links.set_up(central.key_url)
    central.publish(form_xml(HOUSEHOLD), {"a.csv": b"name,label\n1,x\n"})
    for server in openrosa.links.servers():
        list(openrosa.fetch(server.id))
    store = program.desk.store
    names = [row[0] for row in store.database.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    plain = [name for name in names if not name.startswith(("search_", "sqlite_"))]
    held = repr([store.database.rows(f"SELECT * FROM {name}") for name in plain if name != "search"])
    assert central.password not in held and central.key not in held
    assert central.key not in repr(openrosa.links.servers()) + repr(openrosa.lines())
    assert sorted(secrets._secrets.values()) == sorted([central.password, central.key])
    openrosa.links.forget(openrosa.links.servers()[0].id)
    assert list(secrets._secrets.values()) == [central.key]


def test_an_unremembered_secret_is_asked_for(bench: Bench, central: OpenRosaServer) -> None:
    class NoKeyring(MemoryStore):
        def set(self, name: str, secret: str) -> bool:
            return False

    program = bench.program()
    openrosa = OpenRosa(program.desk, program.forms, NoKeyring())
    server, remembered = openrosa.links.set_up(central.url, central.user, central.password)
    assert not remembered and openrosa.test(central.url, central.user) == 0
    again = OpenRosa(program.desk, program.forms, NoKeyring())
    with pytest.raises(InputError) as caught:
        list(again.fetch(server.id))
    assert caught.value.code == "openrosa_no_secret"


@pytest.mark.parametrize(
    ("address", "account", "code"),
    [("nonsense", "a", "openrosa_address"), ("http://odk.example.org", "a", "openrosa_plain"),
     ("https://odk.example.org", "", "openrosa_account")],
)  # fmt: skip
def test_what_cannot_be_set_up(program: Program, address: str, account: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        program.openrosa.links.set_up(address, account, "pw")
    assert caught.value.code == code


def test_a_fetched_form_is_filled_here_and_goes_back_there(program: Program, server: OpenRosaServer) -> None:
    server.publish(form_xml(HOUSEHOLD))
    server_id = set_up(program, server)
    assert fetch(program, server_id) == {"household": "new"}
    form_id = local_id(program, "household")
    (line,) = [line for line in program.openrosa.lines() if line.form_id == form_id]
    assert line.fetched and line.server_id == server_id
    picture = program.attachments.add(photo()).name
    record_id = fill(program, form_id, {"/data/head": "汪师傅", "/data/people": "4", "/data/house": picture})
    record = program.records.get(record_id)
    assert (record.kind, record.answers["@title"]) == ("survey", "汪师傅")
    store = program.desk.store
    assert store.records.waiting() == [] and store.records.waiting_counts() == {} and store.attachments.waiting() == []
    assert program.records.rows(_all_surveys())[0].mark == "waiting"
    assert form_id not in {row.id for row in program.publishing.rows()}, "it is not ours to publish"
    assert send(program).sent == 1
    held = server.received[f"uuid:{record_id}"]
    assert (text(held.xml, "head"), text(held.xml, "people"), set(held.files)) == ("汪师傅", "4", {picture})
    row = program.records.rows(_all_surveys())[0]
    assert row.mark == "received" and all(step.sent for step in program.records.history(record_id))
    fill(program, form_id, {"/data/people": "5"}, record_id=record_id)
    assert send(program).sent == 1
    edit = list(server.received.values())[1]
    assert (edit.deprecated_id, text(edit.xml, "people"), text(edit.xml, "head")) == (
        f"uuid:{record_id}",
        "5",
        "汪师傅",
    )


def _all_surveys() -> Any:
    from commissioner_app.services.listing import ListQuery

    return ListQuery("survey")


def test_a_form_begins_with_what_was_last_finished(program: Program, central: OpenRosaServer) -> None:
    rows = HOUSEHOLD.replace("| required |", "| required | default |").replace(
        "| yes |", "| yes | ${last-saved#head} |"
    )
    central.publish(form_xml(rows))
    fetch(program, set_up(program, central))
    form_id = local_id(program, "household")
    assert program.forms.instance(form_id).node("/data/head").value == ""
    fill(program, form_id, {"/data/head": "汪师傅"})
    assert program.forms.instance(form_id).node("/data/head").value == "汪师傅"


def test_turned_off_it_stays_here(program: Program, central: OpenRosaServer) -> None:
    central.publish(form_xml(HOUSEHOLD))
    server_id = set_up(program, central)
    fetch(program, server_id)
    form_id = local_id(program, "household")
    program.openrosa.links.link(form_id, "")
    fill(program, form_id, {"/data/head": "汪师傅"})
    fetch(program, server_id)
    assert send(program).sent == 0 and not central.received


def test_only_what_changed_is_fetched_again(program: Program, server: OpenRosaServer) -> None:
    server.publish(form_xml(HOUSEHOLD), {"a.csv": b"name,label\n1,x\n", "b.jpg": photo()})
    server_id = set_up(program, server)
    assert fetch(program, server_id) == {"household": "new"}
    assert fetch(program, server_id) == {"household": "current"}
    assert (server.count("GET", "household.xml"), server.count("GET", "a.csv")) == (1, 1)
    server.forms["household"].files["a.csv"] = b"name,label\n1,y\n"
    del server.forms["household"].files["b.jpg"]
    assert fetch(program, server_id) == {"household": "updated"}
    server.sums = False
    assert fetch(program, server_id) == {"household": "current"}
    again = [one for one in server.seen if one.path.endswith("household.xml")]
    assert len(again) == 2 and again[1].headers["If-None-Match"] == f'"{server.forms["household"].hash}"'
    server.sums = True
    files = program.desk.store.form_sources.files((local_id(program, "household"), "3"))
    assert set(files) == {"a.csv"}


def test_versions_stand_side_by_side(program: Program, server: OpenRosaServer) -> None:
    server.publish(form_xml(HOUSEHOLD))
    server_id = set_up(program, server)
    fetch(program, server_id)
    form_id = local_id(program, "household")
    draft = program.drafts.start("survey", form_id=form_id)
    server.publish(form_xml(HOUSEHOLD.replace("People", "How many"), version="4"))
    assert fetch(program, server_id) == {"household": "updated"}
    assert (draft.form_version, program.forms.newest(form_id)) == ("3", "4")
    form = program.forms.instance(form_id, "3")
    form.answer("/data/head", "汪")
    program.records.put("survey", form.to_answers(), id=draft.id, form_id=form_id, form_version="3", draft_id=draft.id)
    fill(program, form_id, {"/data/head": "李"})
    assert send(program).sent == 2
    assert sorted(etree.fromstring(one.xml).get("version") or "" for one in server.received.values()) == ["3", "4"]
    # Other content under the same version gets a name of its own; what was begun keeps what it was begun with.
    server.publish(form_xml(HOUSEHOLD.replace("People", "Heads"), version="4"))
    fetch(program, server_id)
    assert program.forms.newest(form_id).startswith("4+") and program.forms.definition(form_id, "4").version == "4"
    server.forms.clear()
    assert fetch(program, server_id) == {"household": "retired"}
    assert program.forms.rows("survey") == []
    server.publish(form_xml(HOUSEHOLD.replace("People", "Heads"), version="4"))
    assert fetch(program, server_id) == {"household": "new"}
    assert [row.version for row in program.forms.rows("survey")] == [program.forms.newest(form_id)]
    held = [version for form, version in program.desk.store.forms.versions() if form == form_id]
    assert len(held) == 3, "what came back is the version that was here before"


def test_a_form_that_cannot_be_used_is_named_and_the_others_come(program: Program, server: OpenRosaServer) -> None:
    server.publish(form_xml(HOUSEHOLD))
    bad = form_xml(HOUSEHOLD, "bad").replace("</model>", "<bind nodeset='/data/people' calculate='((('/></model>")
    server.publish(bad)
    server.publish(form_xml(HOUSEHOLD, "other"))
    server.forms["other"].xml = form_xml(HOUSEHOLD, "another").encode()
    states = fetch(program, set_up(program, server))
    assert states == {"household": "new", "bad": "refused", "other": "refused"}
    assert all(form.reason for form in program.openrosa.fetched if form.state == "refused")


def test_a_fetch_that_is_cut_keeps_what_came_and_goes_on(program: Program, server: OpenRosaServer) -> None:
    server.publish(form_xml(HOUSEHOLD))
    server.publish(form_xml(HOUSEHOLD, "second"))
    server_id = set_up(program, server)
    server.fail("cut_reply", "GET", "second.xml")
    with pytest.raises(AppError):
        fetch(program, server_id)
    assert [row.id.partition("@")[0] for row in program.forms.rows("survey")] == ["household"]
    assert fetch(program, server_id) == {"household": "current", "second": "new"}


@pytest.mark.parametrize("encrypted", [False, True])
def test_the_audit_log_travels_under_its_own_name(program: Program, server: OpenRosaServer, encrypted: bool) -> None:
    survey = HOUSEHOLD + "\n| | audit | audit | | |"
    xml = form_xml(survey)
    if encrypted:
        xml = xml.replace("</model>", f'<submission base64RsaPublicKey="{key_pair().public}"/></model>')
    server.publish(xml)
    fetch(program, set_up(program, server))
    picture = program.attachments.add(photo()).name
    log = program.attachments.add(b"event,node,start,end\nform start,,1,\n", "audit.csv").name
    form_id = local_id(program, "household")
    more = {"meta/audit": log}
    record_id = fill(program, form_id, {"/data/head": "汪师傅", "/data/house": picture}, more=more)
    assert send(program).sent == 1
    held = server.received[f"uuid:{record_id}"]
    opened = decrypt(held.xml, held.files, key_pair()) if encrypted else held
    assert text(opened.xml, "audit") == "audit.csv"
    assert opened.files == {"audit.csv": program.attachments.read(log), picture: program.attachments.read(picture)}


def test_an_encrypted_form_leaves_nothing_in_clear(program: Program, server: OpenRosaServer) -> None:
    xml = form_xml(HOUSEHOLD).replace("</model>", f'<submission base64RsaPublicKey="{key_pair().public}"/></model>')
    server.publish(xml)
    server.limit = 30_000
    fetch(program, set_up(program, server))
    picture = program.attachments.add(photo()).name
    form_id = local_id(program, "household")
    record_id = fill(program, form_id, {"/data/head": "汪师傅", "/data/house": picture})
    server.fail("lost_receipt", path="submission")
    assert send(program).sent == 1
    (held,) = server.received.values()
    assert set(held.files) == {f"{picture}.enc", "submission.xml.enc"}
    travelled = held.xml + b"".join(held.files.values())
    assert "汪师傅".encode() not in travelled and b"\xff\xd8\xff" not in held.files[f"{picture}.enc"][:20]
    opened = decrypt(held.xml, held.files, key_pair())
    assert opened.signed and text(opened.xml, "head") == "汪师傅"
    assert opened.files == {picture: program.attachments.read(picture)}
    fill(program, form_id, {"/data/head": "李师傅"}, record_id=record_id)
    assert send(program).sent == 1
    edit = list(server.received.values())[1]
    again = decrypt(edit.xml, edit.files, key_pair())
    assert again.deprecated_id == f"uuid:{record_id}" and text(again.xml, "deprecatedID") == f"uuid:{record_id}"


def test_a_broken_key_sends_nothing(program: Program, central: OpenRosaServer) -> None:
    central.publish(form_xml(HOUSEHOLD).replace("</model>", '<submission base64RsaPublicKey="bm8="/></model>'))
    fetch(program, set_up(program, central))
    fill(program, local_id(program, "household"), {"/data/head": "汪师傅"})
    assert [one.code for one in send(program).troubles] == ["openrosa_unfit"] and not central.received


def people(program: Program, form_id: str) -> list[tuple[str, str]]:
    node = program.forms.instance(form_id).node("/data/person")
    return sorted((choice.value, choice.label) for choice in node.choices)


def test_entities_are_followed_up_before_the_server_knows_them(program: Program, central: OpenRosaServer) -> None:
    files = {"people.csv": b"name,label,__version,full_name,age\nq-1,Old Wang,1,Old Wang,70\n"}
    central.publish(form_xml(REGISTER, "register"))
    central.publish(form_xml(FOLLOW_UP, "follow"), files, frozenset({"people.csv"}))
    server_id = set_up(program, central)
    fetch(program, server_id)
    register, follow = local_id(program, "register"), local_id(program, "follow")
    assert people(program, follow) == [("q-1", "Old Wang")]
    record_id = fill(program, register, {"/data/full_name": "New Li"})
    ((new_id, _),) = [one for one in people(program, follow) if one[1] == "New Li"]
    fill(program, follow, {"/data/person": new_id, "/data/age": "30"})
    assert send(program).sent == 2
    sent = [etree.fromstring(one.xml) for one in central.received.values()]
    entity = [next(e for e in xml.iter() if etree.QName(e).localname == "entity") for xml in sent]
    assert [one.get("id") for one in entity] == [new_id, new_id] and entity[1].get("baseVersion") == "1"
    # Not on the server's list yet: it stays on ours. Then the server shows both steps, and ours are forgotten.
    central.forms["follow"].files["people.csv"] += b"q-2,Third,1,Third,\n"
    fetch(program, server_id)
    assert len(people(program, follow)) == 3
    central.make_entities("follow", "people.csv")
    fetch(program, server_id)
    assert [value for value, _ in people(program, follow)] == sorted({"q-1", "q-2", new_id})
    assert program.desk.store.form_sources.entity_changes(server_id, "people") == []
    assert record_id


def test_an_entity_that_the_server_deleted_leaves_our_list(program: Program, central: OpenRosaServer) -> None:
    central.publish(form_xml(REGISTER, "register"))
    central.publish(form_xml(FOLLOW_UP, "follow"), {"people.csv": b"name,label,__version\n"}, frozenset({"people.csv"}))
    server_id = set_up(program, central)
    fetch(program, server_id)
    fill(program, local_id(program, "register"), {"/data/full_name": "New Li"})
    follow = local_id(program, "follow")
    ((new_id, _),) = people(program, follow)
    send(program)
    central.deleted.add(new_id)
    fetch(program, server_id)
    assert people(program, follow) == []
    # A record that is deleted before it went takes its entity along.
    unsent = fill(program, local_id(program, "register"), {"/data/full_name": "Mistake"})
    assert len(people(program, follow)) == 1
    program.records.delete(unsent)
    assert people(program, follow) == []
    program.undo.undo()
    assert len(people(program, follow)) == 1
    program.undo.undo()
    assert people(program, follow) == [] and send(program).sent == 0


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
        "commissioner_app.sync.engine.Patience.__init__.__defaults__", (3, 1.0, 9.0, waited.append, _half)
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
    data=st.data(),
)
def test_whatever_goes_wrong_each_record_arrives_once_and_whole(
    program: Program, central: OpenRosaServer, faults: list[Any], limit: int, data: st.DataObject
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
    for number in range(data.draw(st.integers(1, 3))):
        picture = program.attachments.add(photo(200 + number, 200)).name
        answers = {"/data/head": f"户主{number}", "/data/house": picture}
        written.append(fill(program, form_id, answers))
        send(program)
        if data.draw(st.booleans()):
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
