"""The printed collection form of a need, read back from the PDF."""

from __future__ import annotations

from commissioner_app.reports.data import NeedSheet, Options
from commissioner_app.reports.need_collection import render
from tests.reports import readback
from tests.reports.samples import need, photos
from tests.reports.test_visit_record import golden


def test_golden_text_in_both_languages() -> None:
    golden("need_collection_zh", render([need()], Options()).data)
    golden("need_collection_en", render([need(lang="en")], Options()).data)


def test_an_ordinary_need_takes_two_pages() -> None:
    assert render([need()], Options()).pages == 2


def test_indicators_stand_in_a_table_whose_head_is_repeated() -> None:
    one = need().indicators[0]
    pages = readback.texts(render([need(indicators=(one,) * 60)], Options()).data)
    with_rows = [page for page in pages if one.name in page]
    assert sum(page.count(one.name) for page in pages) == 60
    assert len(with_rows) > 1
    assert all("指标 现值 目标值 单位" in page for page in with_rows)


def test_seals_have_their_room() -> None:
    [last] = [page for page in readback.chars(render([need()], Options()).data) if _has(page, "企业承诺")]
    date_lines = sorted(char.bottom for char in last if char.text == "月")
    assert date_lines[1] - date_lines[0] > 45 * 72 / 25.4


def _has(page: list[readback.Char], text: str) -> bool:
    return text in "".join(char.text for char in page)


def test_money_and_dates() -> None:
    text = "".join(readback.texts(render([need()], Options()).data))
    assert "820.50（2025年）" in text
    assert "30.00" in text
    assert "2027年12月31日" in text


def test_a_budget_left_open_is_negotiable() -> None:
    text = "".join(readback.texts(render([need(budget="", negotiable=True)], Options()).data))
    assert "面议" in text


def test_the_blank_form_leaves_room_for_indicators() -> None:
    document = render([NeedSheet()], Options(empty="blank"))
    assert document.pages == 2


def test_pictures_follow() -> None:
    assert readback.images(render([need(photos=photos(2))], Options()).data) == 2
