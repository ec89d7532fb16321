"""The form engine on generated forms: loading, answering, choosing, repeating; beside the peers and the bare work.

A load starts from the XML as it was downloaded and ends with a filling at rest; no cache of an earlier load helps. As in
the peers' table, a load is the fastest of a few, an answer the median of many.
"""

from __future__ import annotations

import csv
import io
import itertools
import statistics
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from lxml import etree

from benchmarks import forms_data, peers
from benchmarks.measure import Figure, fastest_in_turn, in_turn, seconds
from commissioner_app.forms.expression.parser import parse
from commissioner_app.forms.instance.form import FormInstance
from commissioner_app.forms.loading import load_xform

LOADS: Final = ((10, 0.0), (200, 60.0), (1000, 300.0), (5000, 2000.0))
"""Questions, and the goal in milliseconds."""
LISTS: Final = ((10_000, 100.0, 5.0), (100_000, 1300.0, 20.0))
"""Rows, the goal for a form that is ready, the goal for one step of a cascade; milliseconds."""
ANSWERS: Final = 50


def run(*, quick: bool) -> Iterator[Figure]:
    """Milliseconds, each beside the least that the same work could cost and beside the peers."""
    for count, goal in LOADS[:2] if quick else LOADS:
        yield from _questions(count, goal)
    yield from _calculations()
    yield from _repeat()
    for rows, ready, step in LISTS[:1] if quick else LISTS:
        yield from _cascade(rows, ready, step)
    yield from _inner_list(1_000 if quick else 10_000)


def loaded(xml: str, files: dict[str, bytes] | None = None) -> FormInstance:
    """A filling of a form that was never seen before."""
    parse.cache_clear()
    return FormInstance(load_xform(xml, files=files or {}))


def _milliseconds(work: Callable[[], object]) -> float:
    return 1000 * seconds(work)


def _questions(count: int, goal: float) -> Iterator[Figure]:
    name, xml = f"{count:,} questions", forms_data.questions(count)
    data = xml.encode()
    load, floor = fastest_in_turn(
        lambda: _milliseconds(lambda: loaded(xml)), lambda: _milliseconds(lambda: _parsed(data))
    )
    figure = Figure(f"load, {name}", load, "ms", floor, "lxml, the same XML", goal or None)
    yield replace(figure, peers=peers.LOAD[name])
    form = loaded(xml)
    # Two others hang on the number; it has a constraint.
    taken = _answering(form, "/data/q1")
    goal = 1.0 if count == 1000 else 0.0
    yield Figure(f"one answer, {name}", taken, "ms", goal=goal or None, peers=peers.ANSWER[name])


def _parsed(data: bytes) -> int:
    return sum(1 for _ in etree.fromstring(data).iter())


def _answering(form: FormInstance, ref: str) -> float:
    """The median milliseconds of an answer with all that follows from it."""
    numbers = itertools.count(1)
    form.answer(ref, "0")
    return statistics.median(_milliseconds(lambda: form.answer(ref, str(next(numbers)))) for _ in range(ANSWERS))


def _calculations() -> Iterator[Figure]:
    for name, xml, goal in (
        ("one field feeding 200 calculates", forms_data.fan(200), 2.0),
        ("chain of 200 calculates", forms_data.chain(200), 2.0),
        ("sum over 200 fields", forms_data.total(200), 0.0),
    ):
        form = loaded(xml)
        ours, floor = in_turn(lambda form=form: _answering(form, "/data/a0"), _bare_closures)  # type: ignore[misc]
        yield Figure(
            f"one answer, {name}", ours, "ms", floor, "200 closures, bare", goal or None, peers=peers.ANSWER[name]
        )


def _bare_closures() -> float:
    """Milliseconds for what 200 calculations are in the end: closures over a text that add and write a number."""
    cell = ["1"]

    def one(number: int) -> Callable[[], str]:
        return lambda: str(int(float(cell[0]) * number + 1))

    closures = [one(number) for number in range(200)]
    return statistics.median(_milliseconds(lambda: [closure() for closure in closures]) for _ in range(ANSWERS))


def _repeat() -> Iterator[Figure]:
    form = loaded(forms_data.plots(10))
    for _ in range(99):
        form.add("/data/plot")
    name = "inside one of 100 repeat instances"
    yield Figure(f"one answer, {name}", _answering(form, "/data/plot[50]/n0"), "ms", peers=peers.ANSWER[name])
    name = "one more repeat instance after 100"
    taken = statistics.median(_milliseconds(lambda: _one_more(form)) for _ in range(ANSWERS)) / 2
    yield Figure(name, taken, "ms", goal=2.0, peers=peers.ANSWER[name])


def _one_more(form: FormInstance) -> None:
    """One instance more and one less, so that there are 100 every time; the caller takes half."""
    form.add("/data/plot")
    form.remove("/data/plot[101]")


def _cascade(rows: int, ready: float, step: float) -> Iterator[Figure]:
    name = f"{rows:,} choices from CSV"
    xml, files = forms_data.cascade(), {"places.csv": forms_data.places_csv(rows)}
    text = files["places.csv"].decode()
    ours, floor = fastest_in_turn(
        lambda: _milliseconds(lambda: _opened(xml, files)), lambda: _milliseconds(lambda: list(_rows(text)))
    )
    yield Figure(f"ready, {name}", ours, "ms", floor, "csv, the same rows", ready, peers=peers.LOAD[name])
    forms = [_opened(xml, files) for _ in range(3)]
    first = max(_milliseconds(lambda form=form: _step(form, 0)) for form in forms)  # type: ignore[misc]
    yield Figure(f"first step of the cascade, {name}", first, "ms", goal=step, peers=peers.ANSWER[name])
    counties = itertools.cycle(range(1, max(2, rows // 440)))
    taken = statistics.median(_milliseconds(lambda: _step(forms[0], next(counties))) for _ in range(ANSWERS))
    yield Figure(f"step of the cascade, {name}", taken, "ms", goal=step)


def _rows(text: str) -> Iterator[dict[str, str]]:
    return csv.DictReader(io.StringIO(text, newline=""))


def _opened(xml: str, files: dict[str, bytes]) -> FormInstance:
    """A filling with the first list of the cascade open."""
    form = loaded(xml, files)
    if not form.node("/data/county").choices:
        raise RuntimeError("no counties")
    return form


def _step(form: FormInstance, county: int) -> None:
    """Choose a county and a town, and look at the list that each of them opens."""
    form.answer("/data/county", f"k{county}")
    towns = len(form.node("/data/town").choices)
    form.answer("/data/town", f"t{county}.3")
    if (towns, len(form.node("/data/village").choices)) != (40, 10):
        raise RuntimeError("not the towns and villages of the county")


def _inner_list(rows: int) -> Iterator[Figure]:
    name, xml = "10,000 choices in the form", forms_data.cascade(rows=rows)
    data = xml.encode()
    load, floor = fastest_in_turn(
        lambda: _milliseconds(lambda: loaded(xml)), lambda: _milliseconds(lambda: _parsed(data))
    )
    yield Figure(f"load, {rows:,} choices in the form", load, "ms", floor, "lxml, the same XML", peers=peers.LOAD[name])
