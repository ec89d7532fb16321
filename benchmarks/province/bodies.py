"""What laptops send: visits of about 1.5 kB of JSON, mostly Chinese text, made once and given new ids."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final, cast

import orjson
import zstandard

from benchmarks import data
from provincial_server.logic.ids import new_id
from sync_protocol.messages import PROTOCOL, Change

if TYPE_CHECKING:
    from benchmarks.province.people import Member

AT: Final = "2026-11-20T19:00:00.000+08:00"
PACKED: Final = {"Content-Encoding": "zstd", "Accept-Encoding": "zstd", "Content-Type": "application/json"}
"""The headers of a sync as a laptop sends it."""
_VARIANTS: Final = 400
_LEVEL: Final = 3
_RNG: Final = random.Random(1)


def visit(member: Member) -> Change:
    """A new visit of a member."""
    answers = _RNG.choice(_answers()) | member.owner
    return change(new_id(), "visit", {"set": answers, "form_id": "visit", "form_version": "1"})


def edit(record_id: str, rev: int, answers: dict[str, Any]) -> Change:
    """An edit of a visit."""
    return change(record_id, "visit", {"set": answers}, rev)


def change(record_id: str, kind: str, patch: dict[str, Any], base_rev: int = 0) -> Change:
    """A change with an id of its own."""
    made = {"id": new_id(), "record_id": record_id, "kind": kind, "base_rev": base_rev, "at": AT, "patch": patch}
    return cast(Change, made)


def sync(changes: Sequence[Change], cursors: dict[str, int], limit: int = 0) -> bytes:
    """The body of a sync, packed as it travels."""
    message: dict[str, Any] = {"protocol": PROTOCOL, "changes": changes, "cursors": cursors, "known": {}}
    if limit:
        message["limit"] = limit
    return zstandard.ZstdCompressor(level=_LEVEL).compress(orjson.dumps(message))


@cache
def _answers() -> list[dict[str, Any]]:
    return [_visit(number) for number in range(_VARIANTS)]


def _visit(number: int) -> dict[str, Any]:
    """Thirty answers, as the records of the shared baselines have."""
    rng = random.Random(number)
    numbers = {f"count_{place}": rng.randint(0, 5000) for place in range(6)}
    return {
        "rec_no": f"340100-2026-A1-{number:05d}", "year": 2026, "host": new_id(), "host_name": data.text(rng, 16),
        "place": data.text(rng, 12), "start_at": "2026-11-20T09:00:00+08:00", "end_at": "2026-11-20T15:00:00+08:00",
        "service_days": 1.0, "mode": "M1", "purpose": ["P01", "P02"], "service_types": ["S01", "S10"],
        "problem_desc": data.text(rng, rng.randint(50, 90)), "advice_given": data.text(rng, rng.randint(50, 100)),
        "content": data.text(rng, rng.randint(30, 60)), "effect": data.text(rng, rng.randint(20, 50)),
        "met_persons": data.text(rng, 6), "met_phone": f"1390000{number:04d}", "remarks": data.text(rng, 20),
        "area": round(rng.random() * 1e4, 2), "share": round(rng.random(), 4),
        "position": f"{31 + rng.random():.6f} {115 + rng.random():.6f} 120 8", **numbers,
    }  # fmt: skip
