"""The evening of a province: every laptop comes once in the hour, with five edits and two photos.

It renews its tokens, sends its edits in one sync that brings what others changed in the same buckets, sends its photos,
and looks once more whether there is news. One N-th of the laptops in one N-th of the hour come as often each second as all
of them in the whole hour; the database holds all of them either way.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator, Sequence
from typing import Final

from benchmarks.measure import Figure
from benchmarks.province import bodies, floors
from benchmarks.province.laptop import Failed, Laptop, name_of, photo
from benchmarks.province.loop import played
from benchmarks.province.people import Member, settle
from benchmarks.province.place import Place
from benchmarks.province.plan import Plan
from benchmarks.province.report import Report
from sync_protocol.messages import Change

EDITS: Final = 5
PHOTOS: Final = 2
PHOTO_BYTES: Final = 300_000
SYNC: Final = f"sync of {EDITS} edits"
LONGEST: Final = 1.0


def play(place: Place, plan: Plan) -> Iterator[Figure]:
    """How long the records of 99 of 100 laptops took to be safe, and how many laptops did not get through."""
    with place.opened() as database:
        members = settle(database, plan.laptops, max(plan.held, EDITS), expired=True)
    place.serve()
    report = Report(place)
    came = random.Random(1).sample(members, min(plan.coming, len(members)))
    floor = floors.of_calling(min(2.0, plan.evening_seconds))
    played(_play(report, came, plan))
    rate = len(came) / plan.evening_seconds
    print(
        f"  1/{plan.scale:g} of {plan.laptops:,} laptops in 1/{plan.scale:g} of an hour: {len(came):,} in "
        f"{plan.evening_seconds:.0f} s, {rate:.2f} a second"
    )
    report.print()
    named = f"an HTTP call that does nothing, p50; p99 {1000 * floor.p99:.1f} ms"
    yield Figure(f"{SYNC}, 99 of 100, {place.kind}", report.percentile(SYNC, 99), "s", floor.p50, named, LONGEST)
    yield Figure(f"laptops that did not get through, {place.kind}", sum(report.lost.values()), "", goal=0)
    others = sum(number for code, number in report.refusals.items() if code not in ("429", "503"))
    yield Figure(f"errors other than 429 and 503, {place.kind}", others, "", goal=0)


async def _play(report: Report, came: Sequence[Member], plan: Plan) -> None:
    rng = random.Random(2)
    moments = [rng.uniform(0, plan.evening_seconds) for _ in came]
    report.begin()
    await asyncio.gather(*(_come(report, one, moment) for one, moment in zip(came, moments, strict=True)))
    report.end()


async def _come(report: Report, member: Member, moment: float) -> None:
    await asyncio.sleep(moment)
    laptop = Laptop(member, report)
    photos = [photo(PHOTO_BYTES) for _ in range(PHOTOS)]
    try:
        await laptop.renew()
        await laptop.sync(SYNC, _edits(member, [name_of(one) for one in photos]))
        for one in photos:
            await laptop.send(one)
        await laptop.sync("sync without news", [])
    except Failed:
        pass  # counted where it was given up
    finally:
        laptop.line.close()


def _edits(member: Member, names: Sequence[str]) -> list[Change]:
    told = bodies.visit(member)["patch"]["set"]
    changed = {key: told[key] for key in ("advice_given", "effect", "remarks")}
    named = {"photos": [{"id": f"p{at}", "photo": name} for at, name in enumerate(names)]}
    edits = [bodies.edit(record_id, 1, changed) for record_id in member.held[:EDITS]]
    edits[0]["patch"]["set"] = changed | named
    return edits
