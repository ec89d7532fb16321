"""``docs/sync-protocol.md`` is true: its examples fit the messages, its tables name all there is, and a real server
says what its conversation says."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterator
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any, Final
from unittest import mock

import pytest
import zstandard

from commissioner_app.store.rows import Version
from commissioner_app.sync.merge import Hands, merge
from provincial_server.api.contract import checked
from provincial_server.errors import _STATUS
from sync_protocol import codes, limits, messages
from sync_protocol.digest import digest
from sync_protocol.patches import apply_patch, make_patch
from tests.server.laptop import Laptop, change
from tests.support.commands import command
from tests.support.server import ServerProcess, start_server
from tests.sync_protocol import document
from tests.sync_protocol.document import Bindings, example

MESSAGES: Final = (
    messages.SignInRequest, messages.SignInReply, messages.SyncRequest, messages.SyncReply, messages.RecordJson,
    messages.Change, messages.Patch, messages.ChangeResult, messages.BucketPage, messages.Snapshot, messages.Fingerprint,
    messages.FormNotice, messages.Problem, messages.Appointment, messages.RefreshRequest, messages.Overruled,
    messages.SeveralReply,
    messages.LostMove,
)  # fmt: skip
PHOTO: Final = b"a photo of a tea garden\r\n."


def test_every_example_fits_its_message_and_has_no_key_that_no_message_has() -> None:
    found = document.examples()
    assert len(found) >= 15
    for one in found:
        checked(one.shape, one.value)
        assert document.unknown_keys(one.shape, one.value) == []


@pytest.mark.parametrize("shape", MESSAGES, ids=lambda shape: shape.__name__)
def test_every_field_is_in_the_document(shape: Any) -> None:
    text = document.text()
    missing = [name for name in shape.__annotations__ if f"`{name}`" not in text and f'"{name}":' not in text]
    assert missing == []


def test_the_limits_are_those_of_the_code() -> None:
    written = {name.strip("`"): int(value) for name, value, _ in document.rows("Limit")}
    assert written == {name: value for name, value in vars(limits).items() if name.isupper()}


def test_every_error_code_is_listed_with_its_status() -> None:
    known = {value for name, value in vars(codes).items() if name.isupper() and isinstance(value, str)}
    status: dict[str, int] = {}
    for cells in document.rows("Code"):
        for code in re.findall(r"`(\w+)`", cells[0]):
            assert code not in status
            status[code] = int(cells[1] or 0)
    assert status.keys() == known
    in_replies = {code: number for code, number in status.items() if number}
    assert in_replies == {code: 500 if code == codes.BUG else _STATUS.get(code, 400) for code in in_replies}


def test_every_call_of_the_server_is_in_the_document_and_no_other() -> None:
    described = json.loads((document.FILE.parent / "openapi.json").read_text(encoding="utf-8"))["paths"]
    served = {(method.upper(), _nameless(path)) for path, methods in described.items() for method in methods}
    named = {
        (method, _nameless(path))
        for method, path in re.findall(r"\b(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) (/[\w/{}.-]+)", document.text())
    }
    # What can be read can be asked for without its content, and the uploads of the example have an id.
    assert named - served == set()
    assert {call for call in served - named if call[0] != "HEAD"} == set()


def _nameless(path: str) -> str:
    return re.sub(r"\{\w+\}|(?<=uploads/)[0-9a-f-]{36}", "{}", path)


def test_the_digest_can_be_computed_from_its_description() -> None:
    *pairs, (_, total) = document.digest_example()
    summed = 0
    for text, digits in pairs:
        assert blake2b(text.encode("utf-8"), digest_size=16).hexdigest() == digits
        summed += int(digits, 16)
    assert f"{summed % 2**128:032x}" == total
    assert total == digest((text.split(":")[0], int(text.split(":")[1])) for text, _ in pairs)


def test_our_merge_makes_the_change_that_the_document_sends() -> None:
    (base,) = (one for page in example(messages.SyncReply, "create")["pages"].values() for one in page["records"])
    late, theirs = example(messages.Change, "late-edit"), example(messages.ChangeResult, "late-edit")["current"]
    mine = apply_patch(base, late["patch"])
    hands = Hands(
        mine_by=base["author"], mine_at=late["at"], theirs_by=theirs["author"], theirs_at=theirs["updated_at"]
    )
    merged = merge(Version.from_json(base), Version.from_json(mine), Version.from_json(theirs), hands)
    sent = example(messages.Change, "merged")
    assert sent["patch"] == make_patch(theirs, merged.version.to_json())
    (conflict,) = sent["patch"]["open_conflicts"]
    facts = [conflict[name] for name in ("field", "base", "theirs", "mine", "mine_by", "mine_at")]
    plain = json.dumps(facts, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    assert conflict["id"] == blake2b(plain.encode(), digest_size=16).hexdigest()


def test_the_digest_of_the_users_bucket_is_that_of_the_two_records_it_holds() -> None:
    signed_in, reply = example(messages.SignInReply, "sign-in"), example(messages.SyncReply, "create")
    bucket = f"user:{signed_in['person_id']}"
    held = [
        (signed_in["appointments"][0]["id"], 1),
        *((one["id"], one["rev"]) for one in reply["pages"][bucket]["records"]),
    ]
    assert reply["fingerprints"][bucket] == {"count": len(held), "digest": digest(held)}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """The server of the document: new, with two people in one county."""
    data = tmp_path_factory.mktemp("document") / "data"
    command("init", "--data", data)
    password = example(messages.SignInRequest, "sign-in")["password"]
    with mock.patch.dict(os.environ, {"PROVINCIAL_PASSWORD": password}):
        for name, display, role in (("li.wei", "李伟", "STC"), ("wang.fang", "王芳", "COUNTY")):
            command("user", "add", "--data", data, name, "--display", display, "--county", "341524")
            command("appointment", "add", "--data", data, name, "--role", role, "--county", "341524")
    users = [{"name": name, "password": password} for name in ("li.wei", "wang.fang")]
    running = start_server(data, users=users)
    yield running
    running.stop()


class Conversation:
    """The document's laptop and the county office, talking to a real server in the document's words."""

    def __init__(self, server: ServerProcess) -> None:
        self.names = Bindings()
        self.laptop, self.office = (Laptop(server.url, user) for user in server.users)
        for one in (self.laptop, self.office):
            one.http.headers["Accept-Language"] = "en"

    def sign_in(self) -> None:
        request = example(messages.SignInRequest, "sign-in")
        reply = self.laptop.http.post(f"{self.laptop.url}/v1/session", json=request, timeout=30)
        assert reply.status_code == 200
        self.laptop.auth = reply.json()
        written = example(messages.SignInReply, "sign-in")
        self.names.learn(written["person_id"], self.laptop.auth["person_id"])
        self.names.compare(written, self.laptop.auth)
        assert self.office.sign_in().status_code == 200

    def sync(self, step: str) -> Any:
        """The reply to the request of a step."""
        return self.laptop.call("POST", "/v1/sync", json=self.names.fill(example(messages.SyncRequest, step))).json()

    def push(self, step: str, by: Laptop | None = None) -> Any:
        """The answer to the change of a step."""
        (result,) = (by or self.laptop).push(self.names.fill(example(messages.Change, step)))
        return result

    def exchange(self, written: document.Exchange, body: bytes) -> None:
        """An HTTP example: sent as written, answered as written."""
        path = self.names.fill(written.path)
        reply = self.laptop.call(written.method, path, headers=written.headers, data=body or None)
        assert reply.status_code == written.status
        for name in ("Location", "Upload-Received-At"):
            if name in written.reply:
                self.names.learn(written.reply[name], reply.headers[name])
        assert {name: reply.headers[name] for name in written.reply} == self.names.fill(written.reply)


@pytest.fixture(scope="module")
def talk(server: ServerProcess) -> Conversation:
    """A conversation up to the first accepted change: what the rest of the document builds on."""
    talk = Conversation(server)
    talk.sign_in()
    checked(messages.SyncReply, talk.sync("first"))
    written = example(messages.SyncReply, "create")
    talk.names.compare(written, talk.sync("create"))
    return talk


def test_the_conversation_goes_as_it_is_written(talk: Conversation) -> None:
    accepted = example(messages.SyncReply, "create")["results"]
    assert talk.sync("create")["results"] == talk.names.fill(accepted)
    assert talk.push("office-edit", talk.office)["status"] == "accepted"
    for step in ("late-edit", "lost", "wrong-state"):
        talk.names.compare(example(messages.ChangeResult, step), talk.push(step))
    assert talk.push("merged") == {"id": example(messages.Change, "merged")["id"], "status": "accepted", "rev": 3}
    talk.names.compare(example(messages.ChangeResult, "decided"), talk.push("decided"))
    held = talk.laptop.pull_all()
    record = held[f"user:{talk.laptop.auth['person_id']}"][example(messages.Change, "decided")["record_id"]]
    assert (record["rev"], record["conflicts"], record["answers"]["content"]) == (4, [], "查看茶园和鱼塘")
    assert record["answers"]["photos"] == [{"id": "p1", "caption": "老茶树"}, {"id": "p2", "caption": "鱼塘"}]
    for bucket, found in held.items():
        live = [(one["id"], one["rev"]) for one in found.values() if not one["deleted"]]
        assert talk.laptop.last["fingerprints"][bucket] == {"count": len(live), "digest": digest(live)}


def test_a_move_gives_way_to_a_higher_role_as_it_is_written(talk: Conversation) -> None:
    assert talk.push("submit")["status"] == "accepted"
    assert talk.push("return", talk.office)["status"] == "accepted"
    for step in ("recall", "gave-way"):
        talk.names.compare(example(messages.ChangeResult, step), talk.push(step))
    held = talk.laptop.pull_all()[f"user:{talk.laptop.auth['person_id']}"]
    record = held[example(messages.Change, "gave-way")["record_id"]]
    assert (record["state"], record["answers"]["review_opinion"]) == ("3", "照片不清")
    assert record["overruled"] == talk.names.fill(example(messages.ChangeResult, "gave-way"))["overruled"]


def test_another_version_is_refused_as_it_is_written(talk: Conversation) -> None:
    assert talk.sync("too-new") == example(messages.Problem, "too-new")


def test_a_file_is_sent_as_it_is_written(talk: Conversation) -> None:
    name = f"{sha256(PHOTO).hexdigest()}.jpg"
    assert repr(PHOTO.decode())[1:-1] in document.text()
    for written, piece in zip(document.exchanges(), (b"", PHOTO[:10], b"", PHOTO[10:], PHOTO), strict=True):
        talk.exchange(written, piece)
    assert talk.laptop.call("GET", f"/v1/attachments/{name}").content == PHOTO


def test_a_snapshot_is_read_as_it_is_written(talk: Conversation) -> None:
    laptop = talk.laptop
    bucket = f"user:{laptop.auth['person_id']}"
    own = {"writer": laptop.auth["person_id"], "county": "341524"}
    for _ in range(limits.SNAPSHOT_RECORDS // limits.PUSH_CHANGES):
        results = laptop.push(*(change("plan", set=own) for _ in range(limits.PUSH_CHANGES)))
        assert {result["status"] for result in results} == {"accepted"}
    page = _page_with_snapshot(laptop, bucket)
    written = example(messages.BucketPage, "")
    assert page.keys() == written.keys()
    assert page["snapshot"].keys() == written["snapshot"].keys()
    assert [page[key] for key in ("records", "gone", "cursor", "more")] == [[], [], 0, True]
    snapshot, records, first = page["snapshot"], [], 0
    for size in snapshot["parts"]:
        wanted = {"Range": f"bytes={first}-{first + size - 1}"}
        part = laptop.call("GET", f"/v1/snapshots/{bucket}/{snapshot['name']}", headers=wanted)
        assert part.status_code == 206
        records += json.loads(zstandard.ZstdDecompressor().decompress(part.content))
        first += size
    assert len(records) == snapshot["count"]
    rest = laptop.sync(cursors={bucket: snapshot["cursor"]}, limit=2000)
    held = {one["id"]: one for one in [*records, *rest["pages"][bucket]["records"]]}
    live = [(one["id"], one["rev"]) for one in held.values() if not one["deleted"]]
    assert rest["fingerprints"][bucket] == {"count": len(live), "digest": digest(live)}


def test_forms_and_lists_are_fetched_as_it_is_written(talk: Conversation) -> None:
    laptop = talk.laptop
    notices = laptop.call("GET", "/v1/forms").json()
    checked(list[messages.FormNotice], notices)
    one = next(notice for notice in notices if notice["kind"] == "visit")
    assert one.keys() == example(messages.FormNotice, "").keys()
    xform = laptop.call("GET", f"/v1/forms/{one['id']}/{one['version']}").content
    assert sha256(xform).hexdigest() == one["sha256"]
    assert laptop.call("GET", "/v1/forms/all").json()[one["id"]] == {one["version"]: xform.decode()}
    for digits in {digits for notice in notices for digits in notice["files"].values()}:
        assert sha256(laptop.call("GET", f"/v1/forms/files/{digits}").content).hexdigest() == digits
    versions, texts = (laptop.call("GET", f"/v1/lists{path}").json() for path in ("", "/all"))
    assert {name: found["version"] for name, found in texts.items()} == versions
    name = min(texts)
    assert laptop.call("GET", f"/v1/lists/{name}").content.decode() == texts[name]["csv"]


def test_a_refresh_token_is_spent_once_its_successor_was_used(talk: Conversation) -> None:
    laptop = Laptop(talk.laptop.url, talk.laptop.user)
    first = laptop.sign_in().json()
    lost, second = laptop.refresh(first["refresh_token"]), laptop.refresh(first["refresh_token"])
    assert (lost.status_code, second.status_code) == (200, 200)
    laptop.auth = second.json()
    checked(messages.SignInReply, laptop.auth)
    laptop.sync(limit=1)
    assert laptop.refresh(first["refresh_token"]).json()["code"] == codes.TOKEN_INVALID
    assert laptop.sync_reply().json()["code"] == codes.TOKEN_INVALID


def test_the_files_that_the_document_names_are_there() -> None:
    root = Path(document.FILE).parents[1]
    named = re.findall(r"`((?:[\w.-]+/)+[\w.-]+\.(?:py|json|md))`", document.text())
    assert named
    assert [path for path in named if not (root / path).is_file()] == []


def _page_with_snapshot(laptop: Laptop, bucket: str) -> dict[str, Any]:
    for _ in range(300):
        page: dict[str, Any] = laptop.sync(snapshots=True, limit=1)["pages"][bucket]
        if "snapshot" in page:
            return page
        time.sleep(0.05)
    raise AssertionError("no snapshot was offered")
