"""Technology needs and the resources that fit them, both grown from the topics of ``resources/sample/topics.json``."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from provincial_server.sample.people import WORKERS
from provincial_server.sample.world import COUNTY, Made, World, bank

NEEDS: Final = 80
_STATES: Final = (
    ("10", 16),
    ("20", 8),
    ("00", 4),
    ("25", 4),
    ("29", 2),
    ("30", 4),
    ("40", 14),
    ("45", 3),
    ("50", 8),
    ("55", 3),
    ("60", 3),
    ("70", 3),
    ("75", 3),
    ("80", 3),
    ("85", 1),
    ("90", 1),
)
_MATCHED: Final = {"50": "20", "55": "20", "60": "30", "70": "40", "75": "40", "80": "40", "85": "40", "90": "90"}
_VARIANTS: Final = ("", "（中小主体适用）", "技术引进", "技术集成与示范")
_KINDS: Final = ("achievement", "achievement", "expert", "expert", "expert", "platform")


def add_needs(world: World, hosts: list[Made], visits: list[Made]) -> list[Made]:
    """80 needs in mixed states, each of a host whose industry it belongs to, found on a visit where there was one."""
    states = [state for state, count in _STATES for _ in range(count)]
    world.rng.shuffle(states)
    by_host: dict[str, list[Made]] = {}
    for visit in visits:
        by_host.setdefault(visit.answers["host"], []).append(visit)
    topics = bank("topics")
    needs = []
    for number, state in enumerate(states):
        topic = topics[number % len(topics)]
        fitting = [host for host in hosts if host.answers["industry_main"] == topic["industry"]]
        visited = [host for host in fitting if host.id in by_host] or fitting
        host = world.rng.choice(visited)
        seen = by_host.get(host.id, [])
        source = world.rng.choice(seen) if seen else None
        needs.append(_need(world, topic, host, number=number, state=state, visit=source))
    return needs


def _need(world: World, topic: dict[str, Any], host: Made, *, number: int, state: str, visit: Made | None) -> Made:
    rng = world.rng
    collected = date.fromisoformat(visit.answers["start_at"][:10]) if visit is not None else world.day(-300, -20)
    writer = visit.author if visit is not None else world.persons[WORKERS[0].name].id
    worker = next(one for one in WORKERS if world.persons[one.name].id == writer)
    title = topic["title"] + _VARIANTS[number // len(bank("topics")) % len(_VARIANTS)]
    published = "40" <= state <= "80"
    level = rng.choice(["P1", "P1", "P2", "P3"]) if published else rng.choice(["P0", "P1", "P3"])
    return world.add(
        "need",
        {
            "need_title": title,
            "keywords": topic["keywords"],
            "need_kind": topic["kind"],
            "tech_field": topic["field"],
            "industry": topic["industry"],
            "background": topic["background"],
            "problem": topic["problem"],
            "indicators": [
                world.item(ind_name=name, ind_symbol=symbol, ind_now=now, ind_target=target, ind_unit=unit)
                for name, symbol, now, target, unit in topic["indicators"]
            ],
            "existing_base": "已有生产场地和技术员，可提供试验材料并配合中试。",
            "constraints": "设备投入需与主体规模相适应，避开生产旺季施工。",
            "deadline": (collected + timedelta(days=rng.choice([180, 360, 540]))).isoformat(),
            "budget_wan": rng.choice([5, 10, 15, 20, 30, 50, 80]),
            "coop_mode": rng.choice([["C2"], ["C6"], ["C2", "C6"], ["C4"], ["C5", "C11"], ["C1"]]),
            "ip_wish": rng.choice(["IW2", "IW4", "IW1"]),
            "urgency": rng.choice(["UR2", "UR3", "UR3"]),
            "source_visit": visit.id if visit is not None else "",
            "host": host.id,
            "host_name": host.answers["host_name"],
            "contact": host.answers["contact_name"],
            "phone": host.answers["contact_phone"],
            "county": COUNTY,
            "valid_to": (collected + timedelta(days=365)).isoformat(),
            "public_level": level,
            "public_title": title if state >= "30" else "",
            "public_text": topic["problem"] if state >= "30" else "",
            "publish_channel": "县科技局网站" if published else "",
            "commit": True,
            "need_no": f"{COUNTY}-XQ-{collected.year}-{number + 1:03d}",
            "writer": writer,
            "team": worker.team,
            "year": collected.year,
            "collected_on": collected.isoformat(),
            "close_reason": "主体暂缓投入，待条件成熟再对接。" if state == "90" else "",
        },
        at=world.moment(collected, 18),
        author=writer,
        state=state,
        form="need",
    )


def add_resources(world: World) -> list[Made]:
    """150 resources: for every topic two achievements, three experts and a platform."""
    keeper = next(world.persons[worker.name] for worker in WORKERS if worker.role == "COUNTY")
    units = [unit["name"] for unit in bank("names")["units"]]
    resources = []
    for topic in bank("topics"):
        for number, kind in enumerate(_KINDS):
            checked = world.day(-200, -5)
            answers = {
                "resource_type": kind,
                "keywords": topic["keywords"],
                "unit": world.rng.choice(units),
                "industries": [topic["industry"]],
                "tech_fields": [topic["field"]],
                "contact_way": "通过单位科研管理部门联系",
                "counties": [COUNTY],
                "source": "样例数据，虚构",
                "last_checked_on": checked.isoformat(),
                "consent": True,
                "writer": keeper.id,
                **_particulars(world, topic, kind, number),
            }
            resources.append(
                world.add(
                    "resource",
                    answers,
                    # Who checks a resource writes that down: the record is no older than its last check.
                    at=world.moment(max(checked, world.day(-500, -60))),
                    author=keeper.id,
                    state="2" if world.rng.random() < 0.96 else "1",
                    form="resource",
                )
            )
    return resources


def _particulars(world: World, topic: dict[str, Any], kind: str, number: int) -> dict[str, Any]:
    rng = world.rng
    indicators = "；".join(f"{name}{symbol}{target}{unit}" for name, symbol, _, target, unit in topic["indicators"])
    if kind == "achievement":
        return {
            "res_name": topic["achievement"] + ("" if number == 0 else "（改进型）"),
            "intro": topic["intro"],
            "owner_name": world.person_name() + "团队",
            "done_on": world.day(-1500, -200).isoformat(),
            "application": topic["background"] + "可在同类主体中推广。",
            "ach_kind": "AH2",
            "obtained": "OB1",
            "trl": rng.choice(["R3", "R4", "R5"]),
            "coop_mode": rng.choice([["C2", "C6"], ["C4"], ["C3"], ["C6"]]),
            "price_open": True,
            "ip_kinds": rng.choice([["IP01"], ["IP01", "IP02"], ["IP04"]]),
            "indicators_text": indicators,
        }
    name = world.person_name()
    title, level = rng.choice(bank("names")["titles"])
    if kind == "expert":
        return {
            "res_name": name,
            "intro": f"主要从事{topic['expert']}，承担{topic['keywords'][0]}相关课题，长期在大别山区开展示范。",
            "title": title,
            "title_level": level,
            "available_months": [str(month) for month in sorted(rng.sample(range(1, 13), 7))],
        }
    return {
        "res_name": topic["platform"],
        "intro": f"面向企业开放，提供{topic['tests']}等检测试验与中试服务。",
        "contact_name": name,
        "platform_kind": rng.choice(["PF04", "PF15", "PF16"]),
        "test_items": topic["tests"],
        "opening_rule": "提前五个工作日预约，对科技特派员服务对象优惠。",
    }


def add_matches(world: World, needs: list[Made], resources: list[Made]) -> None:
    """A matching record for every need that is being matched or beyond."""
    for need in needs:
        state = _MATCHED.get(need.state)
        if state is None:
            continue
        fitting = [one for one in resources if one.answers["keywords"] == need.answers["keywords"]]
        resource = world.rng.choice(fitting)
        started = min(date.fromisoformat(need.answers["collected_on"]) + timedelta(days=20), world.today)
        signed = state == "40"
        world.add(
            "match",
            {
                "need": need.id,
                "need_title": need.answers["need_title"],
                "host": need.answers["host"],
                "host_name": need.answers["host_name"],
                "resource": resource.id,
                "resource_name": resource.answers["res_name"],
                "claim_unit": resource.answers["unit"],
                "leader": world.person_name(),
                "leader_title": "教授",
                "leader_phone": world.phone(),
                "plan_text": "先开展小试验证关键指标，再在主体现场做一个生产周期的示范，最后培训技术员并移交操作规程。",
                "expected_result": "达到需求提出的技术指标，形成可复制的操作规程。",
                "started_on": started.isoformat(),
                "contacts": [
                    world.item(
                        contact_on=started.isoformat(),
                        contact_how="M1",
                        contact_who="双方技术负责人",
                        contact_content="现场查看并讨论技术路线",
                        contact_result="约定先做小试",
                    )
                ],
                "outcome": {"20": "", "30": "MO2", "40": "MO3", "90": "MO1"}[state],
                "contract_no": f"样例合同-{started.year}-{world.rng.randint(1, 99):02d}" if signed else "",
                "amount_wan": need.answers["budget_wan"] if signed else None,
                "fail_reason": "MF03" if state == "90" else "",
                "county": COUNTY,
                "writer": need.author,
                "team": need.answers.get("team", ""),
            },
            at=world.moment(started, 16),
            author=need.author,
            state=state,
            form="match",
        )
