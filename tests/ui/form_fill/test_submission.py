"""Submitting: what blocks, what is confirmed with a reason, what is written."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from commissioner_app.domain.validation import Finding
from commissioner_app.errors import InputError
from commissioner_app.services.program import Program
from commissioner_app.ui.form_fill.page import FormPage
from tests.ui.form_fill.support import FakeShell, Filling, find, form_of

SURVEY = """
| type | name | label | required | required_message | save_to |
| begin_group | a | 甲 | | | |
| text | purpose | 目的 | yes | 请填写目的 | |
| end_group | | | | | |
| begin_group | b | 乙 | | | |
| text | remark | 备注 | yes | 请填写备注 | |
| end_group | | | | | |
"""


@pytest.fixture
def findings(monkeypatch: pytest.MonkeyPatch, program: Program) -> list[Finding]:
    """What validation will say; nothing until a test puts something in."""
    found: list[Finding] = []
    monkeypatch.setattr(type(program.records), "validate", lambda *_args, **_more: list(found))
    return found


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch, program: Program) -> list[dict[str, Any]]:
    """The calls that would write a record."""
    calls: list[dict[str, Any]] = []
    real = type(program.records).put

    def put(records: Any, kind: str, answers: Any, **more: Any) -> Any:
        calls.append({"kind": kind, "answers": dict(answers), **more})
        return real(records, kind, answers, **{**more, "action": ""})

    monkeypatch.setattr(type(program.records), "put", put)
    return calls


@pytest.fixture
def page(filling: Filling) -> FormPage:
    return filling.open(form_of(SURVEY), kind="visit")


def fill(page: FormPage) -> None:
    page.session.answer("/data/a/purpose", "看冻害")
    page.session.answer("/data/b/remark", "无")


def test_missing_answers_block_and_lead_to_their_questions(
    page: FormPage, qtbot: QtBot, findings: list[Finding], written: list[dict[str, Any]]
) -> None:
    QTest.keyClick(find(page, "q:/data/a/purpose", QLineEdit), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(page.problems.isVisible)
    assert [line.text() for line in page.problems.lines] == ["请填写目的", "请填写备注"]
    assert find(page, "section:b").status.sign == "wrong"
    find(page, "problem:/data/b/remark", QAbstractButton).click()
    assert QApplication.focusWidget().objectName() == "q:/data/b/remark"
    row = page.body.row("/data/b/remark")
    assert row is not None and row.message() == "请填写备注"
    assert written == []


def test_a_whole_form_becomes_a_record_and_the_draft_goes(
    page: FormPage, qtbot: QtBot, findings: list[Finding], written: list[dict[str, Any]], filling: Filling
) -> None:
    fill(page)
    with qtbot.waitSignal(page.submitted) as signal:
        page.footer.submit_button.click()
    assert signal.args == [page.draft.id]
    assert written[0]["action"] == "submit" and written[0]["draft_id"] == page.draft.id
    with pytest.raises(InputError):
        filling.program.drafts.get(page.draft.id)


def test_a_save_that_stands_behind_the_writing_is_no_fault(
    page: FormPage, qtbot: QtBot, findings: list[Finding], written: list[dict[str, Any]], shell: FakeShell
) -> None:
    fill(page)
    with qtbot.waitSignal(page.submitted):
        page.submission.write("")
        page.autosave.save()
    qtbot.waitUntil(lambda: not shell.background.busy())
    assert written and shell.errors == []


def test_an_error_of_the_rules_blocks(
    page: FormPage, qtbot: QtBot, findings: list[Finding], written: list[dict[str, Any]]
) -> None:
    fill(page)
    findings.append(Finding("V01", "E", "b/remark", {}))
    page.submit()
    qtbot.waitUntil(page.problems.isVisible)
    assert not page.problems.anyway.isVisible()
    assert find(page, "problem:/data/b/remark") is page.problems.lines[0]
    assert written == []


def test_a_warning_is_confirmed_with_a_reason_that_is_stored(
    page: FormPage, qtbot: QtBot, findings: list[Finding], written: list[dict[str, Any]]
) -> None:
    fill(page)
    findings.append(Finding("V03", "W", "a/purpose", {}))
    page.submit()
    qtbot.waitUntil(page.problems.isVisible)
    assert not page.problems.anyway.isEnabled()
    QTest.keyClicks(page.problems.reason, "two of us")
    with qtbot.waitSignal(page.submitted):
        page.problems.anyway.click()
    assert written[0]["reason"] == "two of us"


def test_a_refused_write_keeps_everything(
    page: FormPage, qtbot: QtBot, findings: list[Finding], shell: FakeShell, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = page.program

    def put(*_args: Any, **_more: Any) -> None:
        raise InputError("not_allowed", kind="走访")

    monkeypatch.setattr(type(program.records), "put", put)
    fill(page)
    page.submit()
    qtbot.waitUntil(lambda: len(shell.errors) > 0)
    assert page.footer.submit_button.isEnabled()
    qtbot.waitUntil(lambda: "看冻害" in str(program.drafts.get(page.draft.id).saved))


def test_preview_prints_the_draft_as_it_stands(
    page: FormPage, qtbot: QtBot, shell: FakeShell, monkeypatch: pytest.MonkeyPatch, program: Program
) -> None:
    monkeypatch.setattr(
        type(program.reports), "draft_pdf", lambda _reports, draft_id, *_more: b"%PDF " + draft_id.encode()
    )
    page.preview()
    qtbot.waitUntil(lambda: len(shell.printed) == 1)
    assert shell.printed[0] == b"%PDF " + page.draft.id.encode()
