"""Pulling: cursor order, pages, records that leave a bucket, fingerprints, compression."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import zstandard

from sync_protocol.digest import digest
from tests.server.laptop import Laptop, change
from tests.server.test_push import visit

Of = Callable[[str], Laptop]


def test_pages_come_in_commit_order_and_each_record_once(laptop: Of) -> None:
    county = laptop("COUNTY")
    cursors: dict[str, int] = {}
    seen: dict[str, list[str]] = {}
    while True:
        reply = county.sync(cursors=cursors, limit=97)
        assert sum(len(page["records"]) for page in reply["pages"].values()) <= 97
        for bucket, page in reply["pages"].items():
            assert page["cursor"] >= cursors.get(bucket, 0)
            seen.setdefault(bucket, []).extend(record["id"] for record in page["records"])
        cursors = {bucket: page["cursor"] for bucket, page in reply["pages"].items()}
        if not any(page["more"] for page in reply["pages"].values()):
            break
    assert all(len(ids) == len(set(ids)) for ids in seen.values())
    assert len(seen["office:341524"]) >= 700


def test_fingerprints_agree_with_what_was_pulled(laptop: Of) -> None:
    for role in ("STC", "COUNTY", "PROVINCE"):
        one = laptop(role)
        for bucket, records in one.pull_all(limit=2000).items():
            live = [(record["id"], record["rev"]) for record in records.values() if not record["deleted"]]
            assert one.last["fingerprints"][bucket] == {"count": len(live), "digest": digest(live)}


def test_what_the_laptop_made_itself_comes_in_brief_where_it_asks_for_that(laptop: Of) -> None:
    stc = laptop("STC")
    stc.pull_all()
    cursors = {bucket: page["cursor"] for bucket, page in stc.last["pages"].items()}
    (mine, other) = (visit(stc), visit(stc))
    first = stc.push(mine, other)[0]
    second = Laptop(stc.url, stc.user)
    assert second.sign_in().ok
    second.push(change("visit", other["record_id"], 1, set={"content": "elsewhere"}))
    bucket = f"user:{stc.auth['person_id']}"
    page = stc.sync(cursors=cursors, brief=True)["pages"][bucket]
    assert [one["id"] for one in page["own"]] == [mine["record_id"]]
    assert [one["id"] for one in page["records"]] == [other["record_id"]]
    whole = stc.sync(cursors=cursors)["pages"][bucket]
    (told,) = [one for one in whole["records"] if one["id"] == mine["record_id"]]
    assert page["own"][0] == {name: told[name] for name in page["own"][0]}
    assert told["rev"] == first["rev"]
    assert "own" not in whole


def test_nothing_new_is_a_small_answer(laptop: Of) -> None:
    stc = laptop("STC")
    stc.pull_all()
    cursors = {bucket: page["cursor"] for bucket, page in stc.last["pages"].items()}
    reply = stc.sync_reply(cursors=cursors)
    assert all(page["records"] == [] == page["gone"] for page in reply.json()["pages"].values())
    assert len(reply.content) < 2000


def test_a_record_that_leaves_a_bucket_is_named_as_gone_without_its_text(laptop: Of) -> None:
    stc, province = laptop("STC"), laptop("PROVINCE")
    need = _published(stc, laptop("COUNTY"))
    held = province.pull_all(limit=2000)
    assert held["province"][need]["answers"]["problem"] == "机密细节"
    cursors = {bucket: page["cursor"] for bucket, page in province.last["pages"].items()}
    rev = held["province"][need]["rev"]
    laptop("COUNTY").push(change("need", need, rev, set={"public_level": "P0"}))
    page = province.sync(cursors=cursors)["pages"]["province"]
    assert page["gone"] == [need]
    assert page["records"] == []
    # Someone who never held it learns its id and nothing else.
    everything = laptop("ADMIN").sync_reply(limit=2000)
    assert "机密细节" not in everything.text


def _published(writer: Laptop, county: Laptop) -> str:
    answers = {"writer": writer.auth["person_id"], "county": "341524", "problem": "机密细节", "public_level": "P2"}
    need = change("need", set=answers, state="10")
    assert writer.push(need)[0]["status"] == "accepted"
    for rev, state in enumerate(("20", "30", "40"), 1):
        (result,) = county.push(change("need", need["record_id"], rev, state=state))
        assert result["status"] == "accepted", result
    return str(need["record_id"])


def test_published_needs_reach_the_county_and_unpublished_ones_do_not(laptop: Of) -> None:
    stc, other = laptop("STC"), laptop("DCS")
    hidden = change("need", set={"writer": stc.auth["person_id"], "county": "341524", "problem": "x"}, state="10")
    stc.push(hidden)
    need = _published(stc, laptop("COUNTY"))
    held = other.pull_all(limit=2000)
    assert need in held["county:341524"]
    assert not any(hidden["record_id"] in records for records in held.values())


def test_cursors_of_buckets_one_may_not_hold_are_ignored(laptop: Of) -> None:
    reply = laptop("STC").sync(cursors={"office:341524": 0, "team:T2": 0}, limit=1)
    assert set(reply["pages"]) == set(reply["buckets"])
    assert "office:341524" not in reply["pages"]


def test_bodies_travel_as_zstd_both_ways(laptop: Of) -> None:
    stc = laptop("STC")
    message = {"protocol": 1, "changes": [visit(stc)], "cursors": {}, "known": {}, "limit": 500}
    packed = zstandard.ZstdCompressor().compress(orjson.dumps(message))
    headers = {"Content-Encoding": "zstd", "Accept-Encoding": "zstd", "Content-Type": "application/json"}
    reply = stc.call("POST", "/v1/sync", data=packed, headers=headers, stream=True)
    assert reply.headers["Content-Encoding"] == "zstd"
    raw = reply.raw.read(decode_content=False)
    answer: dict[str, Any] = orjson.loads(zstandard.ZstdDecompressor().decompressobj().decompress(raw))
    assert answer["results"][0]["status"] == "accepted"
    assert len(raw) * 3 < len(orjson.dumps(answer))


def test_a_small_body_that_unpacks_to_much_is_stopped(laptop: Of) -> None:
    bomb = zstandard.ZstdCompressor().compress(b"0" * (64 * 1024 * 1024))
    reply = laptop("STC").call("POST", "/v1/sync", data=bomb, headers={"Content-Encoding": "zstd"})
    assert reply.json()["code"] == "too_large"


def test_forms_and_lists_are_stamped_and_served(laptop: Of) -> None:
    stc = laptop("STC")
    assert set(stc.sync(limit=1)["known"]) == {"changes", "files", "forms", "keys", "lists"}
    forms = stc.call("GET", "/v1/forms").json()
    visits = next(form for form in forms if form["id"] == "visit_tea")
    assert (visits["kind"], visits["state"]) == ("visit", "published")
    xml = stc.call("GET", f"/v1/forms/visit_tea/{visits['version']}")
    assert xml.text.startswith("<?xml") and "茶" in xml.text
    together = stc.call("GET", "/v1/forms/all").json()
    assert together["visit_tea"] == {visits["version"]: xml.text}
    assert set(together) == {form["id"] for form in forms if form["state"] == "published"}
    lists = stc.call("GET", "/v1/lists").json()
    assert stc.call("GET", "/v1/lists/L_COUNTY").text.startswith("list_id,code,zh")
    assert "L_COUNTY" in lists
    assert stc.call("GET", "/v1/lists/L_NONE").status_code == 404
    texts = stc.call("GET", "/v1/lists/all").json()
    assert {name: one["version"] for name, one in texts.items()} == lists
    assert texts["L_COUNTY"]["csv"] == stc.call("GET", "/v1/lists/L_COUNTY").text
