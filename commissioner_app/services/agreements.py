"""What was served under an agreement, beside the days and times it promises (domain.md 2.4)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from commissioner_app.domain.record import Record
from commissioner_app.domain.units import decimal_of
from commissioner_app.services.desk import Desk
from commissioner_app.store.rows import ListQuery

ACCEPTED: Final = "2"


@dataclass(frozen=True, slots=True)
class Served:
    """Accepted visits within the term. ``days`` in half days; quotas are None where the agreement names none."""

    days: Decimal
    times: int
    quota_days: Decimal | None
    quota_times: Decimal | None


class Agreements:
    """Agreements and the visits made under them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def served(self, agreement: Record) -> Served:
        """The accepted visits of the commissioner to the host within the term, as far as this laptop holds them."""
        about = agreement.answers
        visits = []
        if about.get("party_a") and about.get("party_b"):
            query = ListQuery(
                "visit",
                host=str(about["party_a"]),
                owner=str(about["party_b"]),
                states=(ACCEPTED,),
                date_from=str(about.get("term_from") or ""),
                date_to=str(about.get("term_to") or ""),
            )
            visits = self._desk.store.records.records(query)
        days = sum((decimal_of(one.answers.get("service_days")) or Decimal() for one in visits), Decimal())
        return Served(days, len(visits), decimal_of(about.get("quota_days")), decimal_of(about.get("quota_times")))
