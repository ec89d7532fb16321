"""A second county beside the sample's, whose people, records and files nobody of the first one may see."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from provincial_server.db.engine import Database
from provincial_server.logic import accounts
from provincial_server.logic.ids import new_id
from tests.server.laptop import Laptop, change
from tests.server.test_attachments import begin, named, send
from tests.support.homes import Home

COUNTY: Final = "341525"
PASSWORD: Final = "Hou-shan-2026-deng"
SECRET: Final = "邻县的秘密"
_PEOPLE: Final = {"neighbour-stc": "STC", "neighbour-office": "COUNTY"}


@dataclass
class Neighbours:
    """``team`` and ``records`` (kind -> id) are theirs, ``attachment`` has arrived, ``upload`` is half way."""

    team: str
    people: dict[str, str]
    records: dict[str, str]
    attachment: str
    upload: str
    snapshot: str = "0" * 64

    @property
    def ids(self) -> list[str]:
        return [*self.records.values(), self.attachment, self.upload.rpartition("/")[2]]

    def save(self, file: Path) -> None:
        file.write_text(json.dumps(vars(self)), encoding="utf-8")

    @classmethod
    def load(cls, file: Path) -> Neighbours:
        return cls(**json.loads(file.read_text(encoding="utf-8")))


def settle(home: Home) -> str:
    """Accounts, appointments and a team for the second county; the team's id. Before the server starts."""
    team = new_id()
    database = Database(home.settings.database_url)
    try:
        with database.write() as connection:
            answers = {"team_name": f"{SECRET}科技特派团", "county": COUNTY}
            accounts.put_record(connection, "team", team, answers, state="active")
            for login, role in _PEOPLE.items():
                accounts.add_person(connection, accounts.NewPerson(login, PASSWORD, SECRET, answers={"county": COUNTY}))
                appointment = {"role": role, "county": COUNTY, "team": team if role == "STC" else ""}
                accounts.add_appointment(connection, login, appointment)
    finally:
        database.close()
    return team


def laptop_of(url: str, login: str) -> Laptop:
    """A signed-in laptop of one of the neighbours."""
    made = Laptop(url, {"name": login, "password": PASSWORD})
    assert made.sign_in().status_code == 200
    return made


def work(url: str, team: str) -> Neighbours:
    """Let them fill their county: one record of each kind that people of the field write, a photo, half a photo."""
    stc, office = laptop_of(url, "neighbour-stc"), laptop_of(url, "neighbour-office")
    photo = f"{SECRET}的照片".encode() * 50
    name = named(photo)
    location = begin(stc, name, len(photo)).headers["Location"]
    assert send(stc, location, 0, photo).status_code == 204
    other = photo + b"!"
    upload = begin(stc, named(other), len(other)).headers["Location"]
    send(stc, upload, 0, other[:100])
    records = {}
    own = {"writer": stc.auth["person_id"], "county": COUNTY, "team": team, "content": SECRET, "photos": _photos(name)}
    for kind in ("visit", "host", "need", "plan", "activity"):
        one = change(kind, set=own)
        (result,) = stc.push(one)
        assert result["status"] == "accepted", result
        records[kind] = one["record_id"]
    records["appointment"] = stc.auth["appointments"][0]["id"]
    people = {"stc": stc.auth["person_id"], "office": office.auth["person_id"]}
    return Neighbours(team, people, records | {"team": team}, name, upload)


def _photos(name: str) -> list[dict[str, Any]]:
    return [{"id": "p1", "file": name}]
