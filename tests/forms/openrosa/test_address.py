"""Addresses as people paste them; secrets in them never stay in what is kept."""

from __future__ import annotations

import pytest

from commissioner_app.forms.errors import FormError
from commissioner_app.forms.openrosa.address import is_private, origin_of, parse_address


@pytest.mark.parametrize(
    ("typed", "base", "key"),
    [
        ("https://kc.example.org", "https://kc.example.org", ""),
        (" https://kc.example.org/formList/ ", "https://kc.example.org", ""),
        ("https://kc.example.org/hua/", "https://kc.example.org/hua", ""),
        ("https://odk.example.org/v1/projects/7", "https://odk.example.org/v1/projects/7", ""),
        ("https://odk.example.org/v1/key/a!b$c/projects/7", "https://odk.example.org/v1/key/{key}/projects/7", "a!b$c"),
        ("https://odk.example.org/v1/key/K/projects/7/submission", "https://odk.example.org/v1/key/{key}/projects/7", "K"),
        ("https://kc.example.org/collector/T1/", "https://kc.example.org/collector/{key}", "T1"),
        ("http://127.0.0.1:8989/v1/projects/1", "http://127.0.0.1:8989/v1/projects/1", ""),
    ],
)  # fmt: skip
def test_what_is_kept_and_what_is_secret(typed: str, base: str, key: str) -> None:
    address, found = parse_address(typed)
    assert (address.base, found) == (base, key)
    assert address.has_key == bool(key)
    assert not key or key not in repr(address)
    assert parse_address(address.base) == (address, "")


@pytest.mark.parametrize(
    "typed",
    ["", "kc.example.org", "ftp://kc.example.org", "https://", "https://me:pw@kc.example.org", "https://x:0", "https://[",
     "https://kc.example.org/?a=1", "https://kc.example.org/#a", "https://x:99999", "https://kc.exam\nple.org"],
)  # fmt: skip
def test_what_is_no_address(typed: str) -> None:
    with pytest.raises(FormError) as caught:
        parse_address(typed)
    assert caught.value.code == "openrosa_address"


def test_plain_http_reaches_this_computer_only() -> None:
    with pytest.raises(FormError) as caught:
        parse_address("http://odk.example.org/v1/projects/7")
    assert caught.value.code == "openrosa_plain"
    assert is_private("http://localhost:1") and not is_private("http://localhost.example.org")


def test_the_key_goes_back_to_its_place() -> None:
    address, key = parse_address("https://odk.example.org/v1/key/a!b$c/projects/7")
    assert address.url("submission", key) == "https://odk.example.org/v1/key/a!b$c/projects/7/submission"
    assert address.url("formList", "a/b") == "https://odk.example.org/v1/key/a%2Fb/projects/7/formList"


def test_origins() -> None:
    assert origin_of("https://a.example.org/x") == origin_of("https://A.example.org:443/y")
    assert origin_of("https://a.example.org") != origin_of("http://a.example.org")
    assert origin_of("https://a.example.org:8443") != origin_of("https://a.example.org")
    assert origin_of("https://[") == ("", "", 0)
