"""Pushes of 50 new records each over several connections at once: as many as the server takes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from typing import Final

from benchmarks.measure import Figure
from benchmarks.province import bodies, floors
from benchmarks.province.loop import played
from benchmarks.province.people import Member, settle
from benchmarks.province.place import Place
from benchmarks.province.plan import Plan
from benchmarks.province.report import Report
from benchmarks.province.wire import Line

RECORDS: Final = 50
LEAST_A_SECOND: Final = 350
WHAT: Final = f"push of {RECORDS} records"
# A laptop that may send more in its next request asks for no pages yet.
_LIMIT: Final = 1
_PREPARED_A_SECOND: Final = 600


def play(place: Place, plan: Plan) -> Iterator[Figure]:
    """Milliseconds that the server takes for one push when it is given as many as it takes."""
    with place.opened() as database:
        members = settle(database, min(plan.laptops, 4 * plan.at_once), 0)
    count = int(plan.seconds * _PREPARED_A_SECOND) + plan.at_once
    prepared = [(members[at % len(members)], _body(members[at % len(members)])) for at in range(count)]
    floor = floors.of_writing(place, RECORDS, min(plan.seconds, 3.0))
    place.serve()
    report = Report(place)
    played(_play(report, prepared, plan))
    report.print()
    rate = report.rate(WHAT)
    goal = 1000 / LEAST_A_SECOND if place.kind == "postgresql" else None
    yield Figure(
        f"{WHAT}, {place.kind}, {plan.at_once} at once", 1000 / rate, "ms", 1000 / floor.rate, floor.name,
        goal, False, f"{rate:.0f} a second, floor {floor.rate:.0f}",
    )  # fmt: skip


def _body(member: Member) -> bytes:
    return bodies.sync([bodies.visit(member) for _ in range(RECORDS)], {}, _LIMIT)


async def _play(report: Report, prepared: Sequence[tuple[Member, bytes]], plan: Plan) -> None:
    waiting = iter(prepared)
    report.begin()
    end = time.perf_counter() + plan.seconds
    await asyncio.gather(*(_push(report, waiting, end) for _ in range(plan.at_once)))
    report.end()


async def _push(report: Report, waiting: Iterator[tuple[Member, bytes]], end: float) -> None:
    line = Line(report.place.port, report.traffic)
    for member, body in waiting:
        began = time.perf_counter()
        if began > end:
            break
        try:
            reply = await line.call("POST", "/v1/sync", body, token=member.access, headers=bodies.PACKED)
        except (OSError, EOFError) as cut:
            report.refusals[type(cut).__name__] += 1
            continue
        if reply.status != 200:
            report.refusals[str(reply.status)] += 1
            await asyncio.sleep(float(reply.headers.get("retry-after", "1")))
        elif reply.body.count(b'"accepted"') != RECORDS:
            raise RuntimeError(f"not all were taken: {reply.body[:300]!r}")
        else:
            report.waited(WHAT, time.perf_counter() - began)
    line.close()
