"""The benchmarks run: each yields figures with a value, on little data; what they measure is not judged here."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from benchmarks import __main__ as program
from benchmarks import profiles
from benchmarks.measure import Figure

# The others open processes and windows for seconds, and other tests walk the same ways.
QUICK = ("form_engine", "saving", "search", "pdf", "no_change_sync")


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profiles, "CACHE", tmp_path)


@pytest.mark.parametrize("name", QUICK)
def test_a_benchmark_yields_figures(name: str) -> None:
    figures = list(importlib.import_module(f"benchmarks.{name}").run(quick=True))
    assert figures and all(figure.value > 0 and figure.line() for figure in figures)
    if name == "no_change_sync":
        assert [figure.met for figure in figures[1:]] == [True, True]  # one request, a kilobyte: no matter how fast


def test_a_missed_goal_is_told_by_the_exit_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made = {"fast": Figure("fast", 1.0, "s", 1.0, "itself", 2.0, True), "slow": Figure("slow", 3.0, "s", goal=2.0)}

    class Module:
        def __init__(self, name: str) -> None:
            self.figure = made["fast" if name.endswith("pdf") else "slow"]

        def run(self, *, quick: bool) -> list[Figure]:
            return [self.figure]

    monkeypatch.setattr("importlib.import_module", Module)
    out = tmp_path / "figures.json"
    assert program.main(["pdf", "--quick", "--json", str(out)]) == 0
    assert '"met": true' in out.read_text(encoding="utf-8")
    assert program.main(["search"]) == 1
