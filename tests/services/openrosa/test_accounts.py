"""Whom another platform lets in, and where its secret lies."""

from __future__ import annotations

import pytest

from commissioner_app.errors import InputError
from commissioner_app.services.openrosa import OpenRosa
from commissioner_app.services.program import Program
from commissioner_app.system.secrets import MemoryStore
from tests.services.conftest import Bench
from tests.services.openrosa.support import (
    HOUSEHOLD,
    form_xml,
    send,
    set_up,
    submit,
    visit,
)
from tests.support.openrosa_server import OpenRosaServer


def test_a_wrong_password_is_said_and_rests(program: Program, host: str, server: OpenRosaServer) -> None:
    server.publish(program.forms.xml("visit"))
    submit(program, visit(program, host))
    server_id = set_up(program, server, "visit")
    program.openrosa.links.set_up(server.url, server.user, "wrong")
    assert list(send(program).failures.values()) == ["openrosa_sign_in"]
    asked = len(server.seen)
    assert send(program, by_hand=False).failures == {} and len(server.seen) == asked
    program.openrosa.links.set_up(server.url, server.user, server.password)
    assert send(program).sent == 1
    assert server_id == program.openrosa.links.servers()[0].id


def test_no_secret_is_ever_in_the_profile(bench: Bench, central: OpenRosaServer) -> None:
    program = bench.program()
    secrets = MemoryStore()
    openrosa = OpenRosa(program.desk, program.forms, secrets)
    openrosa.links.set_up(central.url, central.user, central.password)
    openrosa.links.set_up(central.key_url)
    central.publish(form_xml(HOUSEHOLD), {"a.csv": b"name,label\n1,x\n"})
    for server in openrosa.links.servers():
        list(openrosa.fetch(server.id))
    store = program.desk.store
    names = [row[0] for row in store.database.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    plain = [name for name in names if not name.startswith(("search_", "sqlite_"))]
    held = repr([store.database.rows(f"SELECT * FROM {name}") for name in plain if name != "search"])
    assert central.password not in held and central.key not in held
    assert central.key not in repr(openrosa.links.servers()) + repr(openrosa.lines())
    assert sorted(secrets._secrets.values()) == sorted([central.password, central.key])
    openrosa.links.forget(openrosa.links.servers()[0].id)
    assert list(secrets._secrets.values()) == [central.key]


def test_an_unremembered_secret_is_asked_for(bench: Bench, central: OpenRosaServer) -> None:
    class NoKeyring(MemoryStore):
        def set(self, name: str, secret: str) -> bool:
            return False

    program = bench.program()
    openrosa = OpenRosa(program.desk, program.forms, NoKeyring())
    server, remembered = openrosa.links.set_up(central.url, central.user, central.password)
    assert not remembered and openrosa.test(central.url, central.user) == 0
    again = OpenRosa(program.desk, program.forms, NoKeyring())
    with pytest.raises(InputError) as caught:
        list(again.fetch(server.id))
    assert caught.value.code == "openrosa_no_secret"


@pytest.mark.parametrize(
    ("address", "account", "code"),
    [("nonsense", "a", "openrosa_address"), ("http://odk.example.org", "a", "openrosa_plain"),
     ("https://odk.example.org", "", "openrosa_account")],
)  # fmt: skip
def test_what_cannot_be_set_up(program: Program, address: str, account: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        program.openrosa.links.set_up(address, account, "pw")
    assert caught.value.code == code
