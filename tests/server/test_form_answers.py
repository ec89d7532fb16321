"""Answers that break rules of their form are taken all the same, and told to the administrator who asks."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.server.laptop import Laptop, change
from tests.server.test_publishing import publish
from tests.support.commands import command
from tests.support.server import ServerProcess

RULED = """<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml'
 xmlns:jr='http://openrosa.org/javarosa' xmlns:entities='http://www.opendatakit.org/xforms/entities'><h:head>
<h:title>规则</h:title><model><instance><data id='visit_ruled' version='1'><content/><trees/>
<meta><entity dataset='visit' create='1' id=''><label/></entity></meta></data></instance>
<bind nodeset='/data/content' type='string' entities:saveto='content' required='true()'/>
<bind nodeset='/data/trees' type='int' constraint='. &gt; 0' jr:constraintMsg='株数要大于 0'/></model></h:head><h:body>
<input ref='/data/content'><label>内容</label></input><input ref='/data/trees'><label>株数</label></input></h:body></h:html>"""


@pytest.fixture(scope="module")
def backend() -> str:
    """What is tried here lies above the database."""
    return "sqlite"


def verified(server: ServerProcess, *more: str) -> dict[str, Any]:
    printed = command("form", "verify", *server.place, "--kind", "visit", *more).stdout
    return {one["id"]: one for one in map(json.loads, printed.splitlines())}


def test_nothing_is_refused_and_what_breaks_a_rule_is_listed(own_server: ServerProcess) -> None:
    office, field = (Laptop(own_server.url, own_server.user(role)) for role in ("PROVINCE", "STC"))
    for laptop in (office, field):
        assert laptop.sign_in().ok
    assert publish(office, RULED).status_code == 200
    own = {"writer": field.auth["person_id"], "county": "341524", "team": "T1"}

    def visit(answers: dict[str, Any], version: str = "1", state: str = "1") -> str:
        made = change("visit", set=own | answers, form_id="visit_ruled", form_version=version, state=state)
        assert field.push(made)[0]["status"] == "accepted"
        return str(made["record_id"])

    before = set(verified(own_server))
    good = visit({"content": "查看茶园", "trees": 12})
    broken = visit({"trees": -3})
    begun = visit({"trees": -3}, state="0")
    unknown = visit({"content": "查看"}, version="9")
    found = verified(own_server)
    assert set(found) - before == {broken, unknown}
    assert good not in found and begun not in found
    problems = [(one["ref"], one["kind"]) for one in found[broken]["problems"]]
    assert problems == [("/data/content", "required"), ("/data/trees", "constraint")]
    assert found[broken]["problems"][1]["message"] == "株数要大于 0"
    assert [one["kind"] for one in found[unknown]["problems"]] == ["form"]
    assert command("form", "verify", *own_server.place, "--kind", "nope", check=False).returncode == 1
