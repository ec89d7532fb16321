"""Thousands of simulated laptops against a real server process, on SQLite and on PostgreSQL.

``python -m benchmarks load --database postgresql --scenario evening --laptops 17229 --scale 60`` plays one scenario; without
options every scenario is played on a little data. Laptops, server and database share the machine.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from benchmarks.measure import Figure
from benchmarks.profiles import scratch
from benchmarks.province import evening, first_loads, pages, pushes
from benchmarks.province.place import DATABASES, Place, running
from benchmarks.province.plan import Plan

SCENARIOS: Final[dict[str, Callable[[Place, Plan], Iterator[Figure]]]] = {
    "pushes": pushes.play, "pages": pages.play, "first-loads": first_loads.play, "evening": evening.play,
}  # fmt: skip
QUICK: Final = ("--database", "sqlite", "--laptops", "16", "--scale", "1800", "--minutes", "0.02", "--at-once", "4")


def run(*, quick: bool, arguments: Sequence[str] = ()) -> Iterator[Figure]:
    """Figures of the scenarios that the arguments name."""
    options = _options([*QUICK, *arguments] if quick else arguments)
    plan = Plan(options.laptops, options.scale, options.minutes, options.held, options.at_once)
    for database in options.database or DATABASES:
        for name in options.scenario or SCENARIOS:
            with scratch() as folder, running(Path(folder), database, options.workers) as place:
                print(f"{database}, {name}: {plan}", flush=True)
                yield from SCENARIOS[name](place, plan)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks load", description=__doc__)
    parser.add_argument("--database", action="append", choices=DATABASES, help="both where none is named")
    parser.add_argument("--scenario", action="append", choices=SCENARIOS, help="all where none is named")
    parser.add_argument("--laptops", type=int, default=1000, help="laptops of the province")
    parser.add_argument(
        "--scale", type=float, default=60, help="evening: one N-th of them come, in one N-th of an hour"
    )
    parser.add_argument("--minutes", type=float, default=0.25, help="how long pushes and pages go on")
    parser.add_argument("--held", type=int, default=5, help="records that each laptop has at the start")
    parser.add_argument("--at-once", type=int, default=16, help="connections of pushes; pages take a quarter of them")
    parser.add_argument("--workers", type=int, default=1, help="processes that serve (PostgreSQL only)")
    return parser.parse_args(arguments)
