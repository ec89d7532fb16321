"""Hosts and villages of the sample county."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any, Final

from provincial_server.sample.people import WORKERS
from provincial_server.sample.world import COUNTY, COUNTY_NAME, Made, World, bank, towns

_CODE_SIGNS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS: Final = tuple(pow(3, place, 31) for place in range(17))
_BOX: Final = (115.45, 116.10, 31.20, 31.72)
# Type of host -> (what the name ends in, first two signs of its code, weight)
_TYPES: Final = {
    "H04": ("专业合作社", "93", 46),
    "H05": ("家庭农场", "92", 24),
    "H01": ("有限公司", "91", 20),
    "H06": ("种养大户", "", 10),
}


def credit_code(rng: Random, prefix: str) -> str:
    """A made-up unified social credit code that passes both check signs (domain.md 5.1)."""
    body = "MA" + "".join(rng.choice("0123456789ABCDEFGHJKLMNPQRTUWXY") for _ in range(6))
    total = sum(
        (int(sign) if sign.isdigit() else ord(sign) - 55) * weight
        for sign, weight in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)
    )
    check = 11 - total % 11
    first = f"{prefix}{COUNTY}{body}{'X' if check == 10 else '0' if check == 11 else check}"
    weighed = sum(_CODE_SIGNS.index(sign) * weight for sign, weight in zip(first, _WEIGHTS, strict=True))
    return first + _CODE_SIGNS[(31 - weighed % 31) % 31]


def add_hosts(world: World) -> list[Made]:
    """200 hosts in all townships, registered by the field workers."""
    centres = {code: _centre(world.rng) for code, _ in towns()}
    used: set[str] = set()
    hosts = []
    for group in bank("hosts"):
        for number in range(group["share"]):
            # The first hosts of every industry lie in 流波䃥镇, whose name few fonts and no GBK file can write.
            town = towns()[12] if number < 2 else world.rng.choice(towns())
            hosts.append(_host(world, group, town, centres[town[0]], used))
    return hosts


def _keepers(world: World) -> list[Made]:
    return [world.persons[worker.name] for worker in WORKERS if worker.weight]


def _centre(rng: Random) -> tuple[float, float]:
    west, east, south, north = _BOX
    return rng.uniform(west, east), rng.uniform(south, north)


def _host(
    world: World, group: dict[str, Any], town: tuple[str, str], centre: tuple[float, float], used: set[str]
) -> Made:
    rng, keeper = world.rng, world.rng.choice(_keepers(world))
    code, town_name = town
    kind = rng.choices(list(_TYPES), [entry[2] for entry in _TYPES.values()])[0]
    owner = world.person_name()
    name = _name(world, rng.choice(group["stems"]), kind, owner, used)
    lng, lat = centre
    prefix = _TYPES[kind][1]
    registered = world.moment(world.day(-700, -380), rng.randint(8, 17))
    village = f"{world.place_name()[:2]}村"
    planted = group["area"][1] > 0
    return world.add(
        "host",
        {
            "host_name": name,
            "host_type": kind,
            "uscc": credit_code(rng, prefix) if prefix else "",
            "no_code_reason": "" if prefix else "NC2",
            "county": COUNTY,
            "town": code,
            "village": village,
            "address": f"{COUNTY_NAME}{town_name}{village}{rng.choice(['东冲', '西湾', '上畈', '河口', '岭下'])}组",
            "gps": position(rng, lng, lat),
            "industry_main": group["industry"],
            "gb4754": group["gb4754"],
            "legal_rep": owner,
            "contact_name": owner if rng.random() < 0.7 else world.person_name(),
            "contact_phone": world.phone(),
            "founded_on": date(rng.randint(2008, 2023), rng.randint(1, 12), rng.randint(1, 28)).isoformat(),
            "reg_capital_wan": rng.choice([50, 100, 200, 300, 500]) if kind in ("H01", "H04") else None,
            "revenue_last_wan": round(rng.uniform(20, 900), 1),
            "revenue_year": world.today.year - 1,
            "staff_n": rng.randint(2, 60),
            "farmers_linked_n": rng.randint(3, 160),
            "area_total_mu": rng.randint(*group["area"]) if planted else None,
            "need_brief": rng.choice(group["brief"]),
            "consent_notice": True,
            "consent_on": registered.date().isoformat(),
            "consent_way": rng.choice(["CW1", "CW2"]),
            "remarks": "样例数据，虚构。",
            "writer": keeper.id,
        },
        at=registered,
        author=keeper.id,
        state="2" if rng.random() < 0.93 else "1",
        form="host",
    )


def _name(world: World, stem: str, kind: str, owner: str, used: set[str]) -> str:
    while True:
        place = world.place_name()
        if kind == "H06":
            name = f"{owner}{stem}大户"
        elif kind == "H01":
            name = f"安徽{place}{stem}{_TYPES[kind][0]}"
        else:
            name = f"{COUNTY_NAME}{place}{stem}{_TYPES[kind][0]}"
        if name not in used:
            used.add(name)
            return name
        owner = world.person_name()


def position(rng: Random, lng: float, lat: float) -> dict[str, Any]:
    """A GPS position within some two kilometres."""
    return {
        "lng": round(lng + rng.uniform(-0.02, 0.02), 6),
        "lat": round(lat + rng.uniform(-0.02, 0.02), 6),
        "alt": rng.randint(90, 780),
        "acc_m": round(rng.uniform(3, 25), 1),
        "datum": "WGS84",
        "method": "gps",
    }


def add_villages(world: World) -> list[Made]:
    """A dozen villages, each paired with a commissioner."""
    villages = []
    for commissioner in _keepers(world)[:12]:
        rng, (code, _) = world.rng, world.rng.choice(towns())
        households = rng.randint(300, 900)
        villages.append(
            world.add(
                "village",
                {
                    "village_name": f"{world.place_name()[:2]}村",
                    "county": COUNTY,
                    "town": code,
                    "secretary": world.person_name(),
                    "secretary_phone": world.phone(),
                    "contact_name": world.person_name(),
                    "contact_phone": world.phone(),
                    "households_n": households,
                    "population_n": households * 3 + rng.randint(0, 200),
                    "lifted_households_n": households // 5,
                    "cropland_mu": rng.randint(400, 2200),
                    "forest_mu": rng.randint(3000, 16000),
                    "tea_mu": rng.randint(100, 2400),
                    "collective_income_wan": round(rng.uniform(20, 120), 1),
                    "industry_state": "以茶叶、油茶和劳务收入为主，村集体有标准化厂房一处。",
                    "tech_needs": rng.choice(bank("hosts"))["brief"][0],
                    "commissioner": commissioner.id,
                },
                at=world.moment(world.day(-650, -400)),
                author=commissioner.id,
                state="active",
            )
        )
    return villages
