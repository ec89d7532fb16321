"""The text tables of our forms: tied to the kinds they record, in both languages, convertible by pyxform."""

from __future__ import annotations

import csv
import re
import time
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from commissioner_app.domain.days import service_days
from commissioner_app.domain.kind import Field, FieldType, Kind
from commissioner_app.domain.registry import KINDS, SHARED
from commissioner_app.forms.definition import FormDefinition
from commissioner_app.forms.instance.form import FormInstance
from commissioner_app.forms.loading import load_xform
from commissioner_app.forms.xlsform.conversion import to_xform
from commissioner_app.forms.xlsform.tables import read_folder
from tests.domain.samples import HOST, NEED, NOW, PAPERS, VISIT, lists

FORMS = Path(__file__).resolve().parents[2] / "resources" / "forms"
ZH, EN = "中文 (zh)", "English (en)"
Row = dict[str, str]

# Filled by the program, never typed: they ride along as hidden questions.
CARRIED = frozenset({"writer"})
TOP = frozenset({"begin_group", "begin_repeat", "hidden", "calculate", "include"})
TYPES = {
    FieldType.TEXT: "text", FieldType.LONG: "text", FieldType.TAGS: "text", FieldType.USCC: "text",
    FieldType.PHONE: "text", FieldType.EMAIL: "text", FieldType.REF: "text", FieldType.REFS: "text",
    FieldType.INT: "integer", FieldType.YEAR: "integer", FieldType.DEC: "decimal", FieldType.MONEY_WAN: "decimal",
    FieldType.AREA_MU: "decimal", FieldType.DATE: "date", FieldType.DATETIME: "datetime", FieldType.BOOL: "acknowledge",
    FieldType.GPS: "geopoint", FieldType.PHOTO: "image", FieldType.SIGN: "image", FieldType.FILE: "file",
}  # fmt: skip


def rows(form: str, sheet: str) -> list[Row]:
    path = FORMS / form / f"{sheet}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [{key: value or "" for key, value in row.items()} for row in csv.DictReader(file)]


ALL = sorted(path.parent.name for path in FORMS.glob("*/settings.csv"))
WRITTEN = [form for form in ALL if rows(form, "survey")]
CORE = [form for form in WRITTEN if rows(form, "entities")]
COMPOSED = [form for form in ALL if form not in WRITTEN]
BLOCKS = sorted(path.name for path in FORMS.glob("block_*"))


def kind_of(form: str) -> Kind:
    return KINDS[rows(form, "entities")[0]["list_name"]]


def outside_repeats(survey: list[Row]) -> Iterator[tuple[Row, str]]:
    """Each row with the repeat it stands in."""
    repeat = ""
    for row in survey:
        if row["type"] == "begin_repeat":
            repeat = row["name"]
        yield row, repeat
        if row["type"] == "end_repeat":
            repeat = ""


def expected_type(field: Field) -> str:
    if field.type is FieldType.CHOICE:
        return f"select_one {field.list_id}"
    return f"select_multiple {field.list_id}" if field.type is FieldType.MULTI else TYPES[field.type]


def test_the_forms_that_ship() -> None:
    assert set(CORE) == set(SHARED)
    assert set(COMPOSED) == {
        "visit_tea", "visit_camellia", "visit_trichosanthes", "visit_herb", "visit_vegetable", "visit_livestock",
        "visit_aquaculture", "visit_fungi", "visit_crop", "visit_firm", "visit_factory",
    }  # fmt: skip
    assert {kind.form for kind in KINDS.values() if kind.form} == set(CORE)


@pytest.mark.parametrize("form", CORE)
def test_each_tie_names_a_core_field_of_its_type(form: str) -> None:
    kind = kind_of(form)
    for row, repeat in outside_repeats(rows(form, "survey")):
        if not row["save_to"]:
            continue
        assert row["save_to"] == row["name"] and not repeat
        field = kind.field(row["save_to"])
        assert field is not None, row["save_to"]
        if row["type"] not in ("hidden", "calculate"):
            assert row["type"] == expected_type(field), field.name


@pytest.mark.parametrize("form", CORE)
def test_each_required_core_field_is_asked(form: str) -> None:
    survey = {row["name"]: row for row in rows(form, "survey")}
    for field in kind_of(form).fields:
        if field.required != "R":
            continue
        assert field.name in survey, field.name
        if field.type is not FieldType.REPEAT and field.name not in CARRIED:
            assert survey[field.name]["required"] == "yes", field.name


@pytest.mark.parametrize("form", CORE)
def test_repeats_are_core_fields_with_their_items(form: str) -> None:
    """A repeat has no tie of its own, so it stands at the top under its field's name."""
    kind, depth = kind_of(form), 0
    for row, repeat in outside_repeats(rows(form, "survey")):
        if row["type"] == "begin_repeat":
            assert depth == 0, row["name"]
        elif repeat and not row["type"].startswith("end_"):
            field = kind.field(repeat)
            item = next((one for one in field.items if one.name == row["name"]), None) if field else None
            assert item is not None, (repeat, row["name"])
            assert row["type"] == expected_type(item)
        depth += row["type"].startswith("begin_") - row["type"].startswith("end_")


