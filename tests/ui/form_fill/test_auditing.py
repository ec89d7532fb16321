"""The audit log of a form that wants one: what the person did on a real page, kept with the draft, handed in as a file."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from commissioner_app.errors import InputError
from commissioner_app.forms.definition import FormDefinition
from commissioner_app.services.program import Program
from commissioner_app.ui.form_fill.page import FormPage
from tests.ui.form_fill.support import FakeShell, Filling, find, form_of

SURVEY = """
| type | name | label | constraint | parameters |
| audit | audit | | | {parameters} |
| begin_group | one | 甲 | | |
| text | grower | 茶农 | | |
| integer | mu | 面积 | . < 100 | |
| end_group | | | | |
| begin_repeat | plot | 地块 | | |
| text | crop | 作物 | | |
| end_repeat | | | | |
"""
SECRET = "Wangjiaban"


def form(parameters: str = "track-changes=true identify-user=true") -> FormDefinition:
    return form_of(SURVEY.format(parameters=parameters))


def rows(page: FormPage) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(page.auditing.state()["audit"])))


def told(found: list[dict[str, str]]) -> list[tuple[str, str, str, str]]:
    return [(row["event"], row["node"], row["old-value"], row["new-value"]) for row in found]


@pytest.fixture(autouse=True)
def no_rules(monkeypatch: pytest.MonkeyPatch, program: Program) -> None:
    """The rules of a record are not what these tests are about."""
    monkeypatch.setattr(type(program.records), "validate", lambda *_args, **_more: [])
    real = type(program.records).put
    monkeypatch.setattr(type(program.records), "put", lambda *args, **more: real(*args, **{**more, "action": ""}))


def type_into(page: FormPage, ref: str, text: str) -> QLineEdit:
    page.navigator.go_to(ref)
    line: QLineEdit = find(page, "q:" + ref, QLineEdit)
    line.setFocus()
    QTest.keyClicks(line, text)
    return line


def submit(page: FormPage, qtbot: QtBot) -> str:
    with qtbot.waitSignal(page.submitted) as signal:
        page.submit()
    return str(signal.args[0])


def log_of(program: Program, record_id: str) -> list[dict[str, str]]:
    name = program.records.get(record_id).answers["meta/audit"]
    return list(csv.DictReader(io.StringIO(program.attachments.read(name).decode())))


def test_what_a_person_does_is_logged_in_order(filling: Filling) -> None:
    page = filling.open(form())
    type_into(page, "/data/one/grower", "Wang")
    type_into(page, "/data/one/mu", "300")
    find(page, "section:plot").click()
    type_into(page, "/data/plot[1]/crop", "tea")
    page.body.flush()
    page.keep()
    assert told(rows(page)) == [
        ("form start", "", "", ""),
        ("group questions", "/data/one", "", ""),
        ("question", "/data/one/grower", "", "Wang"),
        ("question", "/data/one/mu", "", "300"),
        ("jump", "", "", ""),
        ("constraint error", "/data/one/mu", "", ""),
        ("group questions", "/data/plot", "", ""),
        ("question", "/data/plot[1]/crop", "", "tea"),
        ("form save", "", "", ""),
    ]
    assert {row["user"] for row in rows(page)} == {filling.program.desk.session.display}
    assert all(int(row["end"]) >= int(row["start"]) for row in rows(page) if row["event"] == "question")


def test_items_that_come_and_go_and_what_undo_takes_back(filling: Filling) -> None:
    page = filling.open(form())
    type_into(page, "/data/plot[1]/crop", "tea")
    find(page, "add:/data/plot").click()
    page.body.flush()
    before = len(rows(page))
    find(page, "remove:/data/plot[1]").click()
    page.undo()
    page.undo()
    page.undo()
    events = [row for row in told(rows(page))[before:] if row[0] != "question" or row[2] != row[3]]
    assert ("add repeat", "/data/plot[2]", "", "") in told(rows(page))[:before]
    assert events == [
        ("delete repeat", "/data/plot[1]", "", ""),
        ("add repeat", "/data/plot[2]", "", ""),
        ("question", "/data/plot[1]/crop", "", "tea"),
        ("delete repeat", "/data/plot[2]", "", ""),
        ("question", "/data/plot[1]/crop", "tea", ""),
    ]


def test_a_draft_keeps_its_log_and_nothing_plain_is_on_disk(filling: Filling, qtbot: QtBot) -> None:
    page = filling.open(form())
    type_into(page, "/data/one/grower", SECRET)
    drafts, folder = filling.program.drafts, filling.program.desk.folder
    qtbot.waitUntil(lambda: SECRET in str(drafts.get(page.draft.id).saved.get("audit")), timeout=3000)
    again = filling.again(page.draft.id)
    seen = told(rows(again))
    assert seen[2:4] == [("question", "/data/one/grower", "", SECRET), ("form resume", "", "", "")]
    again.leave()
    qtbot.waitUntil(lambda: not filling.shell.background.busy())
    last = list(csv.DictReader(io.StringIO(drafts.get(page.draft.id).saved["audit"])))
    assert [row["event"] for row in last][-2:] == ["form save", "form exit"]
    plain = [path for path in folder.rglob("*") if path.is_file() and b"form start" in path.read_bytes()]
    assert plain == []


def test_a_submitted_form_names_its_log(filling: Filling, qtbot: QtBot, program: Program) -> None:
    page = filling.open(form())
    type_into(page, "/data/one/grower", "Wang")
    record_id = submit(page, qtbot)
    found = log_of(program, record_id)
    assert [row["event"] for row in found][-3:] == ["form save", "form exit", "form finalize"]
    assert ("question", "/data/one/grower", "", "Wang") in told(found)
    (info,) = program.attachments.of(program.records.get(record_id))
    assert info.original_name == "audit.csv" and info.name.endswith(".csv")


def test_a_change_goes_on_with_the_log_and_says_why(filling: Filling, qtbot: QtBot, program: Program) -> None:
    definition = form("track-changes=true track-changes-reasons=on-form-edit")
    first = filling.open(definition)
    type_into(first, "/data/one/grower", "Wang")
    record_id = submit(first, qtbot)
    page = filling.show(filling._of_version(program.drafts.start("plan", record_id=record_id)))
    find(page, "q:/data/one/grower", QLineEdit).clear()
    type_into(page, "/data/one/grower", "Li")
    page.submit()
    qtbot.waitUntil(page.problems.isVisible)
    assert page.problems.title.text() == "这张表要求写明为什么改" and not page.problems.anyway.isEnabled()
    QTest.keyClicks(page.problems.reason, "copied wrongly")
    with qtbot.waitSignal(page.submitted):
        page.problems.anyway.click()
    found = log_of(program, record_id)
    events = [row["event"] for row in found]
    assert events.count("form finalize") == 2 and events.count("form resume") == 1
    assert [row["change-reason"] for row in found if row["event"] == "change reason"] == ["copied wrongly"]
    assert ("question", "/data/one/grower", "Wang", "Li") in told(found)


def test_a_record_that_was_only_looked_at_needs_no_reason(filling: Filling, qtbot: QtBot, program: Program) -> None:
    first = filling.open(form("track-changes-reasons=on-form-edit"))
    type_into(first, "/data/one/grower", "Wang")
    record_id = submit(first, qtbot)
    submit(filling.show(filling._of_version(program.drafts.start("plan", record_id=record_id))), qtbot)


def test_what_goes_wrong_is_logged_and_the_log_goes_on(
    filling: Filling, qtbot: QtBot, shell: FakeShell, monkeypatch: pytest.MonkeyPatch, program: Program
) -> None:
    page = filling.open(form())
    line = type_into(page, "/data/one/mu", "300")
    page.submit()
    qtbot.waitUntil(page.problems.isVisible)
    assert rows(page)[-1]["event"] == "constraint error"
    page.problems.hide()
    line.setText("30")

    def put(*_args: Any, **_more: Any) -> None:
        raise InputError("not_allowed", kind="x")

    with monkeypatch.context() as broken:
        broken.setattr(type(program.records), "put", put)
        page.submit()
        qtbot.waitUntil(lambda: bool(shell.errors))
    assert "finalize error" in [row["event"] for row in rows(page)]
    found = log_of(program, submit(page, qtbot))
    assert [row["event"] for row in found].count("form finalize") == 2


def test_the_log_follows_a_draft_through_forms_that_want_none(filling: Filling, qtbot: QtBot) -> None:
    page = filling.open(form())
    type_into(page, "/data/one/grower", "Wang")
    page.body.flush()
    drafts, draft_id, log = filling.program.drafts, page.draft.id, dict(page.auditing.state())
    filling.teach(form_of("| type | name | label |\n| text | a | A |", settings="| form_id | version |\n| other | 1 |"))
    drafts.refit(draft_id, "other", {}, beside=log)
    other = filling.again(draft_id)
    type_into(other, "/data/a", "x")
    other.leave()
    qtbot.waitUntil(lambda: not filling.shell.background.busy())
    kept = drafts.get(draft_id)
    assert kept.form_id == "other" and kept.saved["audit"] == log["audit"]
    drafts.refit(draft_id, "test", {}, beside={"audit": kept.saved["audit"]})
    back = told(rows(filling.again(draft_id)))
    assert ("question", "/data/one/grower", "", "Wang") in back and ("form resume", "", "", "") in back


def test_a_form_without_audit_keeps_and_names_nothing(filling: Filling, qtbot: QtBot, program: Program) -> None:
    page = filling.open(form_of("| type | name | label |\n| text | a | A |"))
    type_into(page, "/data/a", "x")
    assert page.auditing.state() == {}
    assert "meta/audit" not in program.records.get(submit(page, qtbot)).answers
