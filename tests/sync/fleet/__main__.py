"""``python -m tests.sync.fleet``: plays seeds and says what broke, how to play it again, and what was tried how often."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from tests.sync.fleet.runs import Report, play_many, play_one, prepared


def main(arguments: list[str]) -> int:
    """0 where every promise was kept, 1 where not."""
    parser = argparse.ArgumentParser(prog="python -m tests.sync.fleet", description=__doc__)
    parser.add_argument("--seeds", type=int, default=100, help="how many")
    parser.add_argument("--first", type=int, default=1, help="the first of them")
    parser.add_argument("--workers", type=int, default=1, help="processes at once")
    parser.add_argument("--minutes", type=float, default=0, help="stop then, however many are left")
    parser.add_argument("--seed", type=int, help="play this one alone")
    parser.add_argument("--trace", action="store_true", help="with --seed: print every step")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="fleet-", dir=_quick()) as folder:
        template = prepared(Path(folder))
        if given.seed is not None:
            return _one(template, given.seed, trace=given.trace)
        return _many(template, given)


def _one(template: Path, seed: int, *, trace: bool) -> int:
    outcome = play_one(template, seed)
    if trace:
        say("\n".join(outcome.lines))
    say(f"seed {seed}: trace {outcome.digest}")
    say("\n".join(outcome.wrong) if outcome.wrong else "every promise was kept")
    return 1 if outcome.wrong else 0


def _many(template: Path, given: argparse.Namespace) -> int:
    seeds = range(given.first, given.first + given.seeds)
    started, report, told = time.monotonic(), Report(), 0.0
    until = started + given.minutes * 60 if given.minutes else 0.0
    for outcome in play_many(template, seeds, given.workers, until, report.tally):
        report.add(outcome)
        if outcome.wrong:
            say(f"seed {outcome.seed} (again: python -m tests.sync.fleet --seed {outcome.seed} --trace):")
            say("\n".join(f"  {line}" for line in outcome.wrong[:8]))
        if time.monotonic() - told > 10:
            told = time.monotonic()
            say(f"{report.played} of {len(seeds)} played, {len(report.failed)} failed")
    seconds = time.monotonic() - started
    say(report.tally.table())
    say(
        f"{report.played} seeds in {seconds:.0f} s ({report.played / seconds:.1f} a second), failed: {report.failed or 'none'}"
    )
    return 1 if report.failed else 0


def say(text: str) -> None:
    """One or more lines, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _quick() -> str | None:
    """Memory instead of a disk, where there is some."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


if __name__ == "__main__":
    if os.environ.get("PYTHONHASHSEED") != "0":
        # The order of sets is the same in every run then, and with it every seed.
        os.execve(
            sys.executable,
            [sys.executable, "-m", "tests.sync.fleet", *sys.argv[1:]],
            {**os.environ, "PYTHONHASHSEED": "0"},
        )
    sys.exit(main(sys.argv[1:]))
