"""Rows onto pages, whatever their lengths: all text once and in order, no page overfull, signatures with what they sign."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from commissioner_app.reports.data import Extra, Options
from commissioner_app.reports.layout.paint import Form
from commissioner_app.reports.layout.parts import Page
from commissioner_app.reports.layout.text import Line
from commissioner_app.reports.need_collection import build as build_need
from commissioner_app.reports.visit_record import build as build_visit
from tests.reports.samples import need, visit

LENGTHS = st.integers(min_value=0, max_value=1800)
ROUNDING = 0.01


def numbered(mark: str, length: int) -> str:
    """Text whose pieces can be told apart."""
    return "".join(f"{mark}{n:03d}，" for n in range(length // 5))


def words(pages: Sequence[Page]) -> str:
    """Everything printed in cells that are no labels, in reading order of pages, rows and cells."""
    return "".join(
        item.text
        for page in pages
        for placed in page.rows
        for cell in placed.row.cells
        if not cell.label
        for item in (*cell.items, *cell.bottom)
        if isinstance(item, Line)
    )


def check(form: Form) -> None:
    for number, page in enumerate(form.pages):
        assert page.rows
        assert page.used <= form.frame.room(number) + ROUNDING
        assert not page.rows[0].row.keep, "a row that keeps to the one above opens a page"
        for above, placed in zip(page.rows, page.rows[1:], strict=False):
            assert abs(above.top + above.height - placed.top) < ROUNDING
        for placed in page.rows:
            assert all(cell.height <= placed.height + ROUNDING for cell in placed.row.cells)


@settings(max_examples=40, deadline=None)
@given(LENGTHS, LENGTHS, LENGTHS, st.integers(min_value=0, max_value=40))
def test_visit_of_any_length(problem: int, advice: int, effect: int, extras: int) -> None:
    sheet = visit(
        problem=numbered("甲", problem),
        advice=numbered("乙", advice),
        effect=numbered("丙", effect),
        extras=tuple(Extra(f"节{n // 7}", f"题{n}", numbered("丁", 20 * n)) for n in range(extras)),
    )
    form = build_visit(sheet, Options())
    check(form)
    printed = words(form.pages).replace(" ", "")
    for text in (sheet.problem, sheet.advice, sheet.effect):
        assert printed.count(text) == (1 if text else printed.count(text))
    for extra in sheet.extras:
        assert extra.value in printed


@settings(max_examples=25, deadline=None)
@given(LENGTHS, LENGTHS, st.integers(min_value=0, max_value=30))
def test_need_of_any_length(background: int, problem: int, indicators: int) -> None:
    one = need().indicators[0]
    sheet = need(background=numbered("甲", background), problem=numbered("乙", problem), indicators=(one,) * indicators)
    form = build_need(sheet, Options())
    check(form)
    printed = words(form.pages)
    assert sheet.background in printed
    assert sheet.problem in printed
    assert printed.count(one.name) == indicators


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1500), st.integers(0, 3000)), max_size=6))
def test_questions_and_answers_of_any_length(lengths: list[tuple[int, int]]) -> None:
    extras = tuple(Extra("节", numbered("问", 5 + q), numbered("答", a)) for q, a in lengths)
    form = build_visit(visit(extras=extras), Options())
    check(form)
    printed = words(form.pages)
    assert all(extra.value in printed for extra in extras)


def test_a_short_visit_takes_one_page_and_fills_it() -> None:
    form = build_visit(visit(extras=()), Options())
    assert len(form.pages) == 1
    assert form.pages[0].used > 0.9 * form.frame.room(0)


def test_rows_for_the_pen_are_at_least_ten_millimetres_high() -> None:
    form = build_visit(visit(extras=(), remarks="", needs=()), Options(empty="blank"))
    blank = [
        placed
        for page in form.pages
        for placed in page.rows
        if placed.row.ruled and any(not cell.items for cell in placed.row.cells)
    ]
    assert blank
    assert all(placed.height >= 10 * 72 / 25.4 - ROUNDING for placed in blank)
