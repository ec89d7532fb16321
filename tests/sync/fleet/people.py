"""Who works in the simulated province: two counties of one city, four teams, their writers, leaders and offices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

JINZHAI: Final = "341524"
HUOSHAN: Final = "341525"
TEAMS: Final = {"T1": JINZHAI, "T2": JINZHAI, "T3": HUOSHAN}
PASSWORD: Final = "Tea-garden-2026"


@dataclass(frozen=True)
class Person:
    """One person and the appointment they begin with."""

    id: str
    role: str
    county: str
    team: str = ""
    leads: bool = False

    @property
    def appointment(self) -> dict[str, str]:
        """The answers of that appointment's record."""
        given = {"role": self.role, "county": self.county, "team": self.team}
        return {key: value for key, value in given.items() if value} | ({"team_role": "leader"} if self.leads else {})


PEOPLE: Final = tuple(
    Person(*parts)
    for parts in (
        ("p-ann", "STC", JINZHAI, "T1"),
        ("p-bo", "STC", JINZHAI, "T1"),
        ("p-lead", "STC", JINZHAI, "T1", True),
        ("p-chen", "DCS", JINZHAI, "T2"),
        ("p-dong", "STC", HUOSHAN, "T3"),
        ("p-office", "COUNTY", JINZHAI),
        ("p-city", "CITY", JINZHAI),
    )
)
# Which laptops there may be: most people have one, some work on two.
LAPTOPS: Final = ("p-ann", "p-bo", "p-lead", "p-office", "p-chen", "p-dong", "p-ann", "p-city", "p-lead")
