"""A program on a real profile and a shell, for every test of the form page."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from commissioner_app import i18n
from commissioner_app.services.program import Program
from commissioner_app.store import keys
from tests.services.conftest import HOST, Bench, StillClock, from_server
from tests.ui.form_fill.support import FakeShell, Filling

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def light_keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Argon2id at its cheapest: these tests are not about guessing passwords."""
    monkeypatch.setattr(keys.create, "__defaults__", (keys.Cost(1, 64, 1),))
    i18n.set_language("zh")
    yield
    i18n.set_language("zh")


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    bench = Bench(tmp_path, StillClock())
    made = bench.program()
    yield made
    made.close()


@pytest.fixture
def shell(qtbot: QtBot) -> Iterator[FakeShell]:
    made = FakeShell()
    yield made
    made.background.close()


@pytest.fixture
def filling(program: Program, shell: FakeShell, qtbot: QtBot) -> Iterator[Filling]:
    made = Filling(program, shell, qtbot.addWidget)
    yield made
    for page in made.pages:
        page.autosave.end()
    # What was handed to the writer is written before the profile is closed.
    shell.background.close()


@pytest.fixture
def host(program: Program) -> str:
    """A tea co-operative that a first sync brought."""
    return from_server(program, "host", HOST | {"address": "青山村茶厂"}, state="2")
