"""``tour``: plays a whole field day and leaves numbered pictures, the PDFs and ``summary.json``."""

from __future__ import annotations

import json
import shutil
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from commissioner_app.i18n import LANGUAGES, Language, tr
from commissioner_app.tour import holdings
from commissioner_app.tour.day import ActFailedError, FieldDay
from commissioner_app.tour.laptop import Laptop
from commissioner_app.tour.words import day_words

REPORTS = {"visit": "visit_record", "need": "need_collection"}


def run(out: Path, lang: Language = "zh", seed: int = 1) -> int:
    """Play the day; 0 where every step held."""
    out = out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix="field-day-"))
    day = FieldDay(out, work, lang, seed)
    summary: dict[str, Any] = {"ok": False, "lang": lang, "seed": seed}
    try:
        _play(day)
        summary |= _closing(day)
        summary["ok"] = all(step["ok"] for step in day.steps)
    except (SystemExit, ActFailedError):
        summary["ok"] = False
    finally:
        day.server.stop()
        shutil.rmtree(work, ignore_errors=True)
    summary["steps"] = day.steps
    (out / "summary.json").write_text(json.dumps(summary, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0 if summary["ok"] else 1


def _play(day: FieldDay) -> None:
    with day.teller.step("sample-county"):
        day.users = {user["name"]: user for user in day.server.init()}
    with day.teller.step("server-starts"):
        day.server.start()
    person, leader = day.user("STC"), day.user("LEAD")
    day.act("evening", "laptop", person)
    second = Laptop(day.work / "second" / "profile", person["name"], person["password"])
    with day.teller.step("second-laptop"):
        signed_in = second.create(day.server.url)
        _plan_the_day(day, second, signed_in["person_id"])
    with day.teller.step("network-gone"):
        day.server.stop()
    day.act("field", "laptop", person, kill=True)
    day.act("after_kill", "laptop", person)
    with day.teller.step("second-laptop-changes-the-same-sentence"):
        day.server.start()
        shared = second.get(day.known["shared_visit"])
        second.put("visit", {"id": shared["id"], "answers": {"advice_given": day.known["advice_theirs"]}})
        second.sync()
    day.act("online", "laptop", person)
    day.act("leader", "leader", leader)
    day.act("next_day", "laptop", person)
    for lang in LANGUAGES:
        day.act("gallery", "laptop", person, lang=lang)
    office = day.user("PROVINCE")
    with day.teller.step("office-laptop"):
        Laptop(day.work / "office" / "profile", office["name"], office["password"]).create(day.server.url)
    for lang in LANGUAGES:
        day.act("gallery_office", "office", office, lang=lang)
    with day.teller.step("second-laptop-equal"):
        second.sync()
        _same(second, day.laptop("laptop", person), day)


def _plan_the_day(day: FieldDay, laptop: Laptop, person: str) -> None:
    """Choose the tea farm of the day, and a visit received earlier that two laptops will change."""
    day.known |= day_words(day.seed, day.lang) | {"fits_words": tr("form.context.fits", day.lang)}
    farm = next(farm for farm in laptop.rows("host") if farm["answers"].get("industry_main") == "I01")
    visits = [visit for visit in laptop.rows("visit") if visit["author"] == person]
    own = [visit for visit in visits if visit["state"] in ("0", "3") and visit["answers"].get("content")]
    if not own:
        raise RuntimeError("the sample has no visit that its author may still change")
    day.known |= {
        "day": (date.today() - timedelta(days=1)).isoformat(),  # noqa: DTZ011 - the visit was yesterday, whatever the hour
        "person": person,
        "host": farm["id"],
        "host_name": farm["answers"]["host_name"],
        "host_initials": _initials(farm["answers"]["host_name"]),
        "shared_visit": own[0]["id"],
    }


def _initials(name: str) -> str:
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER))[:10]


def _made(day: FieldDay) -> dict[str, str]:
    return {kind: day.known[kind] for kind in ("visit", "need")}


def _same(one: Laptop, other: Laptop, day: FieldDay) -> None:
    for record_id in [*_made(day).values(), day.known["shared_visit"]]:
        if one.get(record_id)["answers"] != other.get(record_id)["answers"]:
            raise holdings.DifferentError(f"the two laptops differ in {record_id}")


def _closing(day: FieldDay) -> dict[str, Any]:
    """Print, and read back what both sides hold."""
    laptop = day.laptop("laptop", day.user("STC"))
    made = _made(day)
    pdfs: list[str] = []
    with day.teller.step("printed"):
        for kind, record_id in made.items():
            folder = day.out / "pdf"
            printed = json.loads(
                laptop.command("report", REPORTS[kind], "--id", record_id, "--out", str(folder), "--lang", day.lang)
            )
            pdfs += [Path(path).relative_to(day.out).as_posix() for path in printed["files"]]
    closing: dict[str, Any] = {"pdfs": pdfs}
    with day.teller.step("laptop-and-server-agree"):
        closing["laptop"] = holdings.laptop_holdings(laptop, day.work, made)
        closing["server"] = holdings.server_holdings(day.server)
        holdings.compare(laptop, day.server, made)
        closing["theirs"] = holdings.compare_sight(laptop, day.server, day.known["person"])
    with day.teller.step("nothing-readable-on-the-disk"):
        words = [day.known[name] for name in ("problem", "advice", "need_title", "host_name")]
        traces = holdings.readable_traces(day.profiles("laptop"), [word[:12] for word in words])
        if traces:
            raise holdings.DifferentError(f"readable: {traces}")
    return closing
