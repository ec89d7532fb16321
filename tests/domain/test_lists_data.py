"""The lists that ship: complete, counted, referenced codes exist (domain.md 4, Appendices A, B, F)."""

from __future__ import annotations

import json
import re

import pytest

from commissioner_app.domain.credit_code import CODE_MUST, PREFIXES
from commissioner_app.domain.need_states import STATES
from commissioner_app.domain.registry import KINDS
from commissioner_app.domain.states import REVIEW_STATES
from tests.domain.samples import LISTS_FOLDER, lists

COUNTS = {
    "L_COUNTY": 17, "L_TOWN": 312, "L_GB4754": 346, "L_HOST_TYPE": 16, "L_SERVICE": 23, "L_MODE": 5, "L_NEEDKIND": 15,
    "L_COOP": 13, "L_HITECH": 8, "L_CTFIELD": 11, "L_INDUSTRY": 18, "L_NEEDSTATE": 19, "L_REVIEW": 5, "L_EDU": 6,
    "L_PUBLIC": 4, "L_UNITKIND": 9,
}  # fmt: skip


@pytest.mark.parametrize(("list_id", "count"), COUNTS.items())
def test_counts(list_id: str, count: int) -> None:
    assert len(lists()[list_id].items) == count


def test_every_code_has_both_labels_and_a_plain_code() -> None:
    for code_list in lists().values():
        for item in code_list.items:
            assert item.zh and item.en, (code_list.id, item.code)
            assert re.fullmatch(r"[A-Za-z0-9_]+", item.code), (code_list.id, item.code)
            assert not re.search(r"\[(S\d|OK|D)", item.zh), item.zh


def test_versions_name_every_list() -> None:
    versions = json.loads((LISTS_FOLDER / "versions.json").read_text(encoding="utf-8"))
    assert set(versions) == set(lists())
    assert all(re.fullmatch(r"\d{4}\.\d+", version) for version in versions.values())


def test_towns_belong_to_counties_and_counties_to_cities() -> None:
    counties = lists()["L_COUNTY"]
    for town in lists()["L_TOWN"].items:
        assert counties.get(town.parent) is not None
        assert re.fullmatch(r"\d{9}", town.code) and town.code.startswith(town.parent)
    assert {county.parent for county in counties.items} == {city.code for city in lists()["L_CITY"].items}
    for county in counties.items:
        assert float(county.extra["lng_min"]) < float(county.extra["lng_max"])
        assert float(county.extra["lat_min"]) < float(county.extra["lat_max"])


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("341524112", "Liubodang Town"), ("341502202", "Pidong Township"), ("341525104", "Yu'erjie Town"),
        ("340882203", "Doumu Township"), ("340881108", "Xizihu Town"), ("341523203", "Quedian Township"),
        ("340828111", "Yexi Town"), ("341522129", "Fengling Town"), ("340828210", "Weiling Township"),
    ],
)  # fmt: skip
def test_reading_hints(code: str, name: str) -> None:
    assert lists()["L_TOWN"].label(code, "en") == name


def test_lists_of_fields_exist() -> None:
    named = {
        inner.list_id
        for kind in KINDS.values()
        for field in kind.fields
        for inner in (field, *field.items)
        if inner.list_id
    }
    assert named <= set(lists())


def test_states_are_the_lists() -> None:
    assert {state.code for state in STATES} == {item.code for item in lists()["L_NEEDSTATE"].items}
    assert {state.code for state in REVIEW_STATES} == {item.code for item in lists()["L_REVIEW"].items}


def test_host_types_and_their_codes_agree() -> None:
    for item in lists()["L_HOST_TYPE"].items:
        assert tuple(item.extra["prefixes"].split()) == PREFIXES.get(item.code, ())
        assert (item.extra["code_rule"] == "R") == (item.code in CODE_MUST or item.code == "H03") or item.code == "H03"


def test_pests_name_their_industry() -> None:
    for item in lists()["L_PEST"].items:
        assert item.code == "XX99" or lists()["L_INDUSTRY"].get(item.parent) is not None
    notifiable = {item.code for item in lists()["L_PEST"].items if item.extra["cls"].endswith("R")}
    assert notifiable == {"AG03", "AP01", "AP02", "AR01", "AR02", "AR03"}


def test_banned_substances_carry_their_date() -> None:
    assert {item.extra["as_of"] for item in lists()["L_BANNED"].items} == {"2026-11-22"}
    assert {"甲胺磷", "百草枯", "克百威", "氰戊菊酯"} <= {item.zh for item in lists()["L_BANNED"].items}
