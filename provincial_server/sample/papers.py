"""Agreements, last year's assessments, contracts of signed matches and evaluations of the sample county."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from provincial_server.sample.people import FIELD_ROLES, WORKERS, Worker
from provincial_server.sample.world import COUNTY, COUNTY_NAME, Made, World, bank

_ACCEPTED: Final = "2"
_SIGNED: Final = "40"
_AGREEMENTS_EACH: Final = 3
_EVALUATIONS: Final = 30
_COUNTERS: Final = ("kjfwts", "tgxjs", "jjjsnt", "pxnm", "jbpxb", "pxry", "ddzs")


def add_papers(world: World, hosts: list[Made], visits: list[Made], matches: list[Made]) -> None:
    """All of them; they draw on what was made before and leave its chances alone."""
    for worker in WORKERS:
        if worker.weight:
            _agreements(world, worker, hosts, visits)
            _assessment(world, worker, visits)
    for match in matches:
        if match.state == _SIGNED:
            _contract(world, match)
    done = [visit for visit in visits if visit.state == _ACCEPTED]
    for visit in world.rng.sample(done, min(_EVALUATIONS, len(done))):
        _evaluation(world, visit)


def _agreements(world: World, worker: Worker, hosts: list[Made], visits: list[Made]) -> None:
    """With the hosts that the person visits most."""
    person, words, year = world.persons[worker.name], bank("papers")["agreement"], world.today.year
    counts: dict[str, int] = {}
    for visit in visits:
        if visit.answers["writer"] == person.id:
            counts[visit.answers["host"]] = counts.get(visit.answers["host"], 0) + 1
    often = sorted(counts, key=lambda host: (-counts[host], host))[:_AGREEMENTS_EACH]
    by_id = {host.id: host for host in hosts}
    for number, host in enumerate((by_id[one] for one in often), 1):
        signed = min(date(year, 1, 4) + timedelta(days=world.rng.randint(0, 20)), world.today)
        world.add(
            "agreement",
            {
                "agr_no": f"金科协〔{year}〕{len(world.of('agreement')) + 1}号",
                "agr_kind": "AK1",
                "party_a": host.id,
                "party_a_name": host.answers["host_name"],
                "party_a_rep": host.answers.get("legal_rep"),
                "party_a_phone": host.answers.get("contact_phone"),
                "party_a_address": host.answers.get("address"),
                "party_b": person.id,
                "party_b_name": worker.name,
                "party_b_unit": person.answers["unit"],
                "party_b_phone": person.answers["mobile"],
                "party_c": f"{COUNTY_NAME}科技局",
                "term_from": f"{year}-01-01",
                "term_to": f"{year}-12-31",
                "goals": world.rng.choice(words["goals"]),
                "content": ["S01", "S02", "S05"],
                "quota_days": 12,
                "quota_times": 12,
                "mode": ["M1", "M3"],
                "rights_a": words["rights_a"],
                "rights_b": words["rights_b"],
                "rights_c": words["rights_c"],
                "benefit": ["BE01"],
                "fee_wan": 0,
                "copies": 3,
                "signed_on": signed.isoformat(),
                "county": COUNTY,
                "writer": person.id,
                "team": worker.team,
            },
            at=world.moment(signed, 16),
            author=person.id,
            state="1" if number == _AGREEMENTS_EACH else _ACCEPTED,
            form="agreement",
        )


def _assessment(world: World, worker: Worker, visits: list[Made]) -> None:
    """Last year's, accepted and graded by the county."""
    person, words, year = world.persons[worker.name], bank("papers")["assessment"], world.today.year - 1
    own = [
        visit.answers
        for visit in visits
        if visit.answers["writer"] == person.id
        and visit.state == _ACCEPTED
        and visit.answers["start_at"].startswith(str(year))
    ]
    sums: dict[str, Any] = {name: sum(one.get(name) or 0 for one in own) for name in _COUNTERS}
    sums["visits_n"] = len(own)
    scores = {who: world.rng.randint(82, 97) for who in ("self", "host", "unit", "county")}
    graded = min(date(world.today.year, 1, 15), world.today)
    clerk = next(one for one in WORKERS if one.role == "COUNTY")
    world.add(
        "assessment",
        {
            "person": person.id,
            "person_name": worker.name,
            "unit": person.answers["unit"],
            "title": person.answers.get("title"),
            "year": year,
            **sums,
            **{f"{name}_sum": value for name, value in sums.items()},
            "yearly_summary": words["summary"].format(times=len(own), trained=sums["pxnm"]),
            **{f"{who}_score": score for who, score in scores.items()},
            "host_opinion": world.rng.choice(words["opinions"]),
            "county_opinion": words["county"],
            "county_on": graded.isoformat(),
            "total_score": round(sum(scores.values()) / len(scores), 1),
            "grade": "G1" if scores["county"] >= 92 else "G2",
            "county": COUNTY,
            "writer": person.id,
            "team": worker.team,
            "reviewer": world.persons[clerk.name].id,
        },
        at=world.moment(graded, 15),
        author=person.id,
        state=_ACCEPTED,
        form="assessment",
    )


def _contract(world: World, match: Made) -> None:
    about = match.answers
    amount = about.get("amount_wan") or world.rng.choice((5, 8, 12, 20))
    signed = min(date.fromisoformat(about["started_on"]) + timedelta(days=40), world.today)
    world.add(
        "contract",
        {
            "project_name": about["need_title"],
            "category": world.rng.choice(("K11", "K4", "K5")),
            "signed_on": signed.isoformat(),
            "valid_from": signed.isoformat(),
            "valid_to": (signed + timedelta(days=365)).isoformat(),
            "seller": about["claim_unit"],
            "host": about.get("host"),
            "buyer": about.get("host_name"),
            "amount_wan": amount,
            "tech_amount_wan": amount,
            "tech_field": "9",
            "need": about.get("need"),
            "match": match.id,
            "county": COUNTY,
            "writer": about["writer"],
            "team": about.get("team"),
        },
        at=world.moment(signed, 17),
        author=match.author,
        state="1",
        form="contract",
    )


def _evaluation(world: World, visit: Made) -> None:
    """A call of the liaison officer some days after a visit."""
    about, rng = visit.answers, world.rng
    caller = world.persons[next(one.name for one in WORKERS if one.role == "LIAISON")]
    served = next(
        one.name for one in WORKERS if world.persons[one.name].id == about["writer"] and one.role in FIELD_ROLES
    )
    day = min(date.fromisoformat(about["start_at"][:10]) + timedelta(days=rng.randint(3, 15)), world.today)
    solved = rng.choices(("SV1", "SV2"), (75, 25))[0]
    world.add(
        "evaluation",
        {
            "host": about["host"],
            "host_name": about["host_name"],
            "person": about["writer"],
            "person_name": served,
            "visit": visit.id,
            "eval_person": next(iter(str(about.get("met_persons") or "").split("、")), "") or about["host_name"],
            "eval_at": day.isoformat(),
            "eval_satisfaction": "5" if solved == "SV1" else "4",
            "eval_attitude": 5,
            "eval_skill": rng.choice((4, 5)),
            "eval_solving": 5 if solved == "SV1" else 3,
            "eval_timely": rng.choice((4, 5)),
            "eval_solved": solved,
            "eval_opinion": rng.choice(bank("papers")["evaluation"]),
            "county": COUNTY,
            "writer": caller.id,
        },
        at=world.moment(day, 17),
        author=caller.id,
        state=rng.choices(("1", _ACCEPTED), (20, 80))[0],
        form="evaluation",
    )
