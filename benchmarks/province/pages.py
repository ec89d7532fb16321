"""Pages of 500 records, as a laptop asks for that loads a bucket page by page."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import orjson

from benchmarks.measure import Figure
from benchmarks.province import bodies, floors
from benchmarks.province.loop import played
from benchmarks.province.people import OF_TEAM, Member, settle
from benchmarks.province.place import Place
from benchmarks.province.plan import Plan
from benchmarks.province.report import Report
from benchmarks.province.wire import Line

RECORDS: Final = 500
LEAST_A_SECOND: Final = 140
PAGES: Final = 12
_NOT_PACKED: Final = {"Content-Encoding": "zstd", "Content-Type": "application/json"}


def play(place: Place, plan: Plan) -> Iterator[Figure]:
    """Milliseconds that the server takes for one page, packed with zstd as laptops ask for it, and as it is stored."""
    with place.opened() as database:
        members = settle(database, OF_TEAM, PAGES * RECORDS // OF_TEAM + 1)
    place.serve()
    for named, headers in (("packed", bodies.PACKED), ("not packed", _NOT_PACKED)):
        what, report = f"page of {RECORDS} records, {named}", Report(place)
        bucket = f"team:{members[0].team}"
        played(_play(_Reader(report, what, members[0], headers), bucket, plan))
        report.print()
        floor = floors.of_reading(place, bucket, RECORDS, min(plan.seconds, 3.0))
        rate = report.rate(what)
        goal = 1000 / LEAST_A_SECOND if place.kind == "postgresql" else None
        yield Figure(
            f"{what}, {place.kind}, {_at_once(plan)} at once", 1000 / rate, "ms", 1000 / floor.rate, floor.name,
            goal, False, f"{rate:.0f} a second, floor {floor.rate:.0f}",
        )  # fmt: skip


def _at_once(plan: Plan) -> int:
    return max(1, plan.at_once // 4)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Asks for whole pages of a bucket, one after the other, in any order."""

    report: Report
    what: str
    member: Member
    headers: dict[str, str]

    async def read(self, asked: list[bytes], end: float) -> None:
        line, rng = Line(self.report.place.port, self.report.traffic), random.Random(1)
        while (began := time.perf_counter()) < end:
            body = rng.choice(asked)
            reply = await line.call("POST", "/v1/sync", body, token=self.member.access, headers=self.headers)
            if reply.status == 200:
                self.report.waited(self.what, time.perf_counter() - began)
            else:
                self.report.refusals[str(reply.status)] += 1
                await asyncio.sleep(float(reply.headers.get("retry-after", "1")))
        line.close()


async def _play(reader: _Reader, bucket: str, plan: Plan) -> None:
    asked = await _walked(reader.report, reader.member, bucket)
    reader.report.begin()
    end = time.perf_counter() + plan.seconds
    await asyncio.gather(*(reader.read(asked, end) for _ in range(_at_once(plan))))
    reader.report.end()


async def _walked(report: Report, member: Member, bucket: str) -> list[bytes]:
    """The requests for the whole pages of a bucket, found by reading it once."""
    line, cursors, found = Line(report.place.port, report.traffic), dict(member.cursors), list[bytes]()
    cursors[bucket], more = 0, True
    while more:
        body = bodies.sync([], cursors, RECORDS)
        reply = await line.call("POST", "/v1/sync", body, token=member.access, headers=bodies.PACKED)
        page = orjson.loads(reply.body)["pages"][bucket]
        if len(page["records"]) == RECORDS:
            found.append(body)
        cursors[bucket], more = page["cursor"], page["more"]
    line.close()
    return found
