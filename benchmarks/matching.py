"""What fits a need while it is being written: a large library asked after every pause, beside reading its words once."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from benchmarks.data import text
from benchmarks.measure import Figure, in_turn, seconds
from commissioner_app.matching.index import ResourceIndex

GOAL_MS = 20.0
SEEDS = 40


def run(*, quick: bool) -> Iterator[Figure]:
    """Milliseconds of one question to 5,000 resources; seconds to make the index."""
    count = 200 if quick else 5_000
    resources = _library(count)
    made: list[ResourceIndex] = []
    yield Figure(f"index of {count:,} resources", seconds(lambda: made.append(ResourceIndex(resources))), "s")
    needs = [_need(seed) for seed in range(SEEDS)]
    asked, words = iter(needs * 100), [f"{one['res_name']} {one['keywords']}" for one in resources]
    ours, floor = in_turn(
        lambda: 1000 * seconds(lambda: made[0].search(next(asked))),
        lambda: 1000 * seconds(lambda: sum("茶" in name for name in words)),
        5 if quick else SEEDS,
    )
    yield Figure(
        f"fitting resources among {count:,}", ours, "ms", floor, "one character looked for in every name", GOAL_MS
    )


def _library(count: int) -> list[dict[str, Any]]:
    rng = random.Random(7)
    return [
        {
            "id": f"x{number:05d}",
            "res_name": text(rng, 14),
            "keywords": "、".join(text(rng, 5) for _ in range(4)),
            "intro": text(rng, 140),
            "industries": [f"I{rng.randint(1, 15):02d}"],
        }
        for number in range(count)
    ]


def _need(seed: int) -> dict[str, Any]:
    rng = random.Random(1000 + seed)
    title, keywords, problem = text(rng, 14), text(rng, 14), text(rng, 160)
    return {"id": "n", "need_title": title, "keywords": keywords, "problem": problem, "industry": "I01"}
