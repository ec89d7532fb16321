"""Laws of pushing over HTTP: whatever arrives how often, in whatever batches, has the effect of once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from provincial_server.logic.ids import new_id
from sync_protocol.patches import apply_patch, make_patch, same
from tests.server.laptop import Laptop, change
from tests.server.test_push import current
from tests.sync_protocol.test_patches import ANSWERS

Of = Callable[[str], Laptop]
# A server serves all examples of a test: each example works on a record of its own.
OVER_HTTP = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _version(laptop: Laptop, answers: dict[str, Any]) -> dict[str, Any]:
    own = {"writer": laptop.auth["person_id"], "county": "341524"}
    return {**_NOTHING, "answers": {**answers, **own}}


_NOTHING: dict[str, Any] = {
    "answers": {}, "state": "0", "form_id": "", "form_version": "", "deleted": False, "conflicts": []
}  # fmt: skip


def _edits(laptop: Laptop, versions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The changes that make one version after the other of a new record."""
    record_id, old, edits = new_id(), _NOTHING, []
    for rev, answers in enumerate(versions):
        new = _version(laptop, answers)
        edits.append(change("visit", record_id, rev, **make_patch(old, new)))
        old = new
    return edits


@OVER_HTTP
@given(versions=st.lists(ANSWERS, min_size=1, max_size=4), data=st.data())
def test_however_often_a_change_arrives_it_has_the_effect_of_once(
    laptop: Of, versions: list[dict[str, Any]], data: st.DataObject
) -> None:
    stc = laptop("STC")
    edits = _edits(stc, versions)
    for number, edit in enumerate(edits):
        earlier = data.draw(st.lists(st.sampled_from(range(number)), max_size=3)) if number else []
        later = data.draw(st.lists(st.integers(0, number), max_size=3))
        sent = [*(edits[one] for one in earlier), edit, *(edits[one] for one in later)]
        revisions = [one + 1 for one in [*earlier, number, *later]]
        expected = [
            {"id": one["id"], "status": "accepted", "rev": rev} for one, rev in zip(sent, revisions, strict=True)
        ]
        assert stc.push(*sent) == expected
    held = current(stc, edits[0]["record_id"])
    assert same(held["answers"], _version(stc, versions[-1])["answers"])
    assert held["rev"] == len(versions)


@OVER_HTTP
@given(versions=st.lists(ANSWERS, min_size=2, max_size=4), late=ANSWERS, data=st.data())
def test_a_late_change_is_answered_with_what_stands_and_changes_nothing(
    laptop: Of, versions: list[dict[str, Any]], late: dict[str, Any], data: st.DataObject
) -> None:
    stc = laptop("STC")
    edits = _edits(stc, versions)
    stc.push(*edits)
    before = current(stc, edits[0]["record_id"])
    base = data.draw(st.integers(0, len(versions) - 1))
    patch = make_patch(_NOTHING, _version(stc, late))
    (result,) = stc.push(change("visit", edits[0]["record_id"], base, **patch))
    assert (result["status"], result["rev"], result["current"]) == ("stale", len(versions), before)
    merged = change("visit", edits[0]["record_id"], result["rev"], **patch)
    assert stc.push(merged)[0]["status"] == "accepted"
    after = current(stc, edits[0]["record_id"])
    assert same(after["answers"], apply_patch(before, merged["patch"])["answers"])
