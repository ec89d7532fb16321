"""The running JavaRosa that all differential tests share."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from tests.forms.differential.javarosa import JavaRosa, compile_harness, unavailable


@pytest.fixture(scope="session")
def javarosa(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JavaRosa]:
    """JavaRosa in UTC; tests that need it are skipped where there is no JDK."""
    why = unavailable()
    if why:
        pytest.skip(f"no second opinion: {why}")
    with JavaRosa(compile_harness(tmp_path_factory.mktemp("javarosa"))) as running:
        yield running


@pytest.fixture
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This process in UTC too, as JavaRosa is."""
    monkeypatch.setenv("TZ", "UTC")
    _set_zone()
    yield
    monkeypatch.undo()
    _set_zone()


def _set_zone() -> None:
    if hasattr(time, "tzset"):
        time.tzset()
