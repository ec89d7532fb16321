"""Hundreds of seeds in every run of the suite; any number by ``python -m tests.sync.fleet``."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
CHUNKS = 4
SEEDS = 60


def fleet(*arguments: str, hash_seed: str = "0") -> subprocess.CompletedProcess[str]:
    """Run the command; it plays in a process of its own, as the order of sets is part of a seed."""
    return subprocess.run(
        [sys.executable, "-m", "tests.sync.fleet", *arguments],
        cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": hash_seed}, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_whatever_happens_nothing_is_lost_doubled_or_shown_to_others(chunk: int) -> None:
    done = fleet("--seeds", str(SEEDS), "--first", str(1 + chunk * SEEDS))
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{SEEDS} seeds in" in done.stdout


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_many_seeds() -> None:
    done = fleet("--seeds", os.environ.get("FLEET_SEEDS", "3000"), "--first", "100000", "--workers", "2")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_seed_plays_again_exactly() -> None:
    once, again = fleet("--seed", "7", "--trace"), fleet("--seed", "7", "--trace", hash_seed="5")
    assert "seed 7: trace " in once.stdout
    assert once.stdout == again.stdout
