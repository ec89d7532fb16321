"""A form of 1,000 questions in one section on the screen: opening, typing, going far away, scrolling; and its memory.

The floor of opening is a scroll area with as many labels and line edits as a screen shows, bare; the definition is
loaded already, as it is once a draft was begun (``form_engine`` has the loading).
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from typing import Any, Final

from benchmarks import peers, profiles
from benchmarks.measure import Figure

COUNT: Final = 1000
GOALS: Final = {"open": 300.0, "key": 16.0, "far": 0.0, "scroll": 0.0}
NAMES: Final = {
    "open": "1,000 questions open on the screen",
    "key": "a keystroke painted, 1,000 questions",
    "far": "going to question 500 of 1,000",
    "scroll": "one notch of scrolling, 1,000 questions",
}


def run(*, quick: bool) -> Iterator[Figure]:
    """Milliseconds, medians of one process; megabytes as differences of processes."""
    figures = probe("page", str(200 if quick else COUNT))
    floor = min(figures["floor"])
    for key, name in NAMES.items():
        # As with loading: the fastest opening of a few, the median of many keys.
        taken = min(figures[key]) if key == "open" else statistics.median(figures[key])
        beside, what = (floor, "a scroll area, bare") if key == "open" else (None, "")
        yield Figure(name, taken, "ms", beside, what, goal=GOALS[key] or None)
    yield Figure("a keystroke painted, the slowest of 60", max(figures["key"]), "ms")
    empty = probe("empty")["memory"][0]
    note = peers.MEMORY["1,000 questions"]
    engine = probe("engine", str(COUNT))
    yield Figure("memory, engine with 1,000 questions", engine["memory"][0] - engine["before"][0], "MB", peers=note)
    grown = figures["memory"][0] - figures["before"][0]
    opened = figures["memory open"][0] - figures["before"][0]
    yield Figure("memory, page of 1,000 questions opened", opened, "MB", goal=100.0)
    yield Figure("memory, the same read to its end", grown, "MB")
    yield Figure("memory, the whole program with it, beyond an empty Qt window", figures["memory"][0] - empty, "MB")


def probe(what: str, *arguments: str) -> dict[str, list[float]]:
    """What ``probes.form_page`` says of one measurement in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.probes.form_page", what, *arguments]
    done = subprocess.run(
        command, cwd=profiles.ROOT, env=profiles.environment(), check=True, capture_output=True, text=True
    )
    told: Any = json.loads(done.stdout.splitlines()[-1])
    return {key: [float(each) for each in values] for key, values in told.items()}
