"""The forms screen on a real profile: versions, a spreadsheet checked, tried, compared, published, retired."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from commissioner_app import i18n
from commissioner_app.errors import EnvironmentFault
from commissioner_app.services.program import Program
from commissioner_app.services.scratch import ScratchAttachments
from commissioner_app.ui.screens.forms.page import Page
from commissioner_app.ui.window import MainWindow
from tests.services.conftest import Bench
from tests.services.test_attachments import photo
from tests.ui.conftest import Opened
from tests.ui.forms.conftest import ROWS, Sheet, hold
from tests.ui.typing import write

LEFT = Qt.MouseButton.LeftButton


def found(page: Any, kind: type[Any], name: str) -> Any:
    """A child of that name; Any, as the tests of the window take what they look for."""
    return page.findChild(kind, name)


def click(qtbot: Any, page: Page, name: str) -> None:
    button = found(page, QPushButton, name)
    assert button.isEnabled(), name
    qtbot.mouseClick(button, LEFT)


def forms(window: MainWindow, qtbot: QtBot) -> Page:
    window.open("forms")
    page = window.page("forms")
    assert isinstance(page, Page)
    qtbot.waitUntil(lambda: page.model.rowCount() > 0, timeout=20_000)
    return page


def opened_file(page: Page, path: Path, qtbot: QtBot) -> Any:
    page.open_file(path)
    qtbot.waitUntil(lambda: getattr(getattr(page.detail, "trial", None), "path", None) == path, timeout=20_000)
    return page.detail


def choose(page: Page, form_id: str, qtbot: QtBot) -> Any:
    page.view.setCurrentIndex(page.model.index(page.model.place(form_id)))
    qtbot.waitUntil(lambda: bool(page.detail.preview_button.isEnabled()), timeout=20_000)  # type: ignore[union-attr]
    return page.detail


def words(widget: Any) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.text()]


@pytest.mark.parametrize("role", ["STC", "PROVINCE"])
def test_versions_say_how_they_stand(bench: Bench, opened: Opened, sheet: Sheet, qtbot: QtBot, role: str) -> None:
    program = bench.program(role=role)
    hold(program, sheet("1", *ROWS, ["text", "gone", "旧题", "Old", "", ""]), "1")
    hold(program, sheet("2", *ROWS), "2")
    program.drafts.start("host", form_id="host_tea", answers={"host_name": "甲"}) if role == "STC" else None
    page = forms(opened(program), qtbot)
    detail = choose(page, "host_tea", qtbot)
    shown = words(detail)
    assert i18n.tr("forms.state.current") in shown and i18n.tr("forms.state.older") in shown
    assert ("1 份草稿" in shown) == (role == "STC")
    assert "去掉题目“旧题”" in shown
    assert detail.retire_button.isVisible() == (role == "PROVINCE")
    older = detail.findChild(object, "formVersion.1")
    older.opened.emit()
    qtbot.waitUntil(lambda: page.detail.row.version == "1")  # type: ignore[union-attr]
    assert i18n.tr("forms.versions") in words(page.detail)


def test_findings_name_sheet_row_and_column(bench: Bench, opened: Opened, sheet: Sheet, qtbot: QtBot) -> None:
    program = bench.program(role="PROVINCE")
    page = forms(opened(program), qtbot)
    bad = sheet("1", *ROWS[:2], ["select_one crosp", "crop", "作物", "Crop", "", ""], ["text", "b", "乙", "", "", ""])
    detail = opened_file(page, bad, qtbot)
    assert not detail.publish_button.isEnabled() and not detail.preview_button.isEnabled()
    table = detail.findChild(QTableView, "formFindings")
    model = table.model()
    cells = [[model.index(row, column).data() for column in range(4)] for row in range(model.rowCount())]
    assert cells[0] == ["survey", "4", "type", "没有名为 crosp 的选项列表，是不是“crops”？"]
    assert ["survey", "5", "label::English (en)"] in [row[:3] for row in cells]
    table.selectRow(0)
    table.copy()
    assert QGuiApplication.clipboard().text() == "错误 survey 4 type: 没有名为 crosp 的选项列表，是不是“crops”？"
    sheet("1", *ROWS)
    click(qtbot, page, "formAgain")
    qtbot.waitUntil(lambda: page.detail is not detail, timeout=20_000)
    good = opened_file(page, sheet("1", *ROWS), qtbot)
    assert good.publish_button.isEnabled()


def test_a_dropped_spreadsheet_is_opened(bench: Bench, opened: Opened, sheet: Sheet, qtbot: QtBot) -> None:
    page = forms(opened(bench.program()), qtbot)
    path, mime = sheet("1", *ROWS), QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    enter = QDragEnterEvent(
        QPointF(50, 50).toPoint(), Qt.DropAction.CopyAction, mime, LEFT, Qt.KeyboardModifier.NoModifier
    )
    page.dragEnterEvent(enter)
    assert enter.isAccepted()
    drop = QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, mime, LEFT, Qt.KeyboardModifier.NoModifier)
    page.dropEvent(drop)
    qtbot.waitUntil(lambda: hasattr(page.detail, "trial"), timeout=20_000)
    assert page.detail.trial.definition is not None  # type: ignore[union-attr]
    assert not page.detail.publish_button.isVisible()  # type: ignore[union-attr]
    other = QMimeData()
    other.setUrls([QUrl.fromLocalFile("/tmp/photo.jpg")])
    refused = QDragEnterEvent(
        QPointF(50, 50).toPoint(), Qt.DropAction.CopyAction, other, LEFT, Qt.KeyboardModifier.NoModifier
    )
    refused.ignore()
    page.dragEnterEvent(refused)
    assert not refused.isAccepted()


def stored(page: Page) -> dict[str, tuple[str, str]]:
    assert page.preview is not None
    return {line.question: (line.words, line.core or line.key) for line in page.preview.stored.model.rows}


def test_trying_shows_what_would_be_stored_and_stores_nothing(
    bench: Bench, opened: Opened, sheet: Sheet, qtbot: Any
) -> None:
    program = bench.program()
    page: Any = forms(opened(program), qtbot)
    opened_file(page, sheet("1", *ROWS), qtbot)
    click(qtbot, page, "formPreviewFile")
    assert page.preview is not None
    name = found(page.preview, QLineEdit, "q:/data/host_name")
    name.setFocus()
    write(name, "青山茶社")
    qtbot.waitUntil(lambda: stored(page).get("名称") == ("青山茶社", "名称"), timeout=10_000)
    session = page.preview.form.session
    session.answer("/data/crops", ["tea"])
    session.answer("/data/plots[1]/plot", "东坡")
    qtbot.waitUntil(lambda: stored(page).get("种什么") == ("茶", "crops"))
    assert stored(page)["地块"] == ("1 项", "plots") and stored(page)["地块名"] == ("东坡", "plot")
    lacks = found(page.preview, QLabel, "storedLacks")
    assert "主导产业" in lacks.text() and "名称" not in lacks.text()
    page.preview.form.set_language("English (en)")
    qtbot.waitUntil(lambda: stored(page).get("Crops") == ("Tea", "crops"))
    assert found(page.preview, QLineEdit, "q:/data/host_name").text() == "青山茶社"
    page.preview.form.undo()
    qtbot.waitUntil(lambda: "Plot" not in stored(page))
    qtbot.keyClick(name, Qt.Key.Key_Escape)
    assert page.preview is None and page.currentIndex() == 0
    qtbot.wait(50)
    store = program.desk.store
    assert program.drafts.rows() == [] and store.outbox.count() == 0
    assert store.forms.headers() == []


def test_files_of_a_trial_stay_in_memory(bench: Bench) -> None:
    program = bench.program()
    scratch = ScratchAttachments(program.desk, program.preferences)
    added = scratch.add(photo(), "茶园.jpg")
    assert scratch.read(added.name) and scratch.thumbnail(added.name)
    info = scratch.info(added.name)
    assert info is not None and info.original_name == "茶园.jpg"
    assert program.attachments.info(added.name) is None
    assert program.desk.store.attachments.waiting() == []


def test_publishing_says_what_changes_and_sends_it(
    bench: Bench, opened: Opened, sheet: Sheet, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = bench.program(role="PROVINCE")
    hold(program, sheet("1", *ROWS), "1")
    sent: list[tuple[str, Any]] = []

    def ask(_method: str, path: str, message: Any) -> Any:
        sent.append((path, message))
        if len(sent) == 1:
            raise EnvironmentFault("server_unreachable")
        return {"id": "host_tea", "version": "2", "title": "茶企调查", "added": True, "warnings": [], "retired": 1}

    monkeypatch.setattr(runner_of(program), "ask", ask)
    window = opened(program)
    page = forms(window, qtbot)
    detail = opened_file(page, sheet("2", *ROWS, ["text", "brand", "品牌", "Brand", "", ""]), qtbot)
    assert "新增题目“品牌”" in words(detail)
    click(qtbot, page, "formPublish")
    qtbot.waitUntil(lambda: window.message_bar.message is not None and len(sent) == 1, timeout=10_000)
    qtbot.waitUntil(detail.publish_button.isEnabled)  # nothing is lost: it can be tried again
    click(qtbot, page, "formPublish")
    qtbot.waitUntil(lambda: len(sent) == 2 and not hasattr(page.detail, "trial"), timeout=10_000)
    assert sent[1][0] == "/v1/forms" and "品牌" in sent[1][1]["xml"]


def test_a_version_that_drops_a_core_field_cannot_be_published(
    bench: Bench, opened: Opened, sheet: Sheet, qtbot: QtBot
) -> None:
    program = bench.program(role="PROVINCE")
    hold(program, sheet("1", *ROWS), "1")
    page = forms(opened(program), qtbot)
    detail = opened_file(page, sheet("2", ROWS[0]), qtbot)
    assert detail.preview_button.isEnabled() and not detail.publish_button.isEnabled()
    assert "新版去掉了核心字段“county”；核心字段不能去掉" in words(detail)


def test_retiring_is_asked_for_once_more(
    bench: Bench, opened: Opened, sheet: Sheet, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = bench.program(role="ADMIN")
    hold(program, sheet("1", *ROWS), "1")
    sent: list[str] = []

    def ask(_method: str, path: str, _message: Any) -> Any:
        sent.append(path)
        return {"id": "host_tea", "retired": 1}

    monkeypatch.setattr(runner_of(program), "ask", ask)
    page = forms(opened(program), qtbot)
    choose(page, "host_tea", qtbot)
    click(qtbot, page, "formRetire")
    assert sent == []
    click(qtbot, page, "formRetireSure")
    qtbot.waitUntil(lambda: sent == ["/v1/forms/host_tea/retire"], timeout=10_000)


def runner_of(program: Program) -> Any:
    return program.publishing._runner


def test_the_side_folds_where_the_questions_need_the_room(
    bench: Bench, opened: Opened, sheet: Sheet, qtbot: QtBot
) -> None:
    window = opened(bench.program())
    page = forms(window, qtbot)
    opened_file(page, sheet("1", *ROWS), qtbot)
    click(qtbot, page, "formPreviewFile")
    qtbot.waitUntil(lambda: page.preview is not None and page.preview.stored.isVisible())
    window.resize(800, 600)
    qtbot.waitUntil(lambda: page.preview is not None and not page.preview.stored.isVisible())
    qtbot.waitUntil(lambda: page.preview is not None and page.preview.form.stack.width() > 300)
    window.resize(1366, 768)
    qtbot.waitUntil(lambda: page.preview is not None and page.preview.stored.isVisible())
