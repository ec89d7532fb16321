"""When a visit was: V01 to V09, V21 and days that cannot be (domain.md 5.5, 5.7)."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from commissioner_app.domain import dates, positions
from commissioner_app.domain.days import calendar_days
from commissioner_app.domain.kind import Answers, Kind
from commissioner_app.domain.rules.reading import number, text
from commissioner_app.domain.rules.rule import Context, Problem, Rule

VISIT: Final = frozenset({"visit"})
LONGEST_DAYS: Final = 15
HOSTS_PER_DAY: Final = 4
SPEED_KM_H: Final = 80
NEAR_M: Final = 1_000
ENTERING: Final = frozenset({"", "0", "3"})
CLOCK_SLACK: Final = timedelta(minutes=10)


def _times(answers: Answers) -> tuple[datetime, datetime] | None:
    start, end = dates.moment_of(text(answers, "start_at")), dates.moment_of(text(answers, "end_at"))
    return (start, end) if start and end else None


def _others(context: Context) -> list[tuple[Answers, datetime, datetime]]:
    """The person's other visits that have times."""
    return [
        (other, *times)
        for other in context.others
        if other.get("id") != context.record_id and (times := _times(other)) is not None
    ]


def end_before_start(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """V01."""
    times = _times(answers)
    if times and times[1] < times[0]:
        yield Problem("end_at")


def too_many_days(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """V02: at most the calendar days and one for travel."""
    times, days = _times(answers), number(answers, "service_days")
    if times and days is not None and times[1] >= times[0] and days > calendar_days(*times) + 1:
        yield Problem("service_days", {"most": calendar_days(*times) + 1})


def overlapping(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """V03."""
    times = _times(answers)
    for other, start, end in _others(context) if times else ():
        if times and times[0] < end and start < times[1]:
            yield Problem("start_at", {"name": text(other, "host_name") or text(other, "rec_no") or "—"})


def many_hosts(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """V04: more than four hosts on one day."""
    day = text(answers, "start_at")[:10]
    hosts = {text(other, "host") for other, start, _ in _others(context) if text(other, "start_at")[:10] == day}
    hosts = {host for host in hosts | {text(answers, "host")} if host}
    if day and len(hosts) > HOSTS_PER_DAY:
        yield Problem("start_at", {"n": len(hosts)})


def too_fast(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """V05: the way between two points of a day would need more than 80 km/h."""
    times, here = _times(answers), positions.point_of(answers.get("gps"))
    if not times or not here:
        return
    for other, start, end in _others(context):
        there = positions.point_of(other.get("gps"))
        gap = start - times[1] if start >= times[1] else times[0] - end
        if not there or start.date() != times[0].date() or gap < timedelta(0):
            continue
        metres = positions.distance_m(here, there)
        hours = max(gap.total_seconds() / 3600, 1 / 60)
        if metres > NEAR_M and metres / 1000 / hours > SPEED_KM_H:
            yield Problem("gps", {"name": text(other, "host_name") or "—", "km": f"{metres / 1000:.0f}"})


def month_full(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """V06: more service days in a month than it has days."""
    times, days = _times(answers), number(answers, "service_days")
    if not times or days is None:
        return
    month = (times[0].year, times[0].month)
    total = days + sum(
        (
            number(other, "service_days") or Decimal(0)
            for other, start, _ in _others(context)
            if (start.year, start.month) == month
        ),
        Decimal(0),
    )
    if total > calendar.monthrange(*month)[1]:
        yield Problem("service_days", {"total": f"{total.normalize():f}"})


def entered_late(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """V07: later than the county allows, and no reason given. What was handed in was entered then, not today."""
    if context.state not in ENTERING:
        return
    day = dates.day_of(text(answers, "end_at"))
    late = day is not None and (context.today - day).days > context.late_after_days
    if late and not text(answers, "late_reason"):
        yield Problem("late_reason", {"n": context.late_after_days})


def outside_appointment(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """V08."""
    day, term = text(answers, "start_at")[:10], context.appointment or {}
    start, end = text(term, "start"), text(term, "end")
    if day and ((start and day < start) or (end and day > end)):
        yield Problem("start_at")


def not_a_paired_host(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """V09."""
    hosts = (context.appointment or {}).get("hosts") or ()
    host = text(answers, "host")
    if host and hosts and host not in hosts:
        yield Problem("host")


def agreement_over(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """V21."""
    if context.agreement_end and text(answers, "start_at")[:10] > context.agreement_end:
        yield Problem("host", {"end": context.agreement_end})


def in_the_future(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """D01: a start in the future, ten minutes allowed for clocks, or before the system began in 2007."""
    start = dates.moment_of(text(answers, "start_at"))
    if start and (start > context.now + CLOCK_SLACK or start.date() < dates.EARLIEST):
        yield Problem("start_at")


def too_long(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """D02: one record covers at most fifteen days."""
    times = _times(answers)
    if times and (times[1] - times[0]).days > LONGEST_DAYS:
        yield Problem("end_at", {"n": LONGEST_DAYS})


def half_days(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """D03: days in half steps, travel within them."""
    days, travel = number(answers, "service_days"), number(answers, "travel_days")
    if days is not None and days % Decimal("0.5"):
        yield Problem("service_days")
    if travel is not None and (travel % Decimal("0.5") or (days is not None and travel > days)):
        yield Problem("travel_days")


def next_before_end(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """D04: the next visit before the end of this one."""
    following, end = text(answers, "next_visit_on"), text(answers, "end_at")[:10]
    if following and end and following < end:
        yield Problem("next_visit_on")


def activity_in_the_future(kind: Kind, answers: Answers, context: Context) -> Iterator[Problem]:
    """D05: an activity that has not been yet, or before 2007."""
    day = dates.day_of(text(answers, "date"))
    if day and not dates.EARLIEST <= day <= context.today:
        yield Problem("date")


RULES = (
    Rule("V01", "E", end_before_start, VISIT),
    Rule("V02", "E", too_many_days, VISIT),
    Rule("V03", "W", overlapping, VISIT),
    Rule("V04", "W", many_hosts, VISIT),
    Rule("V05", "W", too_fast, VISIT),
    Rule("V06", "E", month_full, VISIT),
    Rule("V07", "W", entered_late, VISIT),
    Rule("V08", "W", outside_appointment, VISIT),
    Rule("V09", "I", not_a_paired_host, VISIT),
    Rule("V21", "W", agreement_over, VISIT),
    Rule("D01", "E", in_the_future, VISIT),
    Rule("D02", "E", too_long, VISIT),
    Rule("D03", "E", half_days, VISIT),
    Rule("D04", "W", next_before_end, VISIT),
    Rule("D05", "E", activity_in_the_future, frozenset({"activity"})),
)
