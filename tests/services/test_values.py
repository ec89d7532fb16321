"""Laws of what comes in: cleaning twice is cleaning once, and undoing everything leads back to the start."""

from __future__ import annotations

from datetime import timedelta, timezone
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commissioner_app.domain.registry import KINDS
from commissioner_app.errors import InputError
from commissioner_app.services.answers import cleaned, merged
from tests.services.conftest import COUNTY, ME, TEAM, Bench, StillClock, from_server, visit_answers

ZONE = timezone(timedelta(hours=8))
VISIT = KINDS["visit"]
NUMBERS = st.integers(-(10**9), 10**9) | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
KEYS = st.sampled_from([field.name for field in VISIT.fields]) | st.text(min_size=1, max_size=8)


@given(st.dictionaries(KEYS, JSON, max_size=8))
def test_cleaning_twice_is_cleaning_once(answers: dict[str, Any]) -> None:
    try:
        once = cleaned(VISIT, answers, {}, ZONE, keep_empty=False)
    except InputError as error:
        assert error.code in {"bad_answer", "answer_twice"} and error.params["field"]
        return
    assert cleaned(VISIT, once, {}, ZONE, keep_empty=False) == once


@given(
    st.dictionaries(st.text(max_size=3), st.integers() | st.none()),
    st.dictionaries(st.text(max_size=3), st.integers() | st.none()),
)
def test_merging_lets_the_given_win(before: dict[str, Any], given_answers: dict[str, Any]) -> None:
    result = merged(before, given_answers)
    assert all(result[name] == value for name, value in given_answers.items() if value is not None)
    assert None not in result.values()


PLACES = st.tuples(st.sampled_from(["place", "effect", "companions"]), st.sampled_from(["一", "二", None]))
MOVES = st.tuples(st.just("@move"), st.sampled_from(["submit", "recall"]))
EDITS = st.lists(PLACES | MOVES, max_size=6)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EDITS)
def test_undoing_everything_leads_back(tmp_path_factory: Any, edits: list[tuple[str, Any]]) -> None:
    bench = Bench(Path(tmp_path_factory.mktemp("undo")), StillClock())
    program = bench.program()
    try:
        host = from_server(program, "host", {"host_name": "青山", "county": COUNTY}, state="2")
        visit = from_server(program, "visit", visit_answers(host, writer=ME, county=COUNTY, team=TEAM), state="0")
        start = program.records.get(visit)
        for name, value in edits:
            try:
                if name == "@move":
                    program.records.move(visit, value)
                else:
                    program.records.put("visit", {name: value}, id=visit, partial=True)
            except InputError:
                continue
        while program.undo.last():
            program.undo.undo()
        end = program.records.get(visit)
        # What a missing answer is filled with (a name, the service days) came in with the first edit and leaves with it.
        assert (end.answers, end.state) == (start.answers, start.state)
    finally:
        program.close()
