"""Ranking: what a specialist would name comes first; the laws that a ranking must keep."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commissioner_app.errors import InputError
from commissioner_app.matching.index import ResourceIndex
from tests.matching.samples import CASES, RESOURCES, need

INDEX = ResourceIndex(RESOURCES)
NEEDS = [asked for asked, _ in CASES]


def ids(index: ResourceIndex, asked: dict[str, Any], top: int = 20) -> list[str]:
    return [match.id for match in index.search(asked, top)]


@pytest.mark.parametrize(("asked", "expected"), CASES, ids=lambda value: str(value)[:40])
def test_what_a_specialist_would_name_comes_first(asked: dict[str, Any], expected: str) -> None:
    assert ids(INDEX, asked)[0] == expected


def test_camellia_is_not_tea() -> None:
    found = ids(INDEX, need(need_title="油茶落果", industry="I02"))
    assert found[0] == "r-camellia"


def test_synonyms_score_nearly_like_the_word_itself() -> None:
    same, other = (
        next(m.score for m in INDEX.search(need(need_title=title, industry="I03")) if m.id == "r-trichosanthes")
        for title in ("栝楼根腐病", "瓜蒌烂根")
    )
    assert other > 0.7 * same


def test_the_exact_title_comes_first_with_full_score() -> None:
    for resource in RESOURCES:
        answers = resource.get("answers", resource)
        [best, *_] = INDEX.search(need(need_title=answers["res_name"], industry="I12"))
        assert (best.id, best.score) == (resource["id"], 1.0)


def test_another_industry_counts_against_but_never_excludes() -> None:
    asked = need(need_title="机器视觉检测表面缺陷")
    same, other = (INDEX.search({**asked, "industry": code})[0] for code in ("I20", "I01"))
    assert same.id == other.id == "r-vision"
    assert same.score > other.score > 0.3


@pytest.mark.parametrize(
    ("name", "fits", "does_not"),
    [
        ("county", {"county": "341524"}, {"county": "340828"}),
        ("coop_mode", {"coop_mode": ["C2"]}, {"coop_mode": ["C8"]}),
        ("tech_field", {"tech_field": "G7"}, {"tech_field": "G1"}),
    ],
)
def test_what_both_declare_shifts_the_score(name: str, fits: dict[str, Any], does_not: dict[str, Any]) -> None:
    asked = need(need_title="霜冻预报", problem="茶园低温")
    good, bad = (next(m for m in INDEX.search({**asked, **extra}) if m.id == "r-frost") for extra in (fits, does_not))
    assert good.score > bad.score


def test_a_platform_fits_a_need_for_testing() -> None:
    asked = need(need_title="农药残留", kind="need")
    plain, testing = (INDEX.search({**asked, "need_kind": code})[0] for code in ("N1", "N6"))
    assert plain.id == testing.id == "r-lab"
    assert testing.score > plain.score


def test_a_month_in_which_nobody_is_free_counts_against() -> None:
    asked = need(need_title="茶尺蠖绿色防控")
    spring, winter = (INDEX.search(asked, month=month)[0] for month in (3, 12))
    assert spring.id == winter.id == "r-tea-pest"
    assert spring.score > winter.score


def test_one_that_is_not_available_falls_behind_its_twin() -> None:
    twins: list[dict[str, Any]] = [
        {"id": "a", "res_name": "天麻菌材培育法", "available": False},
        {"id": "b", "res_name": "天麻菌材培育法 二"},
    ]
    assert ids(ResourceIndex(twins), need(need_title="天麻菌材")) == ["b", "a"]


def test_ties_are_broken_by_id() -> None:
    twins = [{"id": mark, "res_name": "灵芝孢子粉破壁", "keywords": "灵芝"} for mark in "cab"]
    assert ids(ResourceIndex(twins), need(need_title="灵芝孢子粉如何破壁")) == ["a", "b", "c"]


def test_unknown_fields_count_a_little() -> None:
    index = ResourceIndex([{"id": "x", "anything": {"deep": ["桑枝屑栽培木耳"]}}, {"id": "y", "anything": "别的"}])
    assert ids(index, need(whatever="桑枝屑")) == ["x"]


def test_a_resource_that_says_nothing_is_not_shown() -> None:
    assert ids(ResourceIndex([{"id": "x"}]), need(need_title="霜冻")) == []


def test_of_many_fitting_only_the_first_are_given() -> None:
    assert len(INDEX.search(need(need_title="茶叶油茶瓜蒌检测水质孵化"), 3)) == 3
    assert INDEX.search(need(need_title="茶叶"), 0) == []


@pytest.mark.parametrize("asked", [{}, need(), need(need_title=""), need(need_title="，。！"), need(keywords=None)])
def test_an_empty_need_finds_nothing(asked: dict[str, Any]) -> None:
    assert INDEX.search(asked) == []


def test_an_empty_library_finds_nothing() -> None:
    assert ResourceIndex([]).search(NEEDS[0]) == []


@pytest.mark.parametrize("resource", [{"res_name": "x"}, {"id": ""}, {"id": 7}])
def test_a_resource_without_an_id_is_refused(resource: dict[str, Any]) -> None:
    with pytest.raises(InputError) as error:
        ResourceIndex([resource])
    assert error.value.code == "match_input"


def test_a_resource_given_twice_is_refused() -> None:
    with pytest.raises(InputError) as error:
        ResourceIndex([{"id": "x"}, {"id": "x"}])
    assert error.value.code == "match_twice"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    ["res_name", "need_title", "keywords", "industry", "industries", "available_months", "county", "answers", "problem"]
)


@settings(deadline=None, max_examples=150)
@given(st.dictionaries(FIELDS, VALUES, max_size=6), st.dictionaries(FIELDS, VALUES, max_size=6))
def test_no_value_breaks_it(resource: dict[str, Any], asked: dict[str, Any]) -> None:
    for match in ResourceIndex([{**resource, "id": "r"}]).search({**asked, "id": "n"}):
        assert 0 <= match.score <= 1


@settings(deadline=None, max_examples=30)
@given(st.permutations(RESOURCES), st.sampled_from(NEEDS))
def test_the_order_in_which_resources_come_does_not_matter(shuffled: list[Any], asked: dict[str, Any]) -> None:
    assert ResourceIndex(shuffled).search(asked, 20) == INDEX.search(asked, 20)


@settings(deadline=None, max_examples=30)
@given(st.integers(min_value=1, max_value=40), st.sampled_from(NEEDS))
def test_resources_that_share_nothing_change_nothing(count: int, asked: dict[str, Any]) -> None:
    others = [{"id": f"z{n}", "res_name": "丝绸刺绣纹样" * (n % 3 + 1), "industries": ["I12"]} for n in range(count)]
    assert ResourceIndex([*RESOURCES, *others]).search(asked, 8) == INDEX.search(asked, 8)


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(NEEDS), st.integers(min_value=1, max_value=8))
def test_fewer_are_the_first_of_more(asked: dict[str, Any], top: int) -> None:
    assert INDEX.search(asked, top) == INDEX.search(asked, 20)[:top]


def test_fewer_are_the_first_of_more_in_a_big_library() -> None:
    index = ResourceIndex(library(400))
    for seed in range(10):
        asked = typed_need(seed)
        assert index.search(asked, 5) == index.search(asked, 400)[:5]


def library(count: int) -> list[dict[str, Any]]:
    """Made-up resources of ordinary length over a large vocabulary."""
    chance = random.Random(7)
    return [
        {
            "id": f"x{number:05d}",
            "res_name": phrase(chance, 2),
            "keywords": "、".join(phrase(chance, 1) for _ in range(4)),
            "intro": "，".join(phrase(chance, 3) for _ in range(8)),
            "industries": [f"I{chance.randint(1, 15):02d}"],
        }
        for number in range(count)
    ]


def typed_need(seed: int) -> dict[str, Any]:
    chance = random.Random(1000 + seed)
    return need(
        need_title=phrase(chance, 2),
        keywords=phrase(chance, 2),
        problem="，".join(phrase(chance, 3) for _ in range(10)),
        industry="I01",
    )


TOPICS = ("茶", "油茶", "石斛", "天麻", "白鹅", "香菇", "板栗", "毛竹", "瓜蒌", "稻虾", "葛根", "模具", "铸件", "电池")
CHARACTERS = "".join(map(chr, range(0x4E00, 0x4E00 + 300)))


def phrase(chance: random.Random, words: int) -> str:
    return "".join(chance.choice(TOPICS) + "".join(chance.choices(CHARACTERS, k=4)) for _ in range(words))
