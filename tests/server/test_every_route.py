"""Every call of the published interface, tried by everybody: without a token, with a spent one, from a laptop that was shut
out, in every role, without any appointment, and from another county. A new call needs a line in ``EXPECTED``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import pytest
import requests
from sqlalchemy import text

from provincial_server.db.engine import Database
from provincial_server.logic import accounts
from provincial_server.logic.snapshots import Snapshots
from sync_protocol.messages import PROTOCOL
from tests.server.laptop import Laptop
from tests.server.neighbours import COUNTY, PASSWORD, Neighbours, laptop_of, settle, work
from tests.server.test_attachments import CHUNK, begin
from tests.support.commands import command
from tests.support.homes import Home, sample_home
from tests.support.openapi_export import FILE
from tests.support.server import ServerProcess

ROLES: Final = ("STC", "LEAD", "DCS", "LIAISON", "COUNTY", "CITY", "PROVINCE", "AUDIT", "ADMIN")
APPOINTED_NOWHERE: Final = "nobody"
OWNER, OFFICE = "neighbour-stc", "neighbour-office"
SIGNED_IN: Final = (*ROLES, APPOINTED_NOWHERE, OWNER, OFFICE)
# Who may read what lies in the second county: its own people, and the offices above both counties.
READERS: Final = frozenset({OWNER, OFFICE, "CITY", "PROVINCE", "AUDIT"})
EVERYBODY: Final = frozenset(SIGNED_IN)


@dataclass(frozen=True)
class World:
    """The server, who calls, and what is asked for."""

    server: ServerProcess
    laptops: dict[str, Laptop]
    theirs: Neighbours
    form: str
    list: str


Call = Callable[[World, Laptop], requests.Response]


def json_call(method: str, path: str, body: Any = None) -> Call:
    return lambda world, laptop: laptop.call(method, path.format(world=world), json=body)


def piece(world: World, laptop: Laptop) -> requests.Response:
    headers = {"Content-Type": CHUNK, "Upload-Offset": "0", "Tus-Resumable": "1.0.0"}
    return laptop.call("PATCH", world.theirs.upload, data=b"x", headers=headers)


def snapshot(world: World, laptop: Laptop) -> requests.Response:
    return laptop.call("GET", f"/v1/snapshots/county:{COUNTY}/{world.theirs.snapshot}", headers={"Range": "bytes=0-9"})


def bytes_call(path: str) -> Call:
    return lambda _world, laptop: laptop.call("POST", path, data=b"no such thing")


SYNC: Final = {"protocol": PROTOCOL, "changes": [], "cursors": {f"county:{COUNTY}": 0}, "known": {}, "limit": 1}
KEYS: Final = {"signing": "", "exchange": "", "certificate": ""}


@dataclass(frozen=True)
class Expected:
    """How the call is made; who is served with ``status``, and what the others are told. ``free``: nobody need sign in."""

    call: Call
    status: int = 200
    served: frozenset[str] = EVERYBODY
    refused: int = 404
    free: bool = False


PUBLISHERS: Final = frozenset({"PROVINCE", "ADMIN"})
EXPECTED: Final[dict[tuple[str, str], Expected]] = {
    ("get", "/health"): Expected(json_call("GET", "/health"), free=True),
    ("options", "/v1/attachments"): Expected(json_call("OPTIONS", "/v1/attachments"), 204, free=True),
    ("post", "/v1/attachments"): Expected(lambda _world, laptop: begin(laptop, "0" * 64 + ".jpg", 10), 201),
    ("post", "/v1/sync/missing"): Expected(json_call("POST", "/v1/sync/missing", {"names": ["no-such-change"]})),
    ("post", "/v1/attachments/missing"): Expected(
        json_call("POST", "/v1/attachments/missing", {"names": ["0" * 64 + ".jpg"]})
    ),
    ("post", "/v1/attachments/several"): Expected(bytes_call("/v1/attachments/several"), 400),
    ("post", "/v1/attachments/fetch"): Expected(
        json_call("POST", "/v1/attachments/fetch", {"names": ["0" * 64 + ".jpg"], "bytes": 1})
    ),
    ("head", "/v1/attachments/uploads/{upload_id}"): Expected(
        json_call("HEAD", "{world.theirs.upload}"), served=frozenset({OWNER})
    ),
    ("patch", "/v1/attachments/uploads/{upload_id}"): Expected(piece, 409, frozenset({OWNER})),
    ("get", "/v1/attachments/{name}"): Expected(
        json_call("GET", "/v1/attachments/{world.theirs.attachment}"), served=READERS
    ),
    ("head", "/v1/attachments/{name}"): Expected(
        json_call("HEAD", "/v1/attachments/{world.theirs.attachment}"), served=READERS
    ),
    ("post", "/v1/bundles"): Expected(bytes_call("/v1/bundles"), 400),
    ("get", "/v1/forms"): Expected(json_call("GET", "/v1/forms")),
    ("post", "/v1/forms"): Expected(json_call("POST", "/v1/forms", {"xml": "", "files": {}}), 400, PUBLISHERS, 403),
    ("get", "/v1/forms/all"): Expected(json_call("GET", "/v1/forms/all")),
    ("get", "/v1/forms/files/{sha256}"): Expected(json_call("GET", "/v1/forms/files/" + "0" * 64), 404),
    ("post", "/v1/forms/{form_id}/retire"): Expected(
        json_call("POST", "/v1/forms/unheard-of/retire", {"version": ""}), 404, PUBLISHERS, 403
    ),
    ("get", "/v1/forms/{form_id}/{version}"): Expected(json_call("GET", "/v1/forms/{world.form}")),
    ("post", "/v1/keys"): Expected(json_call("POST", "/v1/keys", {}), 400),
    ("get", "/v1/lists"): Expected(json_call("GET", "/v1/lists")),
    ("get", "/v1/lists/all"): Expected(json_call("GET", "/v1/lists/all")),
    ("get", "/v1/lists/{list_id}"): Expected(json_call("GET", "/v1/lists/{world.list}")),
    ("delete", "/v1/session"): Expected(json_call("DELETE", "/v1/session"), 204),
    ("post", "/v1/session"): Expected(json_call("POST", "/v1/session", {}), 400, free=True),
    ("post", "/v1/session/refresh"): Expected(
        json_call("POST", "/v1/session/refresh", {"refresh_token": "x"}), 401, free=True
    ),
    ("get", "/v1/snapshots/{bucket}/{name}"): Expected(snapshot, 206, READERS),
    ("post", "/v1/sync"): Expected(json_call("POST", "/v1/sync", SYNC)),
}


def ready_made(home: Home, theirs: Neighbours) -> None:
    database = Database(home.settings.database_url)
    makers = Snapshots(database, home.settings)
    try:
        theirs.snapshot = makers.make(f"county:{COUNTY}")["name"]
    finally:
        makers.close()
        database.close()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, backend: str) -> Iterator[World]:
    home = sample_home(tmp_path_factory.mktemp("routes"), backend)
    team = settle(home)
    database = Database(home.settings.database_url)
    with database.write() as connection:
        accounts.add_person(connection, accounts.NewPerson(APPOINTED_NOWHERE, PASSWORD, "无任职"))
    running = home.serve()
    theirs = work(running.url, team)
    ready_made(home, theirs)
    laptops = {role: Laptop(running.url, running.user(role)) for role in ROLES}
    for one in laptops.values():
        one.sign_in()
    laptops |= {name: laptop_of(running.url, name) for name in (OWNER, OFFICE, APPOINTED_NOWHERE)}
    known = laptops["STC"].call("GET", "/v1/forms").json()
    form, some_list = known[0], next(iter(laptops["STC"].call("GET", "/v1/lists").json()))
    yield World(running, laptops, theirs, f"{form['id']}/{form['version']}", some_list)
    database.close()
    running.stop()


def test_every_call_has_a_line_here() -> None:
    published = json.loads(FILE.read_text(encoding="utf-8"))["paths"]
    assert {(method, path) for path, methods in published.items() for method in methods} == EXPECTED.keys()


@pytest.mark.parametrize("route", sorted(EXPECTED))
def test_who_is_served(world: World, route: tuple[str, str]) -> None:
    expected = EXPECTED[route]
    got = {name: expected.call(world, laptop).status_code for name, laptop in world.laptops.items()}
    if route == ("delete", "/v1/session"):
        for laptop in world.laptops.values():
            assert laptop.sign_in(laptop.user.get("password", PASSWORD)).status_code == 200
    assert got == {name: expected.status if name in expected.served else expected.refused for name in SIGNED_IN}


def test_nobody_is_served_without_a_good_token(world: World) -> None:
    """Not with none, a made-up one, one that has run out, one of a laptop that was shut out, one of a closed account."""
    laptops = {
        name: Laptop(world.server.url, world.server.user("PROVINCE")) for name in ("none", "made up", "old", "out")
    }
    for laptop in laptops.values():
        laptop.sign_in()
    laptops["none"].http.auth = lambda request: (request.headers.pop("Authorization", None) and request) or request
    laptops["made up"].auth["access_token"] = "x" * 43
    database = Database(world.server.settings.database_url)
    with database.write() as connection:
        spent = "UPDATE sessions SET access_expires = '2000' WHERE device_id = :id"
        connection.execute(text(spent), {"id": laptops["old"].auth["device_id"]})
    database.close()
    command("device", "revoke", *world.server.place, laptops["out"].auth["device_id"])
    codes = {"none": "token_invalid", "made up": "token_invalid", "old": "token_expired", "out": "device_revoked"}
    for (method, path), expected in EXPECTED.items():
        for name, laptop in laptops.items():
            reply = expected.call(world, laptop)
            if expected.free:
                assert reply.status_code == expected.status
            else:
                assert reply.status_code == 401, (method, path, name)
                assert method == "head" or reply.json()["code"] == codes[name]


def test_each_holds_the_buckets_of_the_appointments_and_no_other(world: World) -> None:
    own = {name: set(laptop.sync(limit=1)["buckets"]) for name, laptop in world.laptops.items()}
    user = {name: f"user:{laptop.auth['person_id']}" for name, laptop in world.laptops.items()}
    here, there = "county:341524", f"county:{COUNTY}"
    county, office = {"province", here}, {here, "office:341524", "province"}
    theirs = {there, "province"}
    assert own == {
        name: held | {user[name]}
        for name, held in {
            "STC": county | {"team:T1"},
            "LEAD": county | {"team:T1"},
            "DCS": county,
            "LIAISON": office,
            "COUNTY": office,
            "CITY": office | {there, f"office:{COUNTY}", "county:341500", "office:341500"} & own["CITY"] | office,
            "PROVINCE": own["PROVINCE"] - {user["PROVINCE"]},
            "AUDIT": own["AUDIT"] - {user["AUDIT"]},
            "ADMIN": set(),
            APPOINTED_NOWHERE: set(),
            OWNER: theirs | {f"team:{world.theirs.team}"},
            OFFICE: theirs | {f"office:{COUNTY}"},
        }.items()
    }
    assert {there, f"office:{COUNTY}", here} <= own["PROVINCE"] & own["AUDIT"] & own["CITY"]
    assert not any(name.startswith(("user:", "team:")) for name in own["PROVINCE"] - {user["PROVINCE"]})


def test_asking_what_is_missing_tells_nothing_of_others_files(world: World) -> None:
    asked = {"names": [world.theirs.attachment]}
    for name, laptop in world.laptops.items():
        missing = laptop.call("POST", "/v1/attachments/missing", json=asked).json()["missing"]
        assert missing == ([] if name in READERS else asked["names"])
