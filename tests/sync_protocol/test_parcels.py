"""Several files in one body: what was put in comes out, and nothing else is taken for it."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_protocol import parcels

FILES = st.lists(st.binary(min_size=1, max_size=300), max_size=6)


def named(data: bytes) -> str:
    return f"{hashlib.sha256(data).hexdigest()}.jpg"


@given(FILES)
def test_what_was_put_in_comes_out(contents: list[bytes]) -> None:
    files = [(named(data), data) for data in contents]
    body = parcels.packed(files)
    assert parcels.unpacked(body) == files
    assert len(body) <= sum(len(data) + parcels.overhead(name) for name, data in files)


@given(FILES, st.data())
def test_a_body_that_was_cut_is_a_shorter_parcel_or_none(contents: list[bytes], data: st.DataObject) -> None:
    files = [(named(content), content) for content in contents]
    body = parcels.packed(files)
    cut = body[: data.draw(st.integers(0, len(body)))]
    try:
        assert parcels.unpacked(cut) == files[: len(parcels.unpacked(cut))]
    except ValueError as error:
        assert 0 <= error.args[0] <= len(cut)


@pytest.mark.parametrize(
    "line", ["x 3\n", f"{'a' * 64}.jpg 0\n", f"{'a' * 64}.jpg -1\n", f"{'a' * 64}.jpg 3", "../../x 3\n"]
)
def test_what_is_no_head_is_told_with_its_place(line: str) -> None:
    whole = parcels.packed([(named(b"abc"), b"abc")])
    with pytest.raises(ValueError, match=str(len(whole))):
        parcels.unpacked(whole + line.encode() + b"abc")


@given(FILES, st.data())
def test_what_is_served_comes_out_as_it_was_put_in(contents: list[bytes], data: st.DataObject) -> None:
    """Whole files, beginnings of files, and files that are not there."""
    files = [
        parcels.Served(named(one), size, one[: data.draw(st.integers(0, size))])
        for one in contents
        for size in (data.draw(st.sampled_from([0, len(one)])),)
    ]
    body = parcels.serving(files)
    assert [(name, size, bytes(part)) for name, size, part in parcels.served(body)] == files
    cut = body[: data.draw(st.integers(0, len(body)))]
    try:
        assert parcels.served(cut) == parcels.served(body)[: len(parcels.served(cut))]
    except ValueError as error:
        assert 0 <= error.args[0] <= len(cut)
