"""Sample kinds, records and pictures for the tests of store and sync; all people and firms are made up."""

from __future__ import annotations

import io
import random
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from commissioner_app.domain.kind import Field, FieldType, Kind, State, Summary
from commissioner_app.domain.record import Record
from commissioner_app.system.clock import stamp
from commissioner_app.system.ids import uuid7

KEY = bytes(range(32))
WORDS = (
    "茶叶",
    "油茶",
    "霍山石斛",
    "灵芝",
    "蚕桑",
    "毛竹",
    "板栗",
    "山核桃",
    "猕猴桃",
    "中药材",
    "绿色防控",
    "深加工",
    "品牌",
)
PLACES = ("金寨县", "霍山县", "岳西县", "潜山市", "太湖县", "宿松县", "舒城县", "裕安区")
ENDS = ("专业合作社", "有限公司", "家庭农场", "种植基地", "茶厂")


class StillClock:
    """A clock that moves only when told to (a second per reading of ``now`` where ``step`` says so)."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 4, 7, 9, 30, tzinfo=UTC)
        self.passed = 0.0

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.passed

    def move(self, **amount: float) -> None:
        delta = timedelta(**amount)
        self.moment += delta
        self.passed += delta.total_seconds()


def _summary(answers: Mapping[str, Any]) -> Summary:
    return Summary(
        str(answers.get("name", "")),
        str(answers.get("place", "")),
        str(answers.get("date", "")),
        str(answers.get("host", "")),
        str(answers.get("county", "")),
        str(answers.get("writer", "")),
    )


def _kind(name: str) -> Kind:
    fields = (
        Field("name", FieldType.TEXT, "名称", "Name", searched=True),
        Field("content", FieldType.LONG, "内容", "Content", searched=True),
    )
    states = (State("0", "待提交", "Draft", "draft"), State("1", "待审核", "Waiting", "waiting"))
    return Kind(
        name, name, name, fields, states, (), "0", name, _summary,
        lambda answers, state: frozenset({"county:341524"}), frozenset(), frozenset(),
    )  # fmt: skip


KINDS = {name: _kind(name) for name in ("host", "visit")}


def record(answers: Mapping[str, Any] | None = None, **parts: Any) -> Record:
    """A visit of a made-up firm."""
    now = stamp(datetime(2026, 4, 7, 10, 0, tzinfo=UTC))
    base: dict[str, Any] = {
        "id": uuid7(), "kind": "visit", "form_id": "visit", "form_version": "1", "answers": dict(answers or {}),
        "state": "0", "rev": 0, "created_at": now, "updated_at": now, "author": "p1",
    }  # fmt: skip
    return Record(**(base | parts))


def answers(number: int, rng: random.Random) -> dict[str, Any]:
    """Answers of about 1.5 kB, mostly Chinese."""
    name = (
        f"{rng.choice(PLACES)}{rng.choice(WORDS)}{''.join(rng.choices('青山绿水金银福瑞祥和', k=3))}{rng.choice(ENDS)}"
    )
    said = "，".join(rng.choice(WORDS) + "技术" + rng.choice(WORDS) for _ in range(40))
    return {
        "name": name, "place": rng.choice(PLACES), "date": f"2026-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
        "county": "341524", "writer": f"p{number % 7}", "host": f"h{number % 500}", "content": said[:285],
        "no": number, "service_types": rng.sample(["01", "02", "03", "04"], 2), "remarks": said[:120],
        "gps": {"lng": 115.9, "lat": 31.7, "alt": 120.0, "acc_m": 8.0, "datum": "WGS84", "method": "manual"},
    }  # fmt: skip


def wire(number: int, rng: random.Random, **parts: Any) -> dict[str, Any]:
    """A record as it travels."""
    return record(answers(number, rng), rev=1, **parts).to_json()


def picture(width: int = 3000, height: int = 2000, *, gps: bool = True, seed: int = 1) -> bytes:
    """A JPEG as a camera makes it, with time and position in its EXIF."""
    from PIL import Image

    image = Image.effect_noise((width // 8, height // 8), 60 + seed % 40).resize((width, height)).convert("RGB")
    image.putpixel((seed % width, 0), (255, seed % 255, 0))
    exif = Image.Exif()
    exif[0x010F] = "MadeUpCamera"
    exif.get_ifd(0x8769)[0x9003] = "2026:04:07 08:15:30"
    if gps:
        place = exif.get_ifd(0x8825)
        place[1], place[2], place[3], place[4] = "N", (31.0, 43.0, 12.0), "E", (115.0, 52.0, 48.0)
    stream = io.BytesIO()
    image.save(stream, "JPEG", exif=exif, quality=90)
    return stream.getvalue()
