"""Synthetic records of realistic size and wording, the same for the same seed; and profiles filled with them."""

from __future__ import annotations

import bisect
import itertools
import random
from datetime import datetime, timedelta, timezone
from typing import Any

CHINA = timezone(timedelta(hours=8))
START = datetime(2026, 1, 1, 8, 0, tzinfo=CHINA)
STEP = 500  # seconds between two records: 60,000 of them fill a year
WRITERS = 160  # commissioners of the county; the first is the person of the profile
COUNTY = "341524"
TOWNS = ("341524100", "341524101", "341524105", "341524112", "341524203", "341524214")
# Frequent characters drawn with a falling weight: such text compresses worse than prose, so it flatters nobody.
CHARACTERS = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
    "茶园虫病冻害修剪采摘施肥土壤品种示范基地合作社企业技术指导培训农户加工设备产量质量市场山林油瓜菜鱼鹅猪牛羊春夏秋冬雨水气温防治"
)
WEIGHTS = list(itertools.accumulate(1 / (place + 4) for place in range(len(CHARACTERS))))
PHRASES = (
    "倒春寒冻害",
    "茶尺蠖",
    "机采改造",
    "低产林改造",
    "软腐病",
    "有机肥替代",
    "绿色防控",
    "冷链保鲜",
    "品种更新",
    "水肥一体化",
)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
NAMES = ("云岭", "青溪", "白马", "石涧", "龙门", "松坪", "燕尾", "竹园", "天堂", "梅岭", "古碑", "桃源")
TRADES = (
    ("茶叶专业合作社", "I01"),
    ("油茶种植有限公司", "I02"),
    ("中药材家庭农场", "I04"),
    ("农业发展有限公司", "I05"),
)


def text(rng: random.Random, length: int) -> str:
    """Chinese-looking text of about this many characters."""
    parts: list[str] = []
    size = 0
    while size < length:
        if rng.random() < 0.15:
            parts.append(rng.choice(PHRASES))
        else:
            count = rng.randint(4, 14)
            parts.append("".join(CHARACTERS[bisect.bisect(WEIGHTS, rng.random() * WEIGHTS[-1])] for _ in range(count)))
            parts.append(rng.choice("，，，。；、"))
        size = sum(map(len, parts))
    return "".join(parts)[:length]


def ordered_id(rng: random.Random, moment: datetime) -> str:
    """An identifier with the shape and order of UUIDv7, from the seed alone."""
    milliseconds = int(moment.timestamp() * 1000)
    tail = rng.getrandbits(74)
    value = milliseconds << 80 | 7 << 76 | (tail >> 62) << 64 | 2 << 62 | tail & ((1 << 62) - 1)
    digits = f"{value:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def record(kind: str, number: int, answers: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """A record as the server would send it."""
    moment = START + timedelta(seconds=number * STEP)
    stamp = moment.isoformat(timespec="milliseconds")
    return {
        "id": ordered_id(rng, moment), "kind": kind, "form_id": kind, "form_version": "1", "answers": answers,
        "state": rng.choice(("1", "2", "2", "2", "3")), "rev": 1, "created_at": stamp, "updated_at": stamp,
        "author": "person-1", "deleted": False, "conflicts": [],
    }  # fmt: skip


def host(number: int, rng: random.Random) -> dict[str, Any]:
    """A fictional farm or firm."""
    trade, industry = rng.choice(TRADES)
    answers = {
        "host_name": f"金寨县{rng.choice(NAMES)}{number}{trade}", "host_type": "H04", "county": COUNTY,
        "town": rng.choice(TOWNS), "village": f"{rng.choice(NAMES)}村", "industry_main": industry,
        "legal_rep": rng.choice(SURNAMES) + "某", "contact_name": rng.choice(SURNAMES) + "某某",
        "contact_phone": f"1390000{number % 10000:04d}", "address": text(rng, 20), "area_total_mu": rng.randint(10, 3000),
        "need_brief": text(rng, 60), "remarks": text(rng, 40), "consent_notice": True,
    }  # fmt: skip
    return record("host", number, answers, rng)


def visit(number: int, host_record: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """A visit of a host, with the long texts and counters a real one has."""
    day = START + timedelta(seconds=number * STEP)
    answers = {
        "rec_no": f"{COUNTY}-2026-A1-{number:05d}", "writer": f"person-{1 + number % WRITERS}",
        "county": COUNTY, "team": "T1", "year": 2026,
        "host": host_record["id"], "host_name": host_record["answers"]["host_name"], "place": text(rng, 12),
        "start_at": day.isoformat(), "end_at": (day + timedelta(hours=6)).isoformat(), "service_days": 1.0,
        "mode": "M1", "purpose": ["P01", "P02"], "service_types": ["S01", "S10"], "problem_desc": text(rng, 120),
        "advice_given": text(rng, 160), "content": text(rng, 120), "effect": text(rng, 60), "tgxjs": rng.randint(0, 3),
        "pxnm": rng.randint(0, 80), "ddzs": round(rng.random() * 20, 2), "met_persons": rng.choice(SURNAMES) + "某某 理事长",
    }  # fmt: skip
    return record("visit", number, answers, rng)


def county(hosts: int, visits: int, seed: int = 1) -> list[dict[str, Any]]:
    """Hosts and their visits, in the order of their ids."""
    rng = random.Random(seed)
    farms = [host(number, rng) for number in range(hosts)]
    return farms + [visit(hosts + number, farms[number % len(farms)], rng) for number in range(visits)]
