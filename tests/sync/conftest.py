"""A store for tests of parts of the sync; whole laptops are in ``devices``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from commissioner_app.store.store import Store
from tests.store.samples import KEY, KINDS, StillClock


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "profile", KEY, clock=StillClock(), kinds=KINDS)
    yield opened
    opened.close()
