"""Visits of the last twelve months, and the plans that follow from them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Final

from provincial_server.logic.setup import visit_form
from provincial_server.sample.hosts import position
from provincial_server.sample.people import WORKERS, Worker
from provincial_server.sample.photos import photo
from provincial_server.sample.world import COUNTY, Made, World, bank, iso, towns

VISITS: Final = 600
WITH_PHOTOS: Final = 20
_HOSTS_EACH: Final = 20
_SLOTS: Final = ((9, 0, 150), (14, 0, 150))
_WAITING_DAYS: Final = 21


def add_visits(world: World, hosts: list[Made]) -> list[Made]:
    """600 visits of the field workers, oldest first; nobody is at two places at once."""
    field = [worker for worker in WORKERS if worker.weight]
    served = {worker.name: _hosts_of(world, worker, hosts) for worker in field}
    plan = sorted(_calendar(world, field))
    settled = _settled(plan, field)
    serials: dict[tuple[int, str], int] = {}
    visits = []
    for day, slot, name in plan:
        worker = next(one for one in field if one.name == name)
        device = f"S{field.index(worker) + 1}"
        serial = serials[(day.year, device)] = serials.get((day.year, device), 0) + 1
        number = f"{COUNTY}-{day.year}-{device}-{serial:04d}"
        host = world.rng.choice(served[name])
        start = world.moment(day, *_SLOTS[slot][:2])
        state = settled.get((day, slot, name)) or _state(world, (world.today - day).days)
        visits.append(_visit(world, worker, host, start=start, number=number, state=state))
    return visits


def _settled(plan: list[tuple[date, int, str]], field: list[Worker]) -> dict[tuple[date, int, str], str]:
    """States of the latest visits of the first two: whoever tries the program finds some returned and some to review."""
    settled: dict[tuple[date, int, str], str] = {}
    for worker in field[:2]:
        latest = [entry for entry in plan if entry[2] == worker.name][-4:]
        settled.update(zip(latest, ("1", "3", "1", "1"), strict=True))
    return settled


def _hosts_of(world: World, worker: Worker, hosts: list[Made]) -> list[Made]:
    fitting = [host for host in hosts if host.answers["industry_main"] in worker.industries]
    return world.rng.sample(fitting, min(_HOSTS_EACH, len(fitting)))


def _calendar(world: World, field: list[Worker]) -> set[tuple[date, int, str]]:
    """(day, half day, who), each at most once; weekends are rare."""
    taken: set[tuple[date, int, str]] = set()
    weights = [worker.weight for worker in field]
    while len(taken) < VISITS:
        day = world.day(-365, -1)
        if day.weekday() < 5 or world.rng.random() < 0.15:
            worker = world.rng.choices(field, weights)[0]
            taken.add((day, world.rng.randrange(len(_SLOTS)), worker.name))
    return taken


def _visit(world: World, worker: Worker, host: Made, *, start: datetime, number: str, state: str) -> Made:
    rng, shared = world.rng, bank("visits")["shared"]
    writer, about = world.persons[worker.name], host.answers
    industry = about["industry_main"]
    entry = _entry(world, industry, start.month)
    holes = _holes(world, about)
    end = start + timedelta(minutes=150)
    age = (world.today - start.date()).days
    form = visit_form(industry, worker.role)
    answers = {
        "rec_no": number,
        "writer": writer.id,
        "appointment": _appointment(world, writer),
        "team": worker.team,
        "log_kind": "LK1" if worker.team else "",
        "year": start.year,
        "host": host.id,
        "host_name": about["host_name"],
        "host_type": about["host_type"],
        "county": COUNTY,
        "town": about["town"],
        "start_at": iso(start),
        "end_at": iso(end),
        "service_days": 0.5,
        "kjfwts": 0.5,
        "mode": "M1",
        "purpose": rng.choice([["PU02"], ["PU02", "PU01"], ["PU03"], ["PU01"], ["PU02", "PU03"]]),
        "place": about["village"] + rng.choice(shared["places"]),
        "gps": position(rng, about["gps"]["lng"], about["gps"]["lat"]),
        "companions": rng.choice(shared["companions"]),
        "met_persons": rng.choice(shared["met"]).format(name=about["contact_name"]),
        "service_types": entry["types"],
        "problem_desc": entry["problem"].format(**holes),
        "advice_given": entry["advice"].format(**holes),
        "content": "".join(
            text.format(**holes)
            for text in (rng.choice(shared["openings"]), entry["content"], rng.choice(shared["closings"]))
        ),
        "effect": entry["effect"].format(**holes),
        "materials": rng.choice(shared["materials"]),
        "pxnm": holes["n"] if "培训" in entry["content"] else None,
        "tgxjs": 1 if rng.random() < 0.4 else None,
        "jjjsnt": 1 if rng.random() < 0.5 else None,
        "followups": _followups(world, worker, start.date(), age),
        "next_visit_on": (start.date() + timedelta(days=rng.randint(20, 60))).isoformat(),
        **_review(world, state, end),
        **_observation(world, form, start),
    }
    if age < 200 and len(world.photos) < WITH_PHOTOS and rng.random() < 0.2:
        answers["photos"] = [_photo(world, start, about, answers["gps"])]
    return world.add("visit", answers, at=end + timedelta(hours=3), author=writer.id, state=state, form=form)


def _entry(world: World, industry: str, month: int) -> dict[str, Any]:
    entries = bank("visits")[industry]
    return dict(world.rng.choice([entry for entry in entries if month in entry["months"]] or entries))


def _holes(world: World, about: dict[str, Any]) -> dict[str, Any]:
    rng = world.rng
    return {
        "area": about.get("area_total_mu", rng.randint(20, 300)),
        "town": dict(towns())[about["town"]],
        "name": about["contact_name"],
        "pct": rng.randint(8, 35),
        "surv": rng.randint(68, 82),
        "n": rng.randint(12, 48),
        "k": rng.randint(3, 8),
        "age": rng.randint(28, 60),
        "ph": round(rng.uniform(3.9, 5.2), 1),
        "acid": round(rng.uniform(2.2, 3.4), 1),
    }


def _state(world: World, age: int) -> str:
    """Old visits are reviewed; those of the last weeks wait, a few were returned or are still with the writer."""
    if age <= _WAITING_DAYS:
        return world.rng.choices(["0", "1", "2", "3"], [10, 55, 23, 12])[0]
    return world.rng.choices(["2", "3", "4"], [95, 3, 2])[0]


def _review(world: World, state: str, end: datetime) -> dict[str, Any]:
    if state not in ("2", "3", "4"):
        return {}
    shared = bank("visits")["shared"]
    clerk = next(worker for worker in WORKERS if worker.role == "COUNTY")
    # Reviewed some days later, but never after the day the county stands at.
    reviewed = min(end + timedelta(days=world.rng.randint(1, 9)), world.moment(world.today, 8))
    return {
        "reviewer": world.persons[clerk.name].id,
        "reviewed_at": iso(reviewed),
        "review_opinion": world.rng.choice(shared["accepted" if state == "2" else "returned"]),
    }


def _followups(world: World, worker: Worker, day: date, age: int) -> list[dict[str, Any]]:
    if world.rng.random() > 0.35:
        return []
    due = day + timedelta(days=world.rng.randint(7, 30))
    state = "FS3" if age > 60 else world.rng.choice(["FS1", "FS1", "FS2"])
    what = world.rng.choice(bank("visits")["shared"]["followups"])
    return [world.item(what=what, who=worker.name, due_on=due.isoformat(), follow_state=state)]


def _photo(world: World, start: datetime, about: dict[str, Any], gps: dict[str, Any]) -> dict[str, Any]:
    name, data = photo(world.rng, start)
    world.photos[name] = data
    caption = world.rng.choice(bank("visits")["shared"]["captions"])
    return world.item(photo=name, caption=caption, taken_at=iso(start + timedelta(minutes=20)), gps=gps)


def _observation(world: World, form: str, start: datetime) -> dict[str, Any]:
    """A few answers of the industry's own block; their keys are the paths of its questions."""
    rng = world.rng
    if form == "visit_tea":
        return {
            "obs_tea/plot_name": f"{world.place_name()[:2]}片",
            "obs_tea/area_mu": rng.randint(20, 400),
            "obs_tea/plant_age": rng.randint(5, 60),
            "obs_tea/altitude_m": rng.randint(180, 780),
            "obs_tea/soil_ph": round(rng.uniform(4.0, 5.8), 1),
        }
    # Chances of its own: what is observed must not change who visits whom.
    own = Random(f"{form} {start.isoformat()}")
    return {path: _value(own, among) for path, among in bank("observations").get(form, {}).items()}


