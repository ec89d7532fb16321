"""The audit log, as the ODK standard describes it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest

from commissioner_app.forms.audit import FILE, AuditLog, AuditSettings, audit_of
from commissioner_app.forms.errors import AnswerError
from tests.forms.builder import definition, fill

START = 1_550_615_022.0


class Clock:
    """A clock that somebody sets back, and the time that passes all the same."""

    def __init__(self) -> None:
        self.passed = 100.0

    def wall(self) -> float:
        return START if self.passed < 101 else 0.0

    def elapsed(self) -> float:
        return self.passed


@pytest.fixture
def clock() -> Iterator[Clock]:
    yield Clock()


def log(clock: Clock, settings: AuditSettings, **options: object) -> AuditLog:
    return AuditLog(settings, clock=clock.wall, passed=clock.elapsed, **options)  # type: ignore[arg-type]


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def sheet(parameters: str) -> str:
    return f"""
| survey |
| | type | name | label | parameters |
| | audit | audit | | {parameters} |
| | text | a | A | |
"""


@pytest.mark.parametrize(
    ("parameters", "columns"),
    [
        ("", "event,node,start,end"),
        ("track-changes=true", "event,node,start,end,old-value,new-value"),
        ("track-changes-reasons=on-form-edit identify-user=true", "event,node,start,end,user,change-reason"),
        (
            "location-priority=balanced location-min-interval=60 location-max-age=120 track-changes=true",
            "event,node,start,end,latitude,longitude,accuracy,old-value,new-value",
        ),
    ],
)
def test_what_a_form_wants_logged(parameters: str, columns: str) -> None:
    settings = audit_of(definition(sheet(parameters)))
    assert settings is not None
    assert settings.ref == "/data/meta/audit"
    assert ",".join(settings.columns) == columns


def test_a_form_without_audit() -> None:
    assert audit_of(definition("| survey |\n| | type | name | label |\n| | text | a | A |")) is None


def test_times_come_from_what_has_passed(clock: Clock) -> None:
    audit = log(clock, AuditSettings("/data/meta/audit"))
    clock.passed += 0.5
    audit.enter("/data/a", "old")
    clock.passed += 2.25
    audit.leave("/data/a", "new")
    audit.event("form save")
    assert audit.text() == (
        "event,node,start,end\n"
        "form start,,1550615022000,\n"
        "question,/data/a,1550615022500,1550615024750\n"
        "form save,,1550615024750,\n"
    )


def test_changes_are_told_with_commas_and_lines(clock: Clock) -> None:
    audit = log(clock, AuditSettings("/data/meta/audit", track_changes=True))
    audit.enter("/data/a", "John")
    audit.leave("/data/a", 'John, "Jr"\nSmith')
    audit.enter("/data/b", "same")
    audit.leave("/data/b", "same")
    audit.leave("/data/nowhere", "x")
    seen = [(row["node"], row["old-value"], row["new-value"]) for row in rows(audit.text())]
    assert seen == [("", "", ""), ("/data/a", "John", 'John, "Jr"\nSmith'), ("/data/b", "", "")]


def test_a_filling_goes_on_with_its_log(clock: Clock) -> None:
    settings = AuditSettings("/data/meta/audit", track_changes=True, reasons=True, identify_user=True)
    first = log(clock, settings, user="Mei")
    first.enter("/data/a", "x")
    first.enter("/data/g", event="group questions")
    clock.passed += 1
    first.close({"/data/a": "y"})
    again = log(clock, settings, user=" Li ", earlier=first.text())
    again.event("add repeat", node="/data/plot[2]")
    again.reason("mistyped")
    again.close(event="form finalize")
    seen = [(row["event"], row["user"], row["new-value"], row["change-reason"]) for row in rows(again.text())]
    assert seen == [
        ("form start", "Mei", "", ""),
        ("question", "Mei", "y", ""),
        ("group questions", "Mei", "", ""),
        ("form exit", "Mei", "", ""),
        ("form resume", "Li", "", ""),
        ("add repeat", "Li", "", ""),
        ("change reason", "Li", "", "mistyped"),
        ("form finalize", "Li", "", ""),
    ]
    assert all(row["end"] for row in rows(again.text())[1:3])


def test_a_draft_that_may_be_the_last_counts_what_is_in_view_as_left(clock: Clock) -> None:
    audit = log(clock, AuditSettings("/data/meta/audit", track_changes=True))
    audit.enter("/data/a", "x")
    clock.passed += 1
    draft = rows(audit.text({"/data/a": "y"}))[-1]
    assert (draft["end"], draft["old-value"], draft["new-value"]) == ("1550615023000", "x", "y")
    clock.passed += 1
    assert rows(audit.text())[-1]["end"] == "", "the log itself goes on"
    audit.leave("/data/a", "z")
    assert [(row["end"], row["new-value"]) for row in rows(audit.text())] == [("", ""), ("1550615024000", "z")]


def test_who_and_why_must_be_said(clock: Clock) -> None:
    settings = AuditSettings("/data/meta/audit", reasons=True, identify_user=True)
    with pytest.raises(AnswerError) as error:
        log(clock, settings, user="  ")
    assert error.value.message("zh") and error.value.code == "audit_user"
    with pytest.raises(AnswerError):
        log(clock, settings, user="Mei").reason(" ")


def test_where_when_known(clock: Clock) -> None:
    places = iter([None, (31.5, 116.25, 5.0)])
    audit = log(clock, AuditSettings("/data/meta/audit", location=True), position=lambda: next(places))
    audit.event("jump")
    assert [(row["latitude"], row["accuracy"]) for row in rows(audit.text())] == [("", ""), ("31.5", "5.0")]


def test_only_events_of_the_standard(clock: Clock) -> None:
    audit = log(clock, AuditSettings("/data/meta/audit"))
    with pytest.raises(ValueError, match="coffee"):
        audit.event("coffee")


def test_the_submission_names_the_file() -> None:
    form = fill(sheet(""))
    settings = audit_of(form.definition)
    assert settings is not None
    form.answer(settings.ref, FILE)
    assert "<audit>audit.csv</audit>" in form.to_xml()
