"""The check on forms and lists can fail: what does not arrive, or arrives otherwise, shows."""

from __future__ import annotations

from unittest import mock

from commissioner_app.sync import resources
from tests.sync.fleet import publishing
from tests.sync.fleet.test_checks import Calm
from tests.sync.fleet.test_checks import fleet as fleet  # noqa: PLC0414 - a fixture
from tests.sync.fleet.test_checks import template as template  # noqa: PLC0414 - a fixture


def published(fleet: Calm) -> None:
    """So much that forms, files, lists and retired forms are among it."""
    seen: set[str] = set()
    while not {"list", "form", "form with a file", "retired"} <= seen:
        publishing.publish(fleet)
        seen = {stage for fault, stage in fleet.tally.counts if fault == "published"}


def test_all_that_was_published_arrives(fleet: Calm) -> None:
    published(fleet)
    assert "p-ann/0: has form" in fleet.found()
    fleet.all_sync()
    assert fleet.found() == ""


def test_forms_and_lists_that_are_taken_for_known_show(fleet: Calm) -> None:
    published(fleet)
    with mock.patch.object(resources, "missing", lambda *_: []):
        fleet.all_sync()
    found = fleet.found()
    assert "p-ann/0: has form" in found
    assert "p-office/1: has list" in found
    assert "p-ann/0: lacks the form's file" in found


def test_another_state_or_content_shows(fleet: Calm) -> None:
    published(fleet)
    fleet.all_sync()
    store = fleet.laptops[0].store
    store.database.write("UPDATE lists SET csv = ''")
    store.database.write("UPDATE forms SET state = 'withdrawn'")
    found = fleet.found()
    assert "p-ann/0: has list" in found
    assert "p-ann/0: has form" in found
