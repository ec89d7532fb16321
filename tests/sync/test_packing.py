"""Bodies on a slow line are compressed harder, so that text takes less of it; any decoder unpacks them."""

from __future__ import annotations

import orjson
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import data
from commissioner_app.sync.packing import Packing


def slow() -> Packing:
    packing = Packing()
    packing.went(100_000, 1.0)
    return packing


def middling() -> Packing:
    packing = Packing()
    packing.went(200_000, 0.5)
    return packing


BODY = orjson.dumps(data.county(1, 60))


def test_text_takes_a_tenth_less_of_a_slow_line() -> None:
    assert len(slow().packed(BODY)) < 0.9 * len(Packing().packed(BODY))


def test_a_line_that_is_neither_slow_nor_fast_is_spared_most_of_that() -> None:
    assert len(slow().packed(BODY)) < len(middling().packed(BODY)) < 0.95 * len(Packing().packed(BODY))


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 400))
def test_what_was_packed_is_unpacked(part: bytes, times: int) -> None:
    body = part * times
    for packing in (Packing(), middling(), slow()):
        assert zstandard.ZstdDecompressor().decompress(packing.packed(body)) == body


@pytest.mark.parametrize(("size", "seconds"), [(100_000, 0.05), (300, 5.0)])
def test_a_fast_line_is_not_kept_waiting_and_a_short_call_says_nothing(size: int, seconds: float) -> None:
    packing = Packing()
    packing.went(size, seconds)
    assert packing.packed(BODY) == Packing().packed(BODY)


def test_a_line_that_became_fast_is_taken_for_fast() -> None:
    packing = slow()
    packing.went(100_000, 0.05)
    assert packing.packed(BODY) == Packing().packed(BODY)
