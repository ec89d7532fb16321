"""The sample county."""

from __future__ import annotations

from datetime import date
from typing import Any

from provincial_server.db.engine import Database
from provincial_server.logic import accounts, passwords
from provincial_server.settings import Settings

COUNTY = "341524"
_USERS = (
    ("stc1", "STC", "陈知行", "T1", "member"),
    ("stc2", "STC", "方若谷", "T1", "member"),
    ("lead1", "STC", "吴思源", "T1", "leader"),
    ("dcs1", "DCS", "许明远", "", ""),
    ("liaison1", "LIAISON", "汪家和", "", ""),
    ("county1", "COUNTY", "程守正", "", ""),
    ("city1", "CITY", "孙望川", "", ""),
    ("province1", "PROVINCE", "何以宁", "", ""),
    ("audit1", "AUDIT", "钱自明", "", ""),
    ("admin", "ADMIN", "系统管理员", "", ""),
)


def load_sample(database: Database, settings: Settings, *, seed: int, today: date) -> list[dict[str, Any]]:
    users = []
    with database.write() as connection:
        for login, role, display, team, team_role in _USERS:
            password = passwords.made_up()
            accounts.add_person(
                connection, accounts.NewPerson(login, password, display, "样例单位", answers={"county": COUNTY})
            )
            answers = {"role": role, "county": "341500" if role == "CITY" else COUNTY, "start": "2026-01-01"}
            if role in ("PROVINCE", "AUDIT", "ADMIN"):
                answers.pop("county")
            if team:
                answers |= {"team": team, "team_role": team_role}
            accounts.add_appointment(connection, login, answers)
            shown = "LEAD" if team_role == "leader" else role
            users.append({"name": login, "password": password, "role": shown, "display": display})
    return users
