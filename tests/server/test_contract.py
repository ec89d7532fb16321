"""The published interface, and the checks at the door."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from provincial_server.api.contract import checked, schema, up_to
from provincial_server.errors import ServerError
from sync_protocol.messages import Change, Patch, SyncRequest
from tests.support.openapi_export import FILE, exported


def test_the_published_interface_is_up_to_date() -> None:
    assert FILE.read_text(encoding="utf-8") == exported()


def test_the_interface_describes_the_one_call_of_sync() -> None:
    described = json.loads(FILE.read_text(encoding="utf-8"))
    body = described["paths"]["/v1/sync"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert body["required"] == ["changes", "cursors", "known", "protocol"]


def test_optional_keys_are_optional_and_known_ones_are_checked() -> None:
    assert schema(Patch)["required"] == []
    assert "limit" not in schema(SyncRequest)["required"]
    change = {"id": "a", "record_id": "b", "kind": "visit", "base_rev": 0, "at": "x", "patch": {"later": 1}}
    assert checked(Change, change) is change
    for broken, place in (
        (change | {"base_rev": True}, "base_rev"),
        (change | {"patch": {"items": {"photos": {"x": 3}}}}, "patch.items.photos.x"),
        ({"id": "a"}, "at"),
        ([], "body"),
    ):
        with pytest.raises(ServerError) as caught:
            checked(Change, broken)
        assert caught.value.detail == {"place": place}


def test_a_whole_number_is_one_however_it_was_written() -> None:
    request: dict[str, Any] = {"protocol": 1.0, "changes": [], "cursors": {"province": 7.0}, "known": {}}
    assert checked(SyncRequest, request)["cursors"] == {"province": 7}
    for odd in (7.5, 2**53, -(2**53), 1e30, True):
        with pytest.raises(ServerError):
            checked(SyncRequest, request | {"cursors": {"province": odd}})


@pytest.mark.parametrize("limit", [1, 9, 10, 105, 999, 20971520])
def test_the_pattern_of_numbers_up_to_a_limit(limit: int) -> None:
    pattern = up_to(limit)
    for number in {1, 2, 9, 10, 99, 100, limit - 1, limit, limit + 1, limit * 10, limit + 9}:
        assert bool(re.search(pattern, str(number))) is (1 <= number <= limit)
    assert not any(re.search(pattern, text) for text in ("0", "007", "", "-1", "1 ", "1.0"))


def test_every_failure_is_published_and_who_has_to_sign_in() -> None:
    paths = json.loads(FILE.read_text(encoding="utf-8"))["paths"]
    free = {
        (method, path)
        for path, methods in paths.items()
        for method, operation in methods.items()
        if not operation["security"]
    }
    assert free == {
        ("get", "/health"),
        ("options", "/v1/attachments"),
        ("post", "/v1/session"),
        ("post", "/v1/session/refresh"),
    }
    for methods in paths.values():
        for operation in methods.values():
            assert "422" not in operation["responses"] and "400" in operation["responses"]
            assert ("401" in operation["responses"]) >= bool(operation["security"])