@pytest.mark.parametrize("form", WRITTEN + BLOCKS)
def test_both_languages_everywhere(form: str) -> None:
    for row in rows(form, "survey"):
        shown = row["type"] not in ("hidden", "calculate", "include", "end_group", "end_repeat")
        assert bool(row[f"label::{ZH}"]) == bool(row[f"label::{EN}"]) == shown, row["name"]
        for column in ("hint", "constraint_message", "required_message"):
            assert bool(row.get(f"{column}::{ZH}")) == bool(row.get(f"{column}::{EN}")), (column, row["name"])
        assert bool(row.get("constraint")) == bool(row.get(f"constraint_message::{ZH}")), row["name"]
        assert bool(row.get("required")) == bool(row.get(f"required_message::{ZH}")), row["name"]


@pytest.mark.parametrize("form", WRITTEN + BLOCKS)
def test_lists_and_codes_exist(form: str) -> None:
    survey = rows(form, "survey")
    asked = {row["name"]: row["type"].split()[1] for row in survey if row["type"].startswith("select_")}
    assert set(asked.values()) <= set(lists())
    for row in survey:
        for column in ("relevant", "constraint", "required", "calculation", "choice_filter"):
            for name, code in re.findall(r"\$\{(\w+)\}(?: !?= |, )'([^']+)'", row.get(column, "")):
                if name in asked:
                    assert lists()[asked[name]].get(code), (name, code)


@pytest.mark.parametrize("form", WRITTEN)
def test_sections_are_pages_of_one_level(form: str) -> None:
    depth = 0
    for row in rows(form, "survey"):
        if row["type"] == "begin_group" and depth == 0:
            assert "field-list" in row["appearance"].split()
        # A core field called ``name`` cannot be tied to an entity, so it stands at the top, with what belongs to it.
        assert depth or form == "person" or row["type"] in TOP
        depth += row["type"].startswith("begin_") - row["type"].startswith("end_")
    assert depth == 0


@pytest.mark.parametrize("form", COMPOSED)
def test_composed_forms_name_their_parts(form: str) -> None:
    settings = rows(form, "settings")[0]
    assert settings["base"] == "visit"
    assert set(settings["include"].split()) <= set(WRITTEN)
    assert sum(row["type"] == "include" for row in rows(settings["base"], "survey")) == 1
    tables = read_folder(FORMS / form, {list_id: code_list.rows() for list_id, code_list in lists().items()})
    survey = tables.rows("survey")
    groups = [row["name"] for row in survey if row["type"] == "begin_group"]
    assert len(groups) == len(set(groups))
    assert not any(row["type"] == "include" or "[[" in "".join(row.values()) for row in survey)


def test_industries_and_roles_lead_to_forms() -> None:
    with (FORMS / "visit_forms.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    assert {row["industry"] for row in table} <= {item.code for item in lists()["L_INDUSTRY"].items} | {""}
    assert {row["role"] for row in table} <= {item.code for item in lists()["L_ROLE"].items} | {""}
    assert {row["form"] for row in table} == set(COMPOSED)


@pytest.mark.parametrize("form", ALL)
def test_settings(form: str) -> None:
    settings = rows(form, "settings")[0]
    assert settings["form_id"] == form
    assert settings["default_language"] == ZH
    assert re.fullmatch(r"\d{10}", settings["version"])
    assert settings["form_title"]


@cache
def definition(form: str) -> FormDefinition:
    converted = to_xform(FORMS / form, {list_id: code_list.rows() for list_id, code_list in lists().items()})
    assert not converted.warnings
    return load_xform(converted.xml)


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The laptop's clock stands in Anhui."""
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("form", ALL)
def test_converted_without_a_warning(form: str) -> None:
    assert definition(form).id == form


@pytest.mark.parametrize(
    ("form", "answers"),
    [("host", HOST), ("visit", VISIT), ("visit_tea", VISIT), ("need", NEED), *PAPERS.items()],
)
def test_a_good_record_fills_its_form(form: str, answers: dict[str, Any]) -> None:
    given = {key: value for key, value in answers.items() if key != "id"}
    instance = FormInstance(definition(form), now=lambda: NOW, answers=given)
    assert [problem.ref for problem in instance.problems()] == []
    kept = instance.to_answers()
    assert {key: kept.get(key) for key in given if key != "valid_to"} == {
        key: value for key, value in given.items() if key != "valid_to"
    }


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("05T09:00", "05T16:00"), ("05T09:00", "05T14:59"), ("05T09:00", "05T11:00"), ("05T09:00", "05T10:59"),
        ("05T09:00", "06T17:00"), ("05T09:00", "06T11:00"), ("05T20:00", "07T07:00"),
    ],
)  # fmt: skip
def test_days_are_proposed_as_the_domain_counts_them(start: str, end: str) -> None:
    moments = [f"2026-03-{moment}:00.000+08:00" for moment in (start, end)]
    instance = FormInstance(definition("visit"), now=lambda: NOW)
    for name, moment in zip(("start_at", "end_at"), moments, strict=True):
        instance.answer(f"/data/basics/{name}", moment)
    expected = service_days(*(datetime.fromisoformat(moment) for moment in moments))
    assert Decimal(instance.node("/data/basics/service_days").value) == expected


def test_towns_follow_the_county() -> None:
    instance = FormInstance(definition("host"), now=lambda: NOW)
    instance.answer("/data/place_group/county", "341524")
    assert {choice.value[:6] for choice in instance.node("/data/place_group/town").choices} == {"341524"}
    assert len(instance.node("/data/place_group/town").choices) == 23


def test_pests_of_the_crop_and_other() -> None:
    instance = FormInstance(definition("visit_tea"), now=lambda: NOW)
    codes = {choice.value for choice in instance.node("/data/obs_tea/pests[1]/pest").choices}
    assert {"TP01", "XX99"} <= codes and "CP01" not in codes
