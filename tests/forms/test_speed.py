"""Generous bounds on load and answer, so that a change of order of growth is noticed on any machine."""

from __future__ import annotations

import time
from collections.abc import Callable

from commissioner_app.forms.expression.parser import parse
from commissioner_app.forms.instance.form import FormInstance
from commissioner_app.forms.loading import load_xform
from tests.forms.builder import xform


def flat(count: int) -> str:
    binds = []
    for i in range(count):
        relevant = f' relevant="/data/q{i - 1} &gt; 3"' if i % 5 == 1 else ""
        constraint = ' constraint=". &gt; 0 and . &lt; 100"' if i % 2 else ""
        binds.append(f'<bind nodeset="/data/q{i}" type="{"int" if i % 2 else "string"}"{relevant}{constraint}/>')
    return xform(
        "".join(f"<q{i}/>" for i in range(count)),
        "".join(binds),
        "".join(f'<input ref="/data/q{i}"><label>Question {i}</label></input>' for i in range(count)),
    )


def fastest(work: Callable[[], object]) -> float:
    """Seconds of the fastest of three runs: what else the machine does is no matter of ours."""
    times = []
    for _ in range(3):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)


def test_loading_a_thousand_questions() -> None:
    source = flat(1000)

    def load() -> None:
        parse.cache_clear()
        FormInstance(load_xform(source))

    assert fastest(load) < 0.5


def test_one_answer_feeding_two_hundred_calculations() -> None:
    fields = "<a/>" + "".join(f"<c{i}/>" for i in range(200))
    binds = "".join(f'<bind nodeset="/data/c{i}" calculate="/data/a + {i}"/>' for i in range(200))
    form = FormInstance(load_xform(xform(fields, binds, '<input ref="/data/a"/>')))
    values = iter(range(10))
    assert fastest(lambda: form.answer("/data/a", str(next(values)))) < 0.016


def test_an_answer_that_nothing_depends_on() -> None:
    form = FormInstance(load_xform(flat(1000)))
    values = iter(range(10))
    assert fastest(lambda: form.answer("/data/q2", str(next(values)))) < 0.002
