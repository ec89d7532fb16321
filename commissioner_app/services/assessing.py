"""The ledger beside a yearly assessment: sums over the accepted visits of a person and year (domain.md 2.5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from commissioner_app.domain.assessment import DECLARED, SUMS, TIMES
from commissioner_app.domain.kind import FieldType
from commissioner_app.domain.units import decimal_of
from commissioner_app.domain.visit_counters import COUNTERS
from commissioner_app.services.desk import Desk
from commissioner_app.store.rows import ListQuery

ACCEPTED: Final = "2"
NEWEST_YEAR: Final = 9999


def with_ledger(desk: Desk, answers: dict[str, Any], before: Mapping[str, Any] | None) -> None:
    """Put the sums into an assessment, and what is declared where nobody has declared anything for this person and year.

    Only where this laptop holds all visits they are made of: the person's own, and the county's."""
    person, year = answers.get("person"), _year(answers.get("year"))
    if not isinstance(person, str) or not person or not year or not _holds_all(desk, person, answers):
        return
    visits = _visits(desk, person, year)
    sums = _sums(visits)
    anew = before is None or before.get("person") != person or _year(before.get("year")) != year
    for declared, ledger_field in zip(DECLARED, SUMS, strict=True):
        untouched = before is not None and answers.get(declared.name) == before.get(declared.name)
        if anew and (declared.name not in answers or untouched):
            answers[declared.name] = sums[declared.name]
        answers[ledger_field.name] = sums[declared.name]
    if anew and (not answers.get("hosts") or (before is not None and answers["hosts"] == before.get("hosts"))):
        served = Counter(str(one["host"]) for one in visits if one.get("host"))
        answers["hosts"] = [host for host, _ in served.most_common()]


def _visits(desk: Desk, person: str, year: int) -> list[dict[str, Any]]:
    """The answers of the accepted visits that the person wrote in that year."""
    query = ListQuery(
        "visit", owner=person, states=(ACCEPTED,), date_from=f"{year:04d}-01-01", date_to=f"{year:04d}-12-31"
    )
    return [record.answers for record in desk.store.records.records(query)]


def _sums(visits: list[dict[str, Any]]) -> dict[str, int | float]:
    """Counter -> its sum; ``visits_n`` is the number of visits."""
    sums: dict[str, int | float] = {TIMES.name: len(visits)}
    for field in COUNTERS:
        total = sum((decimal_of(one.get(field.name)) or Decimal() for one in visits), Decimal())
        sums[field.name] = int(total) if field.type is FieldType.INT or total == int(total) else float(total)
    return sums


def _holds_all(desk: Desk, person: str, answers: Mapping[str, Any]) -> bool:
    session = desk.session
    return person == session.person_id or (session.has("COUNTY") and answers.get("county") in desk.facts().counties)


def _year(value: Any) -> int:
    given = decimal_of(value)
    return int(given) if given is not None and 0 < given <= NEWEST_YEAR and given == int(given) else 0
