"""First loads of several new laptops at the same time: the ready-made copy of a large bucket, the pages."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from typing import Any, Final

import orjson
import zstandard

from benchmarks.measure import Figure
from benchmarks.province import bodies, floors
from benchmarks.province.laptop import Failed, Laptop
from benchmarks.province.loop import played
from benchmarks.province.people import OF_TEAM, Member, settle
from benchmarks.province.place import Place
from benchmarks.province.plan import Plan
from benchmarks.province.report import Report
from sync_protocol import limits
from sync_protocol.messages import PROTOCOL

WHAT: Final = "first load"
RECORDS: Final = 4000
_READY_SECONDS: Final = 20.0


def play(place: Place, plan: Plan) -> Iterator[Figure]:
    """Milliseconds that the server takes for one of several first loads at once, of what a team holds."""
    records = max(RECORDS, limits.SNAPSHOT_RECORDS)
    with place.opened() as database:
        members = settle(database, OF_TEAM, records // OF_TEAM + 1)
    place.serve()
    report = Report(place)
    played(_play(report, members, plan))
    report.print()
    floor = floors.of_reading(place, f"team:{members[0].team}", records, min(plan.seconds, 2.0))
    yield Figure(
        f"{WHAT} of {records:,} records, {place.kind}, {plan.at_once} at once", 1000 / report.rate(WHAT), "ms",
        1000 / floor.rate, floor.name,
    )  # fmt: skip


async def _play(report: Report, members: Sequence[Member], plan: Plan) -> None:
    await _until_ready(report, members[0])
    report.begin()
    end = time.perf_counter() + plan.seconds
    await asyncio.gather(*(_again(report, members[at % len(members)], end) for at in range(plan.at_once)))
    report.end()


async def _until_ready(report: Report, member: Member) -> None:
    """The first laptop that asks has the copy made; the others find it."""
    laptop, end = Laptop(member, report), time.perf_counter() + _READY_SECONDS
    while time.perf_counter() < end:
        if any("snapshot" in page for page in (await _asked(laptop, {}))["pages"].values()):
            break
        await asyncio.sleep(0.2)
    laptop.line.close()


async def _again(report: Report, member: Member, end: float) -> None:
    while time.perf_counter() < end:
        began = time.perf_counter()
        laptop = Laptop(member, report)
        try:
            report.refusals["records missing"] += await _load(laptop) < RECORDS
            report.waited(WHAT, time.perf_counter() - began)
        except Failed:
            pass  # counted where it was given up
        finally:
            laptop.line.close()


async def _load(laptop: Laptop) -> int:
    """Load everything; how many records came."""
    cursors: dict[str, int] = {}
    count, more = 0, True
    while more:
        pages = (await _asked(laptop, cursors))["pages"]
        for bucket, page in pages.items():
            count += len(page["records"])
            cursors[bucket] = page["cursor"]
            if "snapshot" in page:
                count += await _copied(laptop, bucket, page["snapshot"])
                cursors[bucket] = page["snapshot"]["cursor"]
        more = any(page["more"] for page in pages.values())
    return count


async def _copied(laptop: Laptop, bucket: str, copy: dict[str, Any]) -> int:
    at, count = 0, 0
    for size in copy["parts"]:
        headers = {"Range": f"bytes={at}-{at + size - 1}"}
        reply = await laptop.call("part of a copy", "GET", f"/v1/snapshots/{bucket}/{copy['name']}", headers=headers)
        count += len(orjson.loads(zstandard.ZstdDecompressor().decompressobj().decompress(reply.packed)))
        at += size
    return count


async def _asked(laptop: Laptop, cursors: dict[str, int]) -> Any:
    message = {
        "protocol": PROTOCOL, "changes": [], "cursors": cursors, "known": {}, "limit": limits.FIRST_LOAD_RECORDS,
        "snapshots": True,
    }  # fmt: skip
    body = zstandard.ZstdCompressor().compress(orjson.dumps(message))
    reply = await laptop.call("page", "POST", "/v1/sync", body, headers=bodies.PACKED)
    return reply.json()
