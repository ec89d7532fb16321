"""Signing in: lockout, rotating refresh tokens, reuse, laptops with codes, revocation."""

from __future__ import annotations

from collections.abc import Callable

import requests

from sync_protocol.messages import PROTOCOL
from tests.server.laptop import TIMEOUT, Laptop
from tests.support.commands import command
from tests.support.server import ServerProcess

WRONG = "Wrong-password-1"


def test_sign_in_tells_who_one_is_and_what_one_may_hold(server: ServerProcess) -> None:
    laptop = Laptop(server.url, server.users[0])
    reply = laptop.sign_in().json()
    assert reply["display"] == server.users[0]["display"]
    assert [(one["role"], one["county"], one["team"]) for one in reply["appointments"]] == [("STC", "341524", "T1")]
    assert set(reply["buckets"]) == {"province", "county:341524", "team:T1", f"user:{reply['person_id']}"}


def test_each_laptop_of_a_county_has_its_own_short_code(server: ServerProcess) -> None:
    codes = set()
    for role in ("STC", "STC", "DCS", "LEAD"):
        laptop = Laptop(server.url, server.user(role))
        laptop.sign_in()
        codes.add(laptop.auth["device_code"])
    assert len(codes) == 4
    again = Laptop(server.url, server.user("LEAD"))
    again.sign_in(device_id=laptop.auth["device_id"])
    assert again.auth["device_code"] == laptop.auth["device_code"]


def test_a_laptop_of_another_person_cannot_be_borrowed(server: ServerProcess) -> None:
    owner, other = Laptop(server.url, server.user("STC")), Laptop(server.url, server.user("DCS"))
    owner.sign_in()
    assert other.sign_in(device_id=owner.auth["device_id"]).status_code == 404


def test_unknown_users_and_wrong_passwords_look_alike(server: ServerProcess) -> None:
    nobody = Laptop(server.url, {"name": "nobody", "password": WRONG}).sign_in()
    wrong = Laptop(server.url, server.user("LIAISON")).sign_in(password=WRONG)
    assert nobody.status_code == wrong.status_code == 401
    assert nobody.json() == wrong.json()
    assert wrong.json()["code"] == "bad_password"


def test_five_wrong_passwords_lock_the_account(own_server: ServerProcess) -> None:
    laptop = Laptop(own_server.url, own_server.user("STC"))
    answers = [laptop.sign_in(password=WRONG).json()["code"] for _ in range(6)]
    assert answers == ["bad_password"] * 5 + ["locked_out"]
    assert laptop.sign_in().json()["code"] == "locked_out"
    # A new password from the administrator opens it again.
    made = command("user", "password", *own_server.place, laptop.user["name"])
    assert laptop.sign_in(password=_password(made.stdout)).status_code == 200


def test_a_refresh_token_is_used_once(server: ServerProcess) -> None:
    laptop = Laptop(server.url, server.user("STC"))
    first = laptop.sign_in().json()
    second = laptop.refresh(first["refresh_token"]).json()
    laptop.auth = second
    laptop.sync(limit=1)
    # The pair before has been replaced for good: whoever brings it back ends every session of the laptop.
    assert laptop.refresh(first["refresh_token"]).json()["code"] == "token_invalid"
    assert laptop.sync_reply().json()["code"] == "token_invalid"
    assert laptop.refresh(second["refresh_token"]).json()["code"] == "token_invalid"


def test_a_lost_refresh_reply_costs_nothing(server: ServerProcess) -> None:
    laptop = Laptop(server.url, server.user("STC"))
    first = laptop.sign_in().json()
    assert laptop.refresh(first["refresh_token"]).status_code == 200
    laptop.auth = laptop.refresh(first["refresh_token"]).json()
    assert laptop.sync_reply(limit=1).status_code == 200


def test_a_revoked_laptop_is_shut_out_at_once(own_server: ServerProcess) -> None:
    laptop = Laptop(own_server.url, own_server.user("STC"))
    laptop.sign_in()
    command("device", "revoke", *own_server.place, laptop.auth["device_id"])
    for reply in (laptop.sync_reply(), laptop.refresh(), laptop.sign_in(device_id=laptop.auth["device_id"])):
        assert (reply.status_code, reply.json()["code"]) == (401, "device_revoked")
    assert laptop.call("GET", "/v1/forms").json()["code"] == "device_revoked"
    assert laptop.sign_in().status_code == 200


def test_a_disabled_account_loses_its_sessions(own_server: ServerProcess) -> None:
    laptop = Laptop(own_server.url, own_server.user("STC"))
    laptop.sign_in()
    command("user", "disable", *own_server.place, laptop.user["name"])
    assert laptop.sync_reply().json()["code"] == "token_invalid"
    assert laptop.sign_in().json()["code"] == "bad_password"


def test_an_ended_appointment_takes_its_buckets_away(own_server: ServerProcess) -> None:
    laptop = Laptop(own_server.url, own_server.user("STC"))
    laptop.sign_in()
    command("appointment", "end", *own_server.place, laptop.auth["appointments"][0]["id"])
    assert set(laptop.sync(limit=1)["buckets"]) == {f"user:{laptop.auth['person_id']}"}


def test_signing_out_ends_the_tokens(laptop: Callable[[str], Laptop], server: ServerProcess) -> None:
    one = Laptop(server.url, server.user("STC"))
    one.sign_in()
    assert one.call("DELETE", "/v1/session").status_code == 204
    assert one.sync_reply().status_code == 401


def test_other_protocol_versions_are_refused_politely(server: ServerProcess) -> None:
    laptop = Laptop(server.url, server.user("STC"))
    newer = laptop.sign_in(protocol=PROTOCOL + 1)
    assert (newer.status_code, newer.json()["code"]) == (426, "protocol_too_new")
    assert laptop.sign_in(protocol=0).json()["code"] == "protocol_too_old"


def test_a_version_of_another_shape_is_refused_as_politely(server: ServerProcess) -> None:
    later = {"protocol": PROTOCOL + 1, "person": {"name": "li.wei"}}
    refusal = requests.post(f"{server.url}/v1/session", json=later, timeout=TIMEOUT)
    assert (refusal.status_code, refusal.json()["code"]) == (426, "protocol_too_new")
    laptop = Laptop(server.url, server.user("STC"))
    laptop.sign_in()
    refusal = laptop.call("POST", "/v1/sync", json={"protocol": PROTOCOL + 1})
    assert refusal.json()["detail"] == {"asked": PROTOCOL + 1, "spoken": PROTOCOL}


def test_every_route_but_health_and_sign_in_asks_who_is_calling(server: ServerProcess) -> None:
    schema = requests.get(f"{server.url}/openapi.json", timeout=TIMEOUT).json()
    asked = 0
    for path, methods in schema["paths"].items():
        for method in methods:
            if path in ("/health", "/v1/session", "/v1/session/refresh") and method != "delete":
                continue
            if method == "options":
                continue
            reply = requests.request(
                method, server.url + path.replace("{", "").replace("}", ""), json={}, timeout=TIMEOUT
            )
            assert reply.status_code == 401, (method, path)
            asked += 1
    assert asked >= 9


def test_messages_come_in_the_language_asked_for(server: ServerProcess) -> None:
    address = f"{server.url}/v1/lists"
    assert requests.get(address, timeout=TIMEOUT).json()["message"] == "请重新登录"
    english = requests.get(address, headers={"Accept-Language": "en"}, timeout=TIMEOUT).json()
    assert english == {"code": "token_invalid", "message": "Please sign in again"}


def _password(printed: str) -> str:
    import json

    return str(json.loads(printed)["password"])
