"""The published interface, and the checks at the door."""

from __future__ import annotations

import json

import pytest

from provincial_server.api.contract import checked, schema
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