def _value(rng: Random, among: list[Any]) -> Any:
    """One of the values; a number between two numbers."""
    if len(among) == 2 and all(isinstance(one, int) for one in among):
        return rng.randint(*among)
    return rng.choice(among)


def _appointment(world: World, person: Made) -> str:
    return next(one.id for one in world.of("appointment") if one.answers["person"] == person.id)


def add_plans(world: World, hosts: list[Made], visits: list[Made]) -> None:
    """Planned visits: for the first commissioner two today and four within the week; past ones done; some of colleagues."""
    field = [worker for worker in WORKERS if worker.weight]
    first = field[0]
    own = _served_by(world, world.persons[first.name], visits, hosts)
    for offset, when in (
        (0, "09:00"),
        (0, "14:30"),
        (1, "09:30"),
        (2, "09:00"),
        (3, "14:00"),
        (5, "09:00"),
        (9, "09:00"),
    ):
        _plan(world, first, own.pop(0), day=world.today + timedelta(days=offset), when=when)
    for visit in [one for one in visits if one.author == world.persons[first.name].id][-5:]:
        host = next(host for host in hosts if host.id == visit.answers["host"])
        _plan(world, first, host, day=date.fromisoformat(visit.answers["start_at"][:10]), visit=visit.id)
    for worker in field[1:6]:
        hosts_served = _served_by(world, world.persons[worker.name], visits, hosts)
        for host in hosts_served[:3]:
            _plan(world, worker, host, day=world.day(0, 7))


def _served_by(world: World, person: Made, visits: list[Made], hosts: list[Made]) -> list[Made]:
    ids = {visit.answers["host"] for visit in visits if visit.author == person.id}
    served = [host for host in hosts if host.id in ids]
    world.rng.shuffle(served)
    return served


def _plan(world: World, worker: Worker, host: Made, *, day: date, when: str = "09:00", visit: str = "") -> None:
    person = world.persons[worker.name]
    note = world.rng.choice(bank("visits")["shared"]["followups"]) + "；" + host.answers["need_brief"]
    world.add(
        "plan",
        {
            "writer": person.id,
            "host": host.id,
            "host_name": host.answers["host_name"],
            "date": day.isoformat(),
            "time": when,
            "purpose": world.rng.choice([["PU02"], ["PU03"], ["PU01", "PU02"]]),
            "note": note,
            "visit": visit,
            "county": COUNTY,
            "team": worker.team,
        },
        at=world.moment(min(day, world.today) - timedelta(days=3), 17),
        author=person.id,
        state="done" if visit else "planned",
        form="plan",
    )
