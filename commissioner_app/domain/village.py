"""F14 Village: the administrative village a commissioner is paired with (domain.md 2.14)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commissioner_app.domain.buckets import county_buckets
from commissioner_app.domain.kind import Field, FieldType, Kind, Move, State, Summary
from commissioner_app.domain.states import OFFICES, READERS, WRITERS, code_of, text_of

T = FieldType

FIELDS = (
    Field("village_name", T.TEXT, "村名", "Village", "R", max_len=30, searched=True),
    Field("village_code", T.TEXT, "村代码(12位)", "Village code", max_len=12, searched=True),
    Field("county", T.CHOICE, "县(市、区)", "County", "R", "L_COUNTY"),
    Field("town", T.CHOICE, "乡镇(街道)", "Township", "R", "L_TOWN"),
    Field("secretary", T.TEXT, "村书记", "Village secretary", max_len=30, searched=True),
    Field("secretary_phone", T.PHONE, "村书记电话", "Secretary's phone", sensitive=True),
    Field("contact_name", T.TEXT, "联系人", "Contact", max_len=30),
    Field("contact_phone", T.PHONE, "联系人电话", "Contact's phone", sensitive=True),
    Field("technician", T.TEXT, "农技员", "Village technician", max_len=30),
    Field("technician_phone", T.PHONE, "农技员电话", "Technician's phone", sensitive=True),
    Field("households_n", T.INT, "户数", "Households", unit="户"),
    Field("population_n", T.INT, "人口", "Population", unit="人"),
    Field("lifted_households_n", T.INT, "脱贫户数", "Lifted-out households", unit="户"),
    Field("lifted_population_n", T.INT, "脱贫人口", "Lifted-out population", unit="人"),
    Field("cropland_mu", T.AREA_MU, "耕地", "Cropland", unit="亩"),
    Field("forest_mu", T.AREA_MU, "林地", "Forest", unit="亩"),
    Field("tea_mu", T.AREA_MU, "茶园", "Tea gardens", unit="亩"),
    Field("water_mu", T.AREA_MU, "水面", "Water", unit="亩"),
    Field("collective_income_wan", T.MONEY_WAN, "村集体年收入", "Collective income per year", unit="万元"),
    Field("industry_state", T.LONG, "产业现状", "State of industry", max_len=500, searched=True),
    Field("tech_needs", T.LONG, "科技需求", "Technology needs", max_len=500, searched=True),
    Field("commissioner", T.REF, "结对特派员", "Paired commissioner", ref="person"),
    Field("gps", T.GPS, "位置", "Position"),
    Field("last_visit_on", T.DATE, "最近走访", "Last visit"),
)

STATES = (
    State("active", "结对中", "paired", "ok"),
    State("ended", "已结束", "ended", "closed"),
)
MOVES = (
    Move("end", "active", "ended", OFFICES),
    Move("reopen", "ended", "active", OFFICES),
)


def summary(answers: Mapping[str, Any]) -> Summary:
    """Name; what grows there below; the last visit."""
    return Summary(
        title=text_of(answers, "village_name"),
        subtitle=text_of(answers, "industry_state", limit=60),
        date=text_of(answers, "last_visit_on"),
        county=code_of(answers, "county"),
        owner=text_of(answers, "commissioner"),
    )


KIND = Kind(
    name="village",
    zh="结对村",
    en="village",
    fields=FIELDS,
    states=STATES,
    moves=MOVES,
    first_state="active",
    form="village",
    summary=summary,
    buckets=county_buckets,
    read_roles=READERS,
    write_roles=WRITERS | OFFICES,
)
