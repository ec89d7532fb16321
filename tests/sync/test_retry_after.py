"""When to come again, in every form in which servers and balancers say it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from commissioner_app.sync.http import asked_to_wait


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "12"}, 12.0),
        ({"Retry-After": " 12 "}, 12.0),
        ({"Retry-After": "Sun, 22 Nov 2026 10:00:30 GMT", "Date": "Sun, 22 Nov 2026 10:00:00 GMT"}, 30.0),
        ({"Retry-After": "Sun, 22 Nov 2026 09:00:00 GMT", "Date": "Sun, 22 Nov 2026 10:00:00 GMT"}, 0.0),
        ({"Retry-After": "Sun, 22 Nov 2026 10:00:30 GMT"}, 0.0),
        ({"Retry-After": "soon"}, 0.0),
        ({"Retry-After": "-5"}, 0.0),
        ({"Retry-After": "9" * 500}, 999999999.0),
        ({}, 0.0),
    ],
)
def test_how_long_to_wait_is_read_in_every_form(headers: Mapping[str, str], seconds: float) -> None:
    assert asked_to_wait(headers) == seconds
