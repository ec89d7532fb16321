"""Attachments: resumable uploads, checksums, ranges, and who may read them."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync_protocol import limits, parcels
from tests.server.laptop import Laptop, change
from tests.server.test_push import visit
from tests.support.server import ServerProcess

Of = Callable[[str], Laptop]
CHUNK = "application/offset+octet-stream"


def named(data: bytes, ending: str = "jpg") -> str:
    return f"{hashlib.sha256(data).hexdigest()}.{ending}"


def begin(laptop: Laptop, name: str, length: int) -> requests.Response:
    metadata = f"name {base64.b64encode(name.encode()).decode()}"
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(length), "Upload-Metadata": metadata}
    return laptop.call("POST", "/v1/attachments", headers=headers)


def send(laptop: Laptop, location: str, offset: int, data: bytes, **more: str) -> requests.Response:
    headers = {"Tus-Resumable": "1.0.0", "Content-Type": CHUNK, "Upload-Offset": str(offset)} | more
    return laptop.call("PATCH", location, data=data, headers=headers)


def send_at_once(laptop: Laptop, name: str, data: bytes, length: int = -1, checksum: str = "") -> requests.Response:
    """Creation with upload: the body comes with the POST."""
    metadata = f"name {base64.b64encode(name.encode()).decode()}"
    announced = str(len(data) if length < 0 else length)
    headers = {"Upload-Length": announced, "Upload-Metadata": metadata, "Content-Type": CHUNK}
    headers |= {"Upload-Checksum": checksum} if checksum else {}
    return laptop.call("POST", "/v1/attachments", data=data, headers={"Tus-Resumable": "1.0.0"} | headers)


def offset_of(laptop: Laptop, location: str) -> int:
    return int(laptop.call("HEAD", location).headers["Upload-Offset"])


def upload(laptop: Laptop, data: bytes) -> str:
    name = named(data)
    location = begin(laptop, name, len(data)).headers["Location"]
    assert send(laptop, location, 0, data).status_code == 204
    return name


def test_an_upload_goes_on_where_it_stopped(laptop: Of) -> None:
    stc, data = laptop("STC"), os.urandom(100_000)
    begun = begin(stc, named(data), len(data))
    assert begun.status_code == 201
    location = begun.headers["Location"]
    assert send(stc, location, 0, data[:30_000]).headers["Upload-Offset"] == "30000"
    assert offset_of(stc, location) == 30_000
    wrong = send(stc, location, 10, data[10:])
    assert (wrong.status_code, wrong.json()["code"]) == (409, "offset_mismatch")
    assert send(stc, location, 30_000, data[30_000:]).headers["Upload-Offset"] == "100000"
    assert stc.call("GET", f"/v1/attachments/{named(data)}").content == data
    # A laptop that missed the last answer asks and learns that all is there.
    assert offset_of(stc, location) == 100_000


def test_an_upload_goes_on_after_the_server_was_killed(own_server: ServerProcess) -> None:
    stc, data = Laptop(own_server.url, own_server.user("STC")), os.urandom(50_000)
    stc.sign_in()
    location = begin(stc, named(data), len(data)).headers["Location"]
    send(stc, location, 0, data[:20_000])
    own_server.kill()
    again = own_server.again()
    try:
        stc.url = again.url
        assert offset_of(stc, location) == 20_000
        assert send(stc, location, 20_000, data[20_000:]).status_code == 204
        assert stc.call("GET", f"/v1/attachments/{named(data)}").content == data
    finally:
        again.stop()


def test_a_line_that_breaks_keeps_what_came_over_it(laptop: Of, server: ServerProcess) -> None:
    import socket
    import time

    stc, data = laptop("STC"), os.urandom(80_000)
    location = begin(stc, named(data), len(data)).headers["Location"]
    head = (
        f"PATCH {location} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {stc.auth['access_token']}\r\n"
        f"Content-Type: {CHUNK}\r\nUpload-Offset: 0\r\nContent-Length: {len(data)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", server.port)) as line:
        line.sendall(head.encode() + data[:33_333])
        time.sleep(0.2)
    deadline = time.monotonic() + 10
    while offset_of(stc, location) == 0 and time.monotonic() < deadline:
        time.sleep(0.05)
    done = offset_of(stc, location)
    assert 0 < done <= 33_333
    assert send(stc, location, done, data[done:]).status_code == 204


def test_a_file_that_is_not_what_its_name_says_is_thrown_away(laptop: Of) -> None:
    stc, data = laptop("STC"), os.urandom(1000)
    location = begin(stc, named(b"something else"), len(data)).headers["Location"]
    answer = send(stc, location, 0, data)
    assert (answer.status_code, answer.json()["code"]) == (460, "checksum_mismatch")
    assert stc.call("HEAD", location).status_code == 404
    assert stc.call("HEAD", f"/v1/attachments/{named(b'something else')}").status_code == 404


def test_a_damaged_part_is_refused_before_it_counts(laptop: Of) -> None:
    stc, data = laptop("STC"), os.urandom(5000)
    location = begin(stc, named(data), len(data)).headers["Location"]
    claimed = "sha256 " + base64.b64encode(hashlib.sha256(data).digest()).decode()
    broken = send(stc, location, 0, data[:-1] + bytes([data[-1] ^ 1]), **{"Upload-Checksum": claimed})
    assert broken.status_code == 460
    assert offset_of(stc, location) == 0
    assert send(stc, location, 0, data, **{"Upload-Checksum": claimed}).status_code == 204


def test_names_and_sizes_are_checked(laptop: Of) -> None:
    stc = laptop("STC")
    for name in ("../../etc/passwd", "photo.jpg", "a" * 64, "A" * 64 + ".jpg", "a" * 64 + ".jpg/x"):
        assert begin(stc, name, 10).json()["code"] == "bad_request"
    assert begin(stc, named(b"x"), 21 * 1024 * 1024).status_code == 413
    assert begin(stc, named(b"x"), 0).status_code == 413
    location = begin(stc, named(b"xy"), 2).headers["Location"]
    assert send(stc, location, 0, b"xyz").status_code == 413


def test_a_length_of_thousands_of_digits_is_refused(laptop: Of) -> None:
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": "1" * 5000}
    assert laptop("STC").call("POST", "/v1/attachments", headers=headers).status_code == 400


def test_another_version_of_tus_is_told_which_one_is_spoken(laptop: Of) -> None:
    stc = laptop("STC")
    location = begin(stc, named(b"tus"), 3).headers["Location"]
    for method, path in (("POST", "/v1/attachments"), ("HEAD", location), ("PATCH", location)):
        refusal = stc.call(method, path, headers={"Tus-Resumable": "0.2.2"})
        assert (refusal.status_code, refusal.headers["Tus-Version"]) == (412, "1.0.0")
    assert offset_of(stc, location) == 0


def test_uploads_are_ones_own(laptop: Of) -> None:
    location = begin(laptop("STC"), named(b"mine"), 4).headers["Location"]
    assert laptop("DCS").call("HEAD", location).status_code == 404
    assert send(laptop("DCS"), location, 0, b"mine").status_code == 404


def test_an_attachment_is_read_by_whoever_reads_a_record_that_names_it(laptop: Of) -> None:
    stc = laptop("STC")
    name = upload(stc, os.urandom(3000))
    address = f"/v1/attachments/{name}"
    assert stc.call("HEAD", address).status_code == 200
    readers = {role: laptop(role).call("GET", address).status_code for role in ("LEAD", "COUNTY", "DCS")}
    assert readers == {"LEAD": 404, "COUNTY": 404, "DCS": 404}
    record = visit(stc, photos=[{"id": "p", "photo": name}])
    stc.push(record)
    roles = ("LEAD", "COUNTY", "AUDIT", "DCS", "ADMIN")
    readers = {role: laptop(role).call("GET", address).status_code for role in roles}
    assert readers == {"LEAD": 200, "COUNTY": 200, "AUDIT": 200, "DCS": 404, "ADMIN": 404}
    stc.push(change("visit", record["record_id"], 1, items={"photos": {"p": None}}))
    assert laptop("LEAD").call("GET", address).status_code == 404


def test_ranges_are_served(laptop: Of) -> None:
    stc, data = laptop("STC"), os.urandom(10_000)
    address = f"/v1/attachments/{upload(stc, data)}"
    part = stc.call("GET", address, headers={"Range": "bytes=9000-"})
    assert (part.status_code, part.content) == (206, data[9000:])
    assert stc.call("HEAD", address).headers["Content-Length"] == "10000"


def test_sending_what_is_held_already_is_done_at_once_or_again_without_harm(laptop: Of) -> None:
    stc, data = laptop("STC"), os.urandom(2000)
    assert upload(stc, data) == upload(stc, data)
    assert stc.call("GET", f"/v1/attachments/{named(data)}").content == data


def test_a_small_file_takes_one_request(laptop: Of) -> None:
    stc, data = laptop("STC"), os.urandom(300_000)
    assert "creation-with-upload" in stc.call("OPTIONS", "/v1/attachments").headers["Tus-Extension"]
    receipt = send_at_once(stc, named(data), data)
    assert (receipt.status_code, receipt.headers["Upload-Offset"]) == (201, "300000")
    assert receipt.headers["Upload-Received-At"] >= "2026"
    assert stc.call("GET", f"/v1/attachments/{named(data)}").content == data
    asked = stc.call("HEAD", receipt.headers["Location"])
    names = ("Upload-Offset", "Upload-Received-At")
    assert [asked.headers[name] for name in names] == [receipt.headers[name] for name in names]


def test_a_body_that_is_not_what_its_name_says_is_not_kept(laptop: Of) -> None:
    stc, data = laptop("STC"), os.urandom(5000)
    assert send_at_once(stc, named(b"other"), data).json()["code"] == "checksum_mismatch"
    assert stc.call("GET", f"/v1/attachments/{named(b'other')}").status_code == 404
    wrong = send_at_once(stc, named(data), data, checksum="sha256 AAAA")
    assert (wrong.status_code, stc.call("GET", f"/v1/attachments/{named(data)}").status_code) == (460, 404)


def test_the_first_part_may_come_with_the_beginning(laptop: Of) -> None:
    stc, data = laptop("STC"), os.urandom(2_500_000)
    begun = send_at_once(stc, named(data), data[:600_000], len(data))
    assert (begun.status_code, begun.headers["Upload-Offset"]) == (201, "600000")
    assert "Upload-Received-At" not in begun.headers
    location = begun.headers["Location"]
    assert send(stc, location, 600_000, data[600_000:]).headers["Upload-Offset"] == str(len(data))
    assert stc.call("GET", f"/v1/attachments/{named(data)}").content == data


def test_several_laptops_send_the_same_file_at_once_and_each_has_a_receipt(laptop: Of, server: ServerProcess) -> None:
    data = os.urandom(2_000_000)
    name, laptops = named(data), [Laptop(server.url, server.user(role)) for role in ("STC", "STC", "LEAD", "COUNTY")]
    for one in laptops:
        assert one.sign_in().ok
    upload(laptops[0], os.urandom(10))

    def send_all(at: int) -> str:
        one = laptops[at % len(laptops)]
        location = begin(one, name, len(data)).headers["Location"]
        for start in range(0, len(data), 250_000):
            reply = send(one, location, start, data[start : start + 250_000])
            assert reply.status_code == 204, reply.text
        return str(reply.headers["Upload-Received-At"])

    with ThreadPoolExecutor(4) as pool:
        receipts = list(pool.map(send_all, range(4)))
    assert all(receipts)
    # Whose comes first counts as the one who sent it; the others read it by a record that names it.
    assert any(one.call("GET", f"/v1/attachments/{name}").content == data for one in laptops)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_cuts_repeats_and_orders_of_pieces_give_exactly_the_file(laptop: Of, data: st.DataObject) -> None:
    stc, content = laptop("STC"), os.urandom(data.draw(st.integers(1, 5000)))
    name = named(content)
    location = begin(stc, name, len(content)).headers["Location"]
    offsets = st.integers(0, len(content))
    for anywhere, end in data.draw(st.lists(st.tuples(offsets, offsets), max_size=8)):
        before = offset_of(stc, location)
        # Half of the pieces fit, the others are delayed or doubled ones.
        start = before if data.draw(st.booleans()) else anywhere
        reply = send(stc, location, start, content[start : max(start, end)])
        assert reply.status_code == (204 if start == before else 409), reply.text
        assert offset_of(stc, location) == (max(start, end) if start == before else before)
    rest = offset_of(stc, location)
    assert send(stc, location, rest, content[rest:]).headers["Upload-Offset"] == str(len(content))
    assert stc.call("GET", f"/v1/attachments/{name}").content == content


def test_ranges_are_those_of_http(laptop: Of) -> None:
    stc, data = laptop("STC"), os.urandom(3000)
    address = f"/v1/attachments/{upload(stc, data)}"

    def asked(**headers: str) -> tuple[int, bytes, str | None]:
        reply = stc.call("GET", address, headers=headers)
        return reply.status_code, reply.content, reply.headers.get("Content-Range")

    assert asked(Range="bytes=0-9") == (206, data[:10], "bytes 0-9/3000")
    assert asked(Range="bytes=-5") == (206, data[-5:], "bytes 2995-2999/3000")
    assert asked(Range="bytes=2990-9999") == (206, data[2990:], "bytes 2990-2999/3000")
    assert asked(Range="bytes=3000-") == (416, b"", "bytes */3000")
    assert asked(Range="bytes=9-3") == (416, b"", "bytes */3000")
    for passed_over in ("bytes=-", "bytes=0-1,5-6", "lines=1-2", "bytes=x-"):
        assert asked(Range=passed_over)[:2] == (200, data)
    assert asked(**{"Range": "bytes=0-9", "If-Range": '"another"'})[:2] == (200, data)


def several(laptop: Laptop, *files: tuple[str, bytes]) -> requests.Response:
    headers = {"Content-Type": "application/octet-stream"}
    return laptop.call("POST", "/v1/attachments/several", data=parcels.packed(files), headers=headers)


def test_several_small_files_take_one_request_and_each_has_its_fate(laptop: Of) -> None:
    stc, good = laptop("STC"), [os.urandom(size) for size in (1, 300, 300_000)]
    files = [(named(data), data) for data in good]
    bad = (named(b"something else"), b"damaged")
    reply = several(stc, *files[:2], bad, files[2])
    assert reply.status_code == 200
    assert reply.json()["files"] == {**{name: "" for name, _ in files}, bad[0]: "checksum_mismatch"}
    assert reply.json()["received_at"] >= "2026"
    assert [stc.call("GET", f"/v1/attachments/{name}").content for name, _ in files] == good
    assert stc.call("HEAD", f"/v1/attachments/{bad[0]}").status_code == 404
    assert several(stc, *files).json()["files"] == {name: "" for name, _ in files}


def fetched(laptop: Laptop, names: list[str], most: int) -> list[parcels.Served]:
    reply = laptop.call("POST", "/v1/attachments/fetch", json={"names": names, "bytes": most})
    assert reply.status_code == 200, reply.text
    return parcels.served(reply.content)


def test_several_files_are_fetched_in_one_request_as_many_as_fit(laptop: Of) -> None:
    stc, contents = laptop("STC"), [os.urandom(size) for size in (1000, 1, 5000, 700)]
    names = [upload(stc, data) for data in contents]
    there = [parcels.Served(name, len(data), data) for name, data in zip(names, contents, strict=True)]
    absent = parcels.Served(named(b"never sent"), 0, b"")
    assert fetched(stc, [*names, absent.name, names[0]], 1 << 30) == [*there, absent]
    # In the order asked for, up to the first that has no room; of the very first the beginning.
    assert fetched(stc, names, 1002) == there[:2]
    assert fetched(stc, [absent.name, *names], 6001) == [absent, *there[:3]]
    assert fetched(stc, names[2:], 999) == [parcels.Served(names[2], 5000, contents[2][:999])]
    assert fetched(stc, [], 5) == []
    large = upload(stc, os.urandom(limits.FETCH_BYTES + 9))
    (part,) = fetched(stc, [large], 1 << 40)
    assert (part.size, len(part.data)) == (limits.FETCH_BYTES + 9, limits.FETCH_BYTES)


def test_a_wish_for_several_files_that_is_none_is_refused(laptop: Of) -> None:
    stc, name = laptop("STC"), named(b"x")

    def asked(body: object) -> tuple[int, object]:
        reply = stc.call("POST", "/v1/attachments/fetch", json=body)
        return reply.status_code, reply.json()["detail"]

    assert asked({"names": ["../../server.db"], "bytes": 9}) == (400, {"place": "name"})
    assert asked({"names": [name]}) == (400, {"place": "bytes"})
    assert asked({"names": [name] * (limits.ASKED_NAMES + 1), "bytes": 9})[0] == 413


def test_a_parcel_that_does_not_hold_together_is_refused_with_its_place(laptop: Of) -> None:
    stc, data = laptop("STC"), os.urandom(500)
    cut = stc.call("POST", "/v1/attachments/several", data=parcels.packed([(named(data), data)])[:-1])
    assert (cut.status_code, cut.json()["detail"]) == (400, {"place": "body: 0"})
    assert stc.call("HEAD", f"/v1/attachments/{named(data)}").status_code == 404
    large = several(stc, (named(b"x"), b"x" * (limits.SEVERAL_BYTES + 1)))
    assert (large.status_code, large.json()["detail"]) == (413, {"limit": limits.SEVERAL_BYTES})
