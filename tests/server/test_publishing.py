"""Headquarters publishes and retires forms over the network and by command; nobody else does, and no rule is broken."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from provincial_server.db import audit
from provincial_server.db.engine import Database
from tests.server.laptop import Laptop
from tests.support.commands import ROOT, command
from tests.support.server import ServerProcess

Of = Callable[[str], Laptop]


def xform(form_id: str, version: str, fields: dict[str, str], *, kind: str = "", more: str = "") -> str:
    """An XForm with questions tied to core fields: name -> type."""
    names = "".join(f"<{name}/>" for name in fields)
    binds = "".join(
        f"<bind nodeset='/data/{name}' type='{kind_of}' entities:saveto='{name}'/>" for name, kind_of in fields.items()
    )
    controls = "".join(f"<input ref='/data/{name}'><label>{name}</label></input>" for name in fields)
    entity = f"<meta><entity dataset='{kind}' create='1' id=''><label/></entity></meta>" if kind else ""
    return (
        "<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml' "
        "xmlns:entities='http://www.opendatakit.org/xforms/entities'><h:head><h:title>t</h:title><model><instance>"
        f"<data id='{form_id}' version='{version}'>{names}{entity}</data></instance>{more}{binds}</model></h:head>"
        f"<h:body>{controls}</h:body></h:html>"
    )


def publish(laptop: Laptop, xml: str, files: dict[str, bytes] | None = None) -> Any:
    packed = {name: base64.b64encode(data).decode() for name, data in (files or {}).items()}
    return laptop.call("POST", "/v1/forms", json={"xml": xml, "files": packed}, headers={"Accept-Language": "en"})


def notices(laptop: Laptop, form_id: str) -> list[dict[str, Any]]:
    return [form for form in laptop.call("GET", "/v1/forms").json() if form["id"] == form_id]


@pytest.mark.parametrize("role", ["STC", "DCS", "LIAISON", "COUNTY", "CITY", "AUDIT"])
def test_only_headquarters_publishes_and_retires(laptop: Of, role: str) -> None:
    refused = publish(laptop(role), xform("survey_x", "1", {}))
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    refused = laptop(role).call("POST", "/v1/forms/visit_tea/retire", json={"version": ""})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    assert notices(laptop("STC"), "survey_x") == []


def test_a_version_travels_with_its_files_and_never_changes(laptop: Of) -> None:
    office, field = laptop("PROVINCE"), laptop("STC")
    stamp = field.sync(limit=1)["known"]["forms"]
    more = "<instance id='towns' src='jr://file-csv/towns.csv'/>"
    xml = xform("county_survey", "1", {"a": "string"}, more=more)
    towns = "name,label\n1,梅山\n".encode()
    done = publish(office, xml, {"towns.csv": towns})
    assert done.status_code == 200, done.text
    assert (done.json()["id"], done.json()["added"], done.json()["warnings"]) == ("county_survey", True, [])
    assert publish(office, xml, {"towns.csv": towns}).json()["added"] is False
    (notice,) = notices(field, "county_survey")
    assert list(notice["files"]) == ["towns.csv"]
    assert field.call("GET", f"/v1/forms/files/{notice['files']['towns.csv']}").content == towns
    assert field.sync(limit=1)["known"]["forms"] != stamp
    for other in (xml.replace("<h:title>t", "<h:title>u"), xml):
        changed = publish(office, other, {"towns.csv": towns + b"2,x\n"})
        assert (changed.status_code, changed.json()["code"]) == (409, "form_changed")


def test_what_is_missing_is_told(laptop: Of) -> None:
    xml = xform("with_gap", "1", {"a": "string"}, more="<instance id='x' src='jr://file-csv/gone.csv'/>")
    assert publish(laptop("PROVINCE"), xml).json()["warnings"] == ["The file gone.csv is missing"]


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        ("<a/>", "bad_form"),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]><a/>", "bad_form"),
        (xform("no_version", "", {}), "bad_form"),
        (xform("bad", "1", {"a": "string"}).replace("type=", "calculate='nope(1)' type="), "bad_form"),
        (xform("host_own", "1", {"hots_name": "string"}, kind="host"), "bad_form"),
        (xform("host_own", "1", {"founded_on_no": "date"}, kind="host"), "bad_form"),
    ],
)
def test_broken_forms_are_refused(laptop: Of, xml: str, code: str) -> None:
    refused = publish(laptop("PROVINCE"), xml)
    assert (refused.status_code, refused.json()["code"]) == (400, code), refused.text


def test_odd_requests_name_the_place(laptop: Of) -> None:
    office = laptop("PROVINCE")
    good = xform("odd", "1", {"a": "string"})
    for body in ({}, {"xml": good}, {"xml": 1, "files": {}}, {"xml": good, "files": {"a.csv": "?"}}):
        refused = office.call("POST", "/v1/forms", json=body)
        assert (refused.status_code, refused.json()["code"]) == (400, "bad_request")
    for name in ("../a.csv", "a/b.csv", "", "a\\b"):
        assert publish(office, good, {name: b"x"}).json()["code"] == "bad_form"
    assert notices(office, "odd") == []
    assert office.call("GET", "/v1/forms/files/nope").status_code == 404


def test_a_core_field_is_neither_dropped_nor_retyped(laptop: Of) -> None:
    office = laptop("PROVINCE")
    fields = {"host_name": "string", "town": "string"}
    assert publish(office, xform("host_small", "1", fields, kind="host")).status_code == 200
    dropped = publish(office, xform("host_small", "2", {"host_name": "string"}, kind="host"))
    assert (dropped.status_code, dropped.json()["code"]) == (400, "form_core")
    assert "town" in dropped.json()["message"]
    retyped = publish(office, xform("host_small", "2", {**fields, "town": "int"}, kind="host"))
    assert retyped.json()["code"] in ("form_core", "bad_form")
    more = publish(office, xform("host_small", "2", {**fields, "village": "string"}, kind="host"))
    assert more.status_code == 200, more.text
    assert [form["version"] for form in notices(office, "host_small")] == ["1", "2"]


def test_retiring(laptop: Of) -> None:
    office, field = laptop("PROVINCE"), laptop("STC")
    for version in ("1", "2"):
        assert publish(office, xform("shortlived", version, {"a": "string"})).status_code == 200

    def retire(form_id: str, version: str) -> Any:
        return office.call("POST", f"/v1/forms/{form_id}/retire", json={"version": version})

    assert retire("shortlived", "2").json() == {"id": "shortlived", "retired": 1}
    assert {form["version"]: form["state"] for form in notices(field, "shortlived")} == {
        "1": "published",
        "2": "retired",
    }
    assert retire("shortlived", "").json()["retired"] == 1
    assert field.call("GET", "/v1/forms/shortlived/1").status_code == 200
    assert retire("shortlived", "9").status_code == 404
    needed = retire("visit", "")
    assert (needed.status_code, needed.json()["code"]) == (409, "form_needed")
    assert {form["state"] for form in notices(field, "visit")} == {"published"}


def test_publishing_is_in_the_audit_log(own_server: ServerProcess) -> None:
    office = Laptop(own_server.url, own_server.user("PROVINCE"))
    office.sign_in()
    assert publish(office, xform("logged", "1", {"a": "string"})).status_code == 200
    opened = Database(own_server.settings.database_url)
    with opened.read() as connection:
        noted = [line for line in audit.lines(connection) if line["event"] == "form_published"][-1]
    opened.close()
    found = (noted["person_id"], noted["device_id"], noted["detail"])
    assert found == (office.auth["person_id"], office.auth["device_id"], "logged 1")


def test_the_command_takes_spreadsheets_and_the_files_beside_them(own_server: ServerProcess, tmp_path: Path) -> None:
    book = Workbook()
    survey = book.active
    assert survey is not None
    survey.title = "survey"
    for row in (
        ["type", "name", "label"],
        ["select_one_from_file towns.csv", "town", "乡镇"],
        ["select_one L_MODE", "m", "方式"],
    ):
        survey.append(row)
    settings = book.create_sheet("settings")
    settings.append(["form_id", "version", "form_title"])
    settings.append(["towns_of", "1", "乡镇调查"])
    book.save(tmp_path / "towns.xlsx")
    (tmp_path / "towns.csv").write_text("name,label\n1,梅山\n", encoding="utf-8")
    data = own_server.place
    done = command("form", "publish", *data, tmp_path / "towns.xlsx")
    assert json.loads(done.stdout)["title"] == "乡镇调查"
    (listed,) = [
        one for one in map(json.loads, command("form", "list", *data).stdout.splitlines()) if one["id"] == "towns_of"
    ]
    assert "towns.csv" in listed["files"]
    survey.append(["nope", "x", "X"])
    book.save(tmp_path / "towns.xlsx")
    refused = command("form", "publish", *data, tmp_path / "towns.xlsx", check=False)
    assert refused.returncode == 1
    assert "survey 4 type" in refused.stderr
    again = command("form", "publish", *data, ROOT / "resources" / "forms" / "visit_tea")
    assert json.loads(again.stdout)["added"] is False
