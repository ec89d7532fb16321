"""A store on a real encrypted file, with a clock that stands still and two small kinds of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from commissioner_app.store.store import Store
from tests.store.samples import KEY, KINDS, StillClock


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def store(tmp_path: Path, clock: StillClock) -> Iterator[Store]:
    opened = Store.open(tmp_path / "profile", KEY, clock=clock, kinds=KINDS)
    yield opened
    opened.close()
