"""Bodies that are wrong, deep, huge or packed to burst cost little and get a plain refusal; nothing of it is a bug."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests
import zstandard

from sync_protocol import limits
from tests.server.laptop import Laptop
from tests.server.test_push import visit
from tests.support.server import ServerProcess

Of = Callable[[str], Laptop]


@pytest.fixture(scope="module", params=["sqlite"])
def backend(request: pytest.FixtureRequest) -> str:
    """All of it lies above the database."""
    return str(request.param)


def posted(laptop: Laptop, body: bytes, **headers: str) -> requests.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return laptop.call("POST", "/v1/sync", data=body, headers=named)


def said(changes: str = "[]") -> bytes:
    return f'{{"protocol":1,"changes":{changes},"cursors":{{}},"known":{{}}}}'.encode()


def a_change(laptop: Laptop, content: str) -> str:
    """One change whose ``content`` is written as given."""
    return json.dumps([visit(laptop, content="HERE")]).replace('"HERE"', content)


@pytest.mark.parametrize("depth", [100, 900, 1020, 1100, 100_000])
def test_nesting_of_any_depth_is_taken_or_refused(laptop: Of, depth: int) -> None:
    deep = "[" * depth + "]" * depth
    reply = posted(laptop("STC"), said(a_change(laptop("STC"), deep)))
    assert reply.status_code in (200, 400, 413), reply.text
    if reply.status_code == 200:
        assert reply.json()["results"][0]["status"] in ("accepted", "refused")
    deep = '{"a":' * depth + "1" + "}" * depth
    assert posted(laptop("STC"), said(a_change(laptop("STC"), deep))).status_code in (200, 400, 413)
    assert posted(laptop("STC"), deep.encode()).status_code == 400


def test_more_values_than_a_laptop_sends_are_refused_before_they_are_made(laptop: Of, server: ServerProcess) -> None:
    process = psutil.Process(server.process.pid)
    before = process.memory_info().rss
    for bomb in ("[" + "[]," * 10_000_000 + "[]]", "[" + "1," * 15_000_000 + "1]"):
        packed = zstandard.ZstdCompressor().compress(said(bomb))
        assert len(packed) < 100_000
        refused = posted(laptop("STC"), packed, Content_Encoding="zstd")
        assert (refused.status_code, refused.json()["code"]) == (413, "too_large")
    assert process.memory_info().rss - before < 150 * 1024 * 1024


def test_a_small_body_that_unpacks_to_a_huge_one_is_refused(laptop: Of, server: ServerProcess) -> None:
    before = psutil.Process(server.process.pid).memory_info().rss
    huge = zstandard.ZstdCompressor().compress(b" " * 500_000_000)
    compressor = zstandard.ZstdCompressor().compressobj()
    unsaid = b"".join([*(compressor.compress(b" " * 1_000_000) for _ in range(200)), compressor.flush()])
    for packed in (huge, unsaid):
        assert posted(laptop("STC"), packed, Content_Encoding="zstd").status_code == 413
    assert psutil.Process(server.process.pid).memory_info().rss - before < 150 * 1024 * 1024


def test_what_is_no_zstd_or_another_encoding_is_a_bad_request(laptop: Of) -> None:
    assert posted(laptop("STC"), b"\x28\xb5\x2f\xfd nonsense", Content_Encoding="zstd").status_code == 400
    assert posted(laptop("STC"), b"", Content_Encoding="zstd").status_code == 400
    assert posted(laptop("STC"), said(), Content_Encoding="gzip").status_code == 400
    cut = zstandard.ZstdCompressor().compress(said())[:-3]
    assert posted(laptop("STC"), cut, Content_Encoding="zstd").status_code == 400


def test_a_large_push_is_spooled_and_taken_like_a_small_one(laptop: Of) -> None:
    one = laptop("STC")
    sent = [visit(one, content="茶" * 20_000) for _ in range(60)]
    body = json.dumps({"protocol": 1, "changes": sent, "cursors": {}, "known": {}, "limit": 1}).encode()
    assert len(body) > 6 * 1024 * 1024
    reply = posted(one, body)
    assert [result["status"] for result in reply.json()["results"]] == ["accepted"] * 60
    packed = zstandard.ZstdCompressor().compress(body)
    assert posted(one, packed, Content_Encoding="zstd").json()["results"] == reply.json()["results"]
    assert len(body) < limits.BODY_BYTES


def test_nothing_is_left_of_spooled_bodies(server: ServerProcess, laptop: Of) -> None:
    posted(laptop("STC"), b" " * 3_000_000)
    left: list[Any] = [path for path in Path(server.data, "uploads").iterdir() if path.suffix != ".part"]
    assert left == []
