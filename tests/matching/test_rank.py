"""The ranking as the command prints it, and its reasons in words."""

from __future__ import annotations

import json

import pytest

from commissioner_app.errors import InputError
from commissioner_app.i18n import has
from commissioner_app.matching.lexicon import lexicon
from commissioner_app.matching.rank import rank
from commissioner_app.matching.reasons import Reason
from commissioner_app.matching.text import plain_title, terms
from commissioner_app.matching.words import WordFinder
from tests.matching.samples import CASES, RESOURCES, need


def test_one_list_for_each_need() -> None:
    needs = [{**asked, "id": f"n{number}"} for number, (asked, _) in enumerate(CASES)]
    ranked = rank(needs, RESOURCES, 3)
    assert list(ranked) == [asked["id"] for asked in needs]
    assert all(len(matches) <= 3 for matches in ranked.values())
    assert json.loads(json.dumps(ranked)) == ranked
    assert ranked == rank(needs, RESOURCES, 3)


def test_scores_fall() -> None:
    for matches in rank([asked for asked, _ in CASES[:1]], RESOURCES, 8).values():
        scores = [match["score"] for match in matches]
        assert scores == sorted(scores, reverse=True)


def test_reasons_name_shared_words_and_what_is_meant_by_others() -> None:
    asked = need(need_title="倒春寒预警", industry="I01", county="341524", coop_mode=["C2"])
    [best, *_] = rank([asked], RESOURCES, 1)["n"]
    assert best["reasons"] == ["都提到：预警", "说法不同，意思相近：霜冻", "同一产业：茶叶", "服务本县", "合作方式合适"]


def test_reasons_in_english() -> None:
    [best, *_] = rank([need(need_title="瓜蒌根腐", industry="I04")], RESOURCES, 1, "en")["n"]
    assert "related industry: trichosanthes" in best["reasons"]


def test_every_reason_has_a_text() -> None:
    keys = {"words", "concept", "industry", "industry_near", "field", "county", "county_other", "coop", "kind"}
    keys |= {"month_other", "unavailable"}
    assert all(has(f"match.reason.{key}") for key in keys)
    assert Reason("words", (("words", ("霜冻", "预警")),)).text("zh") == "都提到：霜冻、预警"


@pytest.mark.parametrize("asked", [{}, {"id": 3}, {"id": ""}])
def test_a_need_without_an_id_is_refused(asked: dict[str, object]) -> None:
    with pytest.raises(InputError):
        rank([asked], RESOURCES, 3)


def test_nothing_with_nothing() -> None:
    assert rank([], [], 5) == {}
    assert rank([need(need_title="霜冻")], [], 5) == {"n": []}


def test_terms_of_a_text() -> None:
    found = dict(terms("茶园倒春寒 LED 2026", lexicon(), singles=True))
    assert {"=茶叶", "=霜冻", "茶园", "园倒", "倒春", "春寒", "led"} <= found.keys()
    assert "2026" not in found
    assert found["茶"] < found["茶园"] < found["=霜冻"]


def test_stop_words_are_no_terms() -> None:
    assert terms("关键技术研究与应用", lexicon(), singles=True) == []


def test_titles_are_compared_by_their_letters() -> None:
    assert plain_title("油茶（高接）换种 ２．０") == plain_title("油茶 高接换种2.0")


def test_the_longest_word_is_found() -> None:
    finder = WordFinder(["茶", "油茶", "tea", "led"])
    assert finder.find("油茶与茶") == ["油茶", "茶"]
    assert finder.find("teas team tea led") == ["tea", "tea", "led"]
    assert finder.blanked("油茶园") == " 园"


def test_the_data_is_sound() -> None:
    words = lexicon()
    assert set(words.related_to) <= set(words.synonym_of.values())
    for industry in words.industries.values():
        assert industry.related <= words.industries.keys()
        assert words.industry_code(industry.zh) == words.industry_code(industry.en) == industry.code
