"""Persons, appointments and teams of the sample county."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from provincial_server.sample.world import CITY, COUNTY, TEAM_ONE, TEAM_TWO, World, bank

FIELD_ROLES: Final = ("STC", "DCS")


@dataclass(frozen=True, slots=True)
class Worker:
    """Who works in the sample county. ``login`` empty: has no account. ``weight``: share of the visits."""

    login: str
    role: str
    name: str
    unit: int = 0
    team: str = ""
    leads: bool = False
    industries: tuple[str, ...] = ()
    weight: int = 0


# The accounts come first, in the order in which ``init`` prints them.
WORKERS: Final = (
    Worker("stc1", "STC", "陈知行", 1, TEAM_ONE, False, ("I01", "I02"), 20),
    Worker("stc2", "STC", "方若谷", 4, TEAM_ONE, False, ("I01",), 14),
    Worker("lead1", "STC", "吴思源", 1, TEAM_ONE, True, ("I01", "I04"), 10),
    Worker("dcs1", "DCS", "许明远", 10, "", False, ("I13", "I08"), 8),
    Worker("liaison1", "LIAISON", "汪家和", 9),
    Worker("county1", "COUNTY", "程守正", 9),
    Worker("city1", "CITY", "孙望川", 7),
    Worker("province1", "PROVINCE", "何以宁", 6),
    Worker("audit1", "AUDIT", "钱自明", 6),
    Worker("admin", "ADMIN", "江系统", 9),
    Worker("", "STC", "余采薇", 2, TEAM_ONE, False, ("I02",), 8),
    Worker("", "STC", "胡青川", 0, TEAM_TWO, True, ("I04",), 8),
    Worker("", "STC", "叶知秋", 7, TEAM_TWO, False, ("I04", "I08"), 8),
    Worker("", "STC", "张牧之", 3, TEAM_TWO, False, ("I06",), 8),
    Worker("", "STC", "李春耕", 5, "", False, ("I10", "I05"), 8),
    Worker("", "STC", "王砚农", 6, "", False, ("I02", "I10"), 4),
    Worker("", "DCS", "刘通渠", 11, "", False, ("I13",), 4),
)
TEAMS: Final = (
    (TEAM_ONE, "金寨县茶产业科技特派团", "I01", "茶园绿色防控、良种改造与夏秋茶加工", "麻埠镇、流波䃥镇茶叶基地"),
    (
        TEAM_TWO,
        "金寨县中药材与生态养殖科技特派团",
        "I04",
        "天麻、茯苓、灵芝种源与产地加工，皖西白鹅健康养殖",
        "古碑镇、花石乡药材基地",
    ),
)
_KIND_OF_COMMISSIONER: Final = {"STC": "SC1", "DCS": "SC6", "LIAISON": "SC7"}
_LEVEL: Final = {"COUNTY": "LV4", "LIAISON": "LV5", "CITY": "LV3", "PROVINCE": "LV2", "AUDIT": "LV2", "ADMIN": "LV2"}


def add_people(world: World) -> None:
    """Persons (``world.persons`` by name), teams, and a running appointment for everybody."""
    registered = world.moment(date(world.today.year - 1, 1, 10))
    units, titles = bank("names")["units"], bank("names")["titles"]
    for worker in WORKERS:
        unit, (title, level) = units[worker.unit], titles[world.rng.randrange(len(titles))]
        office = worker.role not in FIELD_ROLES
        world.persons[worker.name] = world.add(
            "person",
            {
                "name": worker.name,
                "sex": world.rng.choice("12"),
                "mobile": world.phone(),
                "unit": unit["name"],
                "unit_kind": "U3" if office else unit["kind"],
                "title": "" if office else title,
                "title_level": "" if office else level,
                "education": "10" if not office else "20",
                "expertise": [] if office else [*_expertise(worker)][:6],
                "industries": list(worker.industries),
                "counties": [COUNTY],
                "county": COUNTY,
                "stc_kind": _KIND_OF_COMMISSIONER.get(worker.role, "SC8"),
                "level": "" if office else _LEVEL.get(worker.role, "LV2"),
                "year": "" if office else world.today.year,
                "start": "" if office else f"{world.today.year}-01-01",
                "end": "" if office else f"{world.today.year}-12-31",
                "experience": "" if office else "连续多年在山区县开展科技服务。",
            },
            at=registered,
            author="",
            state="active",
        )
    _add_teams(world)
    for worker in WORKERS:
        _appoint(world, worker)


def _expertise(worker: Worker) -> list[str]:
    topics = [topic for topic in bank("topics") if topic["industry"] in worker.industries]
    return list(dict.fromkeys(word for topic in topics for word in topic["keywords"][:2]))


def _add_teams(world: World) -> None:
    for team, name, industry, direction, bases in TEAMS:
        members = [worker for worker in WORKERS if worker.team == team]
        leader = next(worker for worker in members if worker.leads)
        world.add(
            "team",
            {
                "team_name": name,
                "county": COUNTY,
                "direction": direction,
                "industry": industry,
                "start": f"{world.today.year - 1}-01-01",
                "end": f"{world.today.year + 1}-12-31",
                "lead_unit": bank("names")["units"][leader.unit]["name"],
                "leader": world.persons[leader.name].id,
                "leader_name": leader.name,
                "level": "LV2",
                "bases": bases,
                "members": [
                    world.item(
                        member=world.persons[one.name].id,
                        member_name=one.name,
                        member_role="leader" if one.leads else "member",
                    )
                    for one in members
                ],
                "goals": [
                    world.item(goal="服务主体（家）", target="60", done=""),
                    world.item(goal="推广新技术（项）", target="6", done=""),
                    world.item(goal="培训农民（人次）", target="400", done=""),
                ],
                "budget_wan": 10,
            },
            at=world.moment(date(world.today.year - 1, 1, 12)),
            author=world.persons[leader.name].id,
            state="active",
            id_=team,
        )


def _appoint(world: World, worker: Worker) -> None:
    person = world.persons[worker.name]
    wide = {"CITY": CITY, "PROVINCE": "", "AUDIT": "", "ADMIN": ""}
    world.add(
        "appointment",
        {
            "person": person.id,
            "person_name": worker.name,
            "role": worker.role,
            "stc_kind": _KIND_OF_COMMISSIONER.get(worker.role, "SC8"),
            "level": _LEVEL.get(worker.role, "LV2"),
            "year": world.today.year,
            "start": f"{world.today.year}-01-01",
            # Into the next year, so that a sample county kept over New Year does not fall silent.
            "end": (date(world.today.year, 12, 31) + timedelta(days=365)).isoformat(),
            "doc_no": f"金科特〔{world.today.year}〕1号" if worker.role in FIELD_ROLES else "",
            "county": wide.get(worker.role, COUNTY),
            "counties": [COUNTY] if worker.role in FIELD_ROLES else [],
            "town": "341524112" if worker.role == "LIAISON" else "",
            "team": worker.team,
            "team_role": ("leader" if worker.leads else "member") if worker.team else "",
        },
        at=world.moment(min(date(world.today.year, 1, 5), world.today)),
        author=person.id,
        state="active",
    )
