"""The PDF of one visit, beside reportlab writing the same words in the same fonts with nothing laid out."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks import profiles
from benchmarks.measure import Figure, in_turn, seconds
from benchmarks.probes import one_pdf

GOAL = 3.0


def run(*, quick: bool) -> Iterator[Figure]:
    """Milliseconds in a running program, and seconds for a process that does nothing else."""
    texts = one_pdf.strings_of_ours()
    warm, bare = in_turn(
        lambda: 1000 * seconds(one_pdf.ours), lambda: 1000 * seconds(lambda: one_pdf.bare(texts)), 3 if quick else 15
    )
    yield Figure("PDF of a visit, warm", warm, "ms", bare, "reportlab, the same strings bare", GOAL, True)
    with profiles.scratch() as folder:
        file = Path(folder) / "texts.json"
        file.write_text(json.dumps(texts), encoding="utf-8")
        cold, floor = in_turn(lambda: _process("ours"), lambda: _process("bare", str(file)), 1 if quick else 5)
    yield Figure("PDF of a visit, whole process", cold, "s", floor, "the same bare", GOAL, True)


def _process(*arguments: str) -> float:
    command = [sys.executable, "-m", "benchmarks.probes.one_pdf", *arguments]
    return seconds(lambda: subprocess.run(command, cwd=profiles.ROOT, env=profiles.environment(), check=True))
