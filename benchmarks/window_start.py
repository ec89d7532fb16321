"""From the start of the process to a window that can be used, with 10,000 hosts and 50,000 visits in the profile."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import profiles
from benchmarks.measure import Figure, in_turn
from benchmarks.probes.painted import SAID

GOAL = 4.0
PATIENCE_SECONDS = 60


def run(*, quick: bool) -> Iterator[Figure]:
    """The warm start, as a ratio to an empty PySide6 window."""
    folder = profiles.filled(100, 500) if quick else profiles.filled(10_000, 50_000)
    ours, floor = in_turn(
        lambda: seconds_to_paint("open_window", folder), lambda: seconds_to_paint("empty_window"), 1 if quick else 7
    )
    yield Figure("window start, rail and Today painted", ours, "s", floor, "empty PySide6 window", GOAL, True)


def seconds_to_paint(probe: str, *arguments: Path) -> float:
    """Seconds from starting a probe to its word that it is painted. Raises ``RuntimeError`` where it never says it."""
    command = [sys.executable, "-m", f"benchmarks.probes.{probe}", *map(str, arguments)]
    started = time.perf_counter()
    with subprocess.Popen(
        command, cwd=profiles.ROOT, env=profiles.environment(), stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline().strip()
        taken = time.perf_counter() - started
        process.wait(PATIENCE_SECONDS)
    if line != SAID:
        raise RuntimeError(f"{probe}: {line or process.returncode}")
    return taken
