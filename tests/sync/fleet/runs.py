"""Playing seeds: one after the other, or in several processes at once."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import multiprocessing
import shutil
import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from commissioner_app.system import ids
from provincial_server import outside
from tests.sync.fleet import template as templates
from tests.sync.fleet.asgi import one_thread
from tests.sync.fleet.disk import watched
from tests.sync.fleet.fleet import Fleet, Outcome, small_pages
from tests.sync.fleet.outside import World, keys_drawn_from
from tests.sync.fleet.tally import Tally

_COLLECTED_EVERY: Final = 8


@dataclass
class Report:
    """What came of many seeds."""

    played: int = 0
    failed: list[int] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)

    def add(self, outcome: Outcome) -> None:
        """One more."""
        self.played += 1
        if outcome.wrong:
            self.failed.append(outcome.seed)


@contextlib.contextmanager
def _played() -> Iterator[asyncio.AbstractEventLoop]:
    with one_thread() as loop, small_pages():
        yield loop


def prepared(folder: Path) -> Path:
    """What every seed begins with, made in a new folder."""
    template, world = folder / "template", World("template")
    with _played() as loop, ids.drawn_from(world), outside.replaced_by(world), keys_drawn_from(world):
        templates.make(template, world, loop)
    return template


def play_one(template: Path, seed: int, tally: Tally | None = None) -> Outcome:
    """Play one seed. What goes wrong with the simulator itself counts as a failure too."""
    scratch = template.parent / f"seed-{seed}"
    if seed % _COLLECTED_EVERY == 0:
        gc.collect()
    gc.disable()  # a seed is over before it is worth a walk through all that FastAPI keeps
    fleet: Fleet | None = None
    try:
        with _played() as loop, watched():
            fleet = Fleet(seed, template, scratch, loop, tally or Tally())
            return fleet.play()
    except Exception:  # noqa: BLE001 - whatever it is, the seed has failed, and the others go on
        lines = fleet.trace.lines if fleet is not None else []
        return Outcome(seed, [traceback.format_exc()], fleet.trace.digest if fleet is not None else "", lines)
    finally:
        gc.enable()
        shutil.rmtree(scratch, ignore_errors=True)


def play_many(template: Path, seeds: Sequence[int], workers: int, until: float, tally: Tally) -> Iterator[Outcome]:
    """Play seeds until all are through or ``until`` (``time.monotonic``) has come; their faults are added to ``tally``."""
    if workers <= 1:
        for seed in seeds:
            if until and time.monotonic() > until:
                return
            yield play_one(template, seed, tally)
        return
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        for outcome, counts in pool.imap_unordered(_Task(template), seeds, chunksize=4):
            tally.counts.update(counts)
            yield outcome
            if until and time.monotonic() > until:
                pool.terminate()
                return


@dataclass(frozen=True)
class _Task:
    template: Path

    def __call__(self, seed: int) -> tuple[Outcome, dict[tuple[str, str], int]]:
        tally = Tally()
        outcome = play_one(self.template, seed, tally)
        return (outcome if outcome.wrong else Outcome(seed, [], outcome.digest, [])), dict(tally.counts)
