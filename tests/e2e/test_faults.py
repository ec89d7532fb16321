"""Laptops and servers that are killed, over a line that breaks, and nothing is lost (see ``faults/play.py``).

The long run takes ``FAULT_SEEDS`` and ``FAULT_FIRST`` from the environment; ``python -m tests.e2e.faults`` plays any number.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.e2e.faults.play import Play
from tests.support import postgres
from tests.support.homes import sample_home


def played(folder: Path, seed: int, rounds: int, backend: str = "sqlite", workers: int = 1) -> Play:
    if backend == "postgresql":
        postgres.cluster()
    play = Play(sample_home(folder, backend), folder, seed, workers)
    try:
        play.run(rounds)
        play.settle()
    finally:
        play.close()
    return play


@pytest.mark.timeout(600)
def test_killed_and_cut_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    play = played(tmp_path, seed=3, rounds=2)
    assert play.written and play.edits and play.line.happened


@pytest.mark.timeout(600)
def test_the_same_with_two_servers_on_postgresql(tmp_path: Path) -> None:
    assert played(tmp_path, seed=5, rounds=1, backend="postgresql", workers=2).written


@pytest.mark.slow
@pytest.mark.timeout(0)
@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_many_seeds(tmp_path: Path, backend: str) -> None:
    first = int(os.environ.get("FAULT_FIRST", "1"))
    for seed in range(first, first + int(os.environ.get("FAULT_SEEDS", "5"))):
        played(tmp_path / str(seed), seed, 5, backend, workers=2 if backend == "postgresql" else 1)
