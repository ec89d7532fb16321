"""After a restore: what a laptop had sent is put back even where another's edit came first."""

from __future__ import annotations

from typing import Any

from commissioner_app.store.rows import JournalEntry
from commissioner_app.sync.lost import live_edits

FLOOR = 1001


def entry(change: str, action: str = "edit", base_rev: int = 1, **patch: Any) -> JournalEntry:
    return JournalEntry("e", "r", "visit", "at", "p", "d", action, patch, base_rev, "", change, "")


def test_what_was_lost_is_put_back_unless_something_replaced_it() -> None:
    history = [
        entry("c1", set={"content": "one", "remarks": "kept", "place": "cleared later"}),
        entry("", "receive", base_rev=2, set={"content": "another's, of the lost time too"}),
        entry("c2", unset=["place"]),
        entry("c3", items={"photos": {"p1": {"caption": "first", "note": "n"}, "p2": {"caption": "second"}}}),
        entry("known", items={"photos": {"p1": {"note": "changed"}, "p2": None}}),
        entry("", "receive", base_rev=FLOOR, unset=["remarks"], set={"content": "the restored server's"}),
    ]
    assert live_edits(history, {"c1", "c2", "c3"}, FLOOR) == {
        "set": {"remarks": "kept"},
        "items": {"photos": {"p1": {"caption": "first"}}},
    }
    assert live_edits(history, set(), FLOOR) == {}


def test_an_edit_of_later_replaces_a_lost_one_and_a_lost_one_an_earlier_one() -> None:
    history = [
        entry("c1", set={"photos": [{"id": "p1"}], "content": "one"}),
        entry("c2", set={"content": "two"}),
        entry("c3", items={"photos": {"p2": {"caption": "added"}}}),
        entry("", set={"photos": []}),
    ]
    assert live_edits(history[:3], {"c1", "c2", "c3"}, FLOOR) == {
        "set": {"photos": [{"id": "p1"}], "content": "two"},
        "items": {"photos": {"p2": {"caption": "added"}}},
    }
    assert live_edits(history, {"c1", "c2", "c3"}, FLOOR) == {"set": {"content": "two"}}
