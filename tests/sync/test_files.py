"""Files go up once, go on where they stopped, and are believed only by their checksum; they come down newest first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from commissioner_app.sync import pace, reconcile
from sync_protocol import limits
from tests.sync.devices import AT_ONCE, Device, line
from tests.sync.fake_server import TIME, FakeServer

BIG = bytes(range(256)) * (5 * limits.UPLOAD_CHUNK_BYTES // 512) + b"end"


def _with_file(device: Device, data: bytes) -> str:
    name = device.store.attachments.add(data, "bin")
    device.create({"name": "有附件", "log_scan": name})
    return name


def test_a_file_goes_up_in_pieces_after_its_record_and_gets_a_receipt(server: FakeServer, one: Device) -> None:
    name = _with_file(one, BIG)
    result = one.sync()
    assert (result.ok, result.waiting_files) == (True, 0)
    assert server.files[name] == BIG
    # The line is not known at first: the pieces begin small and grow.
    assert [call for call in line(one).calls if call[0] == "PATCH"] == [("PATCH", "/v1/attachments/uploads/u0")] * 5
    assert line(one).calls[0] == ("POST", "/v1/sync")
    kept = one.store.attachments.get(name)
    assert kept is not None
    assert kept.sent_at == TIME
    assert one.sync().requests == 1


@pytest.mark.parametrize("fault", ["before", "after", "cut"])
@pytest.mark.parametrize("at", range(1, 6))
def test_a_cut_at_any_call_goes_on_inside_the_file(server: FakeServer, one: Device, fault: str, at: int) -> None:
    name = _with_file(one, BIG)
    line(one).faults = [*[""] * at, fault]
    assert one.sync().ok
    assert server.files[name] == BIG


def test_a_killed_upload_goes_on_where_it_stood(server: FakeServer, one: Device) -> None:
    name = _with_file(one, BIG)
    line(one).faults = ["", "", "", *["before"] * 9]
    assert not one.sync().ok
    arrived = len(server.uploads["u0"][2])
    assert arrived == pace.FIRST
    one.kill()
    line(one).faults, line(one).calls, line(one).sent = [], [], 0
    assert one.sync().ok
    assert server.files[name] == BIG
    assert len(server.uploads) == 1
    assert line(one).sent == len(BIG) - arrived


def test_an_upload_the_server_forgot_begins_again(server: FakeServer, one: Device) -> None:
    name = _with_file(one, BIG)
    line(one).faults = ["", "", "", *["before"] * 9]
    one.sync()
    server.uploads.clear()
    line(one).faults = []
    assert one.sync().ok
    assert server.files[name] == BIG


def test_a_file_damaged_here_does_not_stop_the_others(server: FakeServer, one: Device) -> None:
    bad, good = _with_file(one, b"bad" * 99), _with_file(one, b"good" * 99)
    path = one.store.attachments.path(bad)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    result = one.sync()
    assert result.ok
    assert list(server.files) == [good]


def test_files_come_down_newest_first_within_a_budget(server: FakeServer, one: Device, tmp_path: Path) -> None:
    names = [_with_file(one, bytes([number]) * 1000) for number in range(5)]
    one.sync()
    from commissioner_app.sync.engine import Engine

    two = Device.at(server, tmp_path, "two")
    engine = Engine(two.store, two.transport, patience=AT_ONCE, download_bytes=2000)
    list(engine.run())
    held = [name for name in names if two.store.attachments.get(name)]
    assert held == names[3:]
    assert two.store.attachments.read(names[4]) == bytes([4]) * 1000
    two.sync()
    assert two.store.attachments.missing() == []
    assert two.sync().requests == 1


def test_a_file_whose_record_left_while_it_came_is_not_kept(server: FakeServer, one: Device, tmp_path: Path) -> None:
    name = _with_file(one, b"of a record that goes")
    assert one.sync().ok
    two = Device.at(server, tmp_path, "two")

    def leaves(method: str, path: str) -> None:
        if path.endswith("/fetch"):
            ids = list(two.all())
            two.store.records.remove(ids)
            two.store.attachments.release([name])

    line(two).on_call = leaves
    two.sync()
    assert not two.store.database.rows("SELECT name FROM attachments WHERE name = ?", [name])
    assert not two.store.attachments.path(name).exists()


def test_a_file_that_was_taken_out_of_a_record_leaves_with_it(server: FakeServer, one: Device, tmp_path: Path) -> None:
    """The history keeps it at hand while the record is here, and no longer."""
    made = one.create({"name": "有附件"})
    one.sync()
    two = Device.at(server, tmp_path, "two")
    two.sync()
    name = one.store.attachments.add(b"taken out again", "bin")
    one.edit(made.id, log_scan=name)
    one.sync()
    two.sync()
    two.edit(made.id, unset=("log_scan",))
    two.sync()
    path = two.store.attachments.path(name)
    assert two.get(made.id).answers == {"name": "有附件"} and path.exists()
    reconcile.take_off(two.store, [made.id])
    assert not path.exists() and two.store.attachments.get(name) is None


def test_a_file_nobody_has_sent_yet_is_no_failure(server: FakeServer, one: Device, tmp_path: Path) -> None:
    name = _with_file(one, b"later")
    line(one).faults = ["", *["before"] * 9]
    one.sync()
    two = Device.at(server, tmp_path, "two")
    assert two.sync().ok
    assert two.store.attachments.missing() == [name]
    line(one).faults = []
    one.sync()
    assert two.sync().requests == 1  # not asked for again at once
    two.clock.move(hours=2)
    two.sync()
    assert two.store.attachments.read(name) == b"later"


def test_forms_and_lists_are_fetched_when_their_stamps_differ(server: FakeServer, one: Device) -> None:
    import hashlib

    xml = "<h:html>走访</h:html>".encode()
    notice = {"id": "visit", "version": "2", "kind": "visit", "title": "走访", "state": "published"}
    server.forms["visit/2"] = ({**notice, "sha256": hashlib.sha256(xml).hexdigest()}, xml)
    server.lists["L_MODE"] = ("3", "list_id,code,zh\nL_MODE,01,现场\n")
    server.known = {"forms": "f1", "lists": "l1"}
    line(one).faults = ["", "", "before"]
    assert one.sync().ok
    form = one.store.forms.get("visit")
    assert form is not None
    assert form.xml.encode() == xml
    assert one.store.lists.versions() == {"L_MODE": "3"}
    assert one.sync().requests == 1
    server.forms["visit/2"][0]["state"] = "retired"
    server.known["forms"] = "f2"
    one.sync()
    assert one.store.forms.get("visit") is None
    assert one.store.forms.get("visit", "2") is not None


def test_a_list_that_came_along_in_this_version_is_not_fetched(server: FakeServer, one: Device) -> None:
    import json

    from commissioner_app.system.paths import resource_folder

    folder = resource_folder() / "lists"
    csv = (folder / "L_MODE.csv").read_text(encoding="utf-8-sig")
    server.lists["L_MODE"] = (json.loads((folder / "versions.json").read_text())["L_MODE"], csv)
    server.lists["L_CERT"] = ("0123456789ab", "code,zh\n01,新\n")
    server.known = {"lists": "l1"}
    assert one.sync().ok
    assert [path for _, path in line(one).calls] == ["/v1/sync", "/v1/lists", "/v1/lists/L_CERT"]
    assert one.store.lists.get("L_MODE") == csv
    assert one.store.lists.get("L_CERT") == "code,zh\n01,新\n"


def test_many_lists_come_in_one_reply(server: FakeServer, one: Device) -> None:
    wanted = {f"L_NEW{number}": ("1", f"code,zh\n{number},新\n") for number in range(5)}
    server.lists.update(wanted)
    server.known = {"lists": "l1"}
    assert one.sync().ok
    assert [path for _, path in line(one).calls] == ["/v1/sync", "/v1/lists", "/v1/lists/all"]
    assert {name: ("1", one.store.lists.get(name)) for name in wanted} == wanted
    assert one.sync().requests == 1


def test_many_forms_come_in_one_reply_and_older_versions_alone(server: FakeServer, one: Device) -> None:
    import hashlib

    for name, version in (("a", "1"), ("a", "2"), ("b", "1"), ("c", "1"), ("d", "1")):
        xml = f"<form id='{name}' version='{version}'/>".encode()
        notice = {
            "id": name, "version": version, "kind": "visit", "title": name, "state": "published",
            "sha256": hashlib.sha256(xml).hexdigest(),
        }  # fmt: skip
        server.forms[f"{name}/{version}"] = (notice, xml)
    server.known = {"forms": "f1"}
    assert one.sync().ok
    assert [path for _, path in line(one).calls] == ["/v1/sync", "/v1/forms", "/v1/forms/all", "/v1/forms/a/1"]
    assert all(one.store.forms.get(name, version) for name, version in (("a", "1"), ("a", "2"), ("d", "1")))
    assert one.sync().requests == 1


def _form(server: FakeServer, version: str, files: dict[str, bytes], **more: Any) -> None:
    """A version of the form "visit" with the files that travel with it."""
    import hashlib

    xml = f"<form id='visit' version='{version}'/>".encode()
    sums = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    server.form_files |= {sums[name]: data for name, data in files.items()}
    notice = {
        "id": "visit", "version": version, "kind": "visit", "title": "走访", "state": "published", "files": sums,
        "sha256": hashlib.sha256(xml).hexdigest(), **more,
    }  # fmt: skip
    server.forms[f"visit/{version}"] = (notice, xml)


def test_files_of_forms_come_once_by_content(server: FakeServer, one: Device) -> None:
    towns = "name,label\n1,梅山\n".encode()
    _form(server, "1", {"towns.csv": towns, "map.png": b"png"})
    server.known = {"forms": "f1"}
    line(one).faults = ["", "", "", "before"]
    assert one.sync().ok
    held = one.store.forms.get("visit")
    assert held is not None
    assert one.store.forms.file(held.files["towns.csv"]) == towns
    _form(server, "2", {"places.csv": towns})
    server.known["forms"] = "f2"
    line(one).calls.clear()
    assert one.sync().ok
    assert [path for _, path in line(one).calls] == ["/v1/sync", "/v1/forms", "/v1/forms/visit/2"]
    assert one.sync().requests == 1


def test_a_file_that_is_not_what_its_sum_says_is_not_kept(server: FakeServer, one: Device) -> None:
    _form(server, "1", {"towns.csv": b"name\n1\n"})
    (sha256,) = server.form_files
    server.form_files[sha256] = b"something else"
    server.known = {"forms": "f1"}
    result = one.sync()
    assert (result.ok, result.error) == (False, "server_confused")
    assert one.store.forms.file(sha256) is None
    server.form_files[sha256] = b"name\n1\n"
    assert one.sync().ok
    assert one.store.forms.file(sha256) == b"name\n1\n"


def test_the_newest_version_is_the_one_published_last(server: FakeServer, one: Device) -> None:
    _form(server, "9", {}, published_at="2026-03-02T08:00:00Z")
    _form(server, "10", {}, published_at="2026-03-03T08:00:00Z")
    server.known = {"forms": "f1"}
    assert one.sync().ok
    newest = one.store.forms.get("visit")
    assert newest is not None and newest.version == "10"
    server.forms["visit/10"][0]["state"] = "retired"
    server.known["forms"] = "f2"
    assert one.sync().ok
    back = one.store.forms.get("visit")
    assert back is not None and back.version == "9"
    assert one.store.forms.knows("visit") and one.store.forms.get("visit", "10") is not None
