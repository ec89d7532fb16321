"""The running JavaRosa that all differential tests share."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

import pytest

from tests.forms.differential.javarosa import JavaRosa, compile_harness, unavailable


@pytest.fixture(scope="session")
def javarosa_classes(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The class path of the compiled harness; tests that need it are skipped where there is no JDK."""
    why = unavailable()
    if why:
        pytest.skip(f"no second opinion: {why}")
    return compile_harness(tmp_path_factory.mktemp("javarosa"))


@pytest.fixture(scope="session")
def javarosa(javarosa_classes: str) -> Iterator[JavaRosa]:
    """JavaRosa in UTC."""
    with JavaRosa(javarosa_classes) as running:
        yield running


@pytest.fixture
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This process in UTC too, as that JavaRosa is."""
    with zoned(monkeypatch, "UTC"):
        yield


@contextlib.contextmanager
def zoned(monkeypatch: pytest.MonkeyPatch, zone: str) -> Iterator[None]:
    """This process in a time zone."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", zone)
        _set_zone()
        yield
    _set_zone()


def _set_zone() -> None:
    if hasattr(time, "tzset"):
        time.tzset()
