"""The whole gallery by keyboard alone: Tab comes to every question, each stop has a name, and nothing is cut off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from commissioner_app import i18n
from commissioner_app.forms.instance.form import FormInstance
from commissioner_app.i18n import Language
from commissioner_app.tour.form_gallery import gallery_form
from commissioner_app.ui.form_fill import nodes
from commissioner_app.ui.form_fill.body import Body
from commissioner_app.ui.form_fill.page import FormPage
from commissioner_app.ui.form_fill.rows import QuestionRow
from commissioner_app.ui.form_fill.session import FormSession
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.shared import theme
from tests.ui.form_fill.support import FakeShell, Filling

# A label with links is left after its last one.
LINKS = 3


@pytest.fixture
def gallery(filling: Filling, qtbot: QtBot) -> FormPage:
    page = filling.open(gallery_form())
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    return page


def test_tab_comes_to_every_question_and_each_stop_has_a_name(gallery: FormPage) -> None:
    wanted = {
        node.ref for node in nodes.questions(gallery.session.root) if not node.readonly and not nodes.is_note(node)
    }
    reached: set[str] = set()
    for section in gallery.sections.relevant():
        gallery.navigator.open(section, focus=True)
        assert gallery.navigator.view is not None
        for first in gallery.navigator.view.open_rows()[:1]:
            first.take_focus()
        seen: Counter[QWidget] = Counter()
        for _ in range(600):
            widget = gallery.focusWidget()
            row = gallery.body.row_of(widget)
            if widget is None or (row is not None and seen[widget] > LINKS):
                break
            if row is not None:
                seen[widget] += 1
                reached.add(row.node.ref)
                words = widget.accessibleName() or widget.toolTip() or getattr(widget, "text", str)()
                assert words.strip(), f"a stop without a name in {row.node.ref}: {widget}"
            QTest.keyClick(widget, Qt.Key.Key_Tab)
    assert wanted <= reached, str(sorted(wanted - reached))


def _rows(form: FormInstance, shell: FakeShell, program: object) -> Iterator[QuestionRow]:
    session = FormSession(form)
    tools = FieldTools(program, shell, session, files=form.definition.files)  # type: ignore[arg-type]
    body = Body(session, tools, lambda node, _body: QLabel(node.label), session)
    for node in nodes.questions(session.root):
        yield QuestionRow(node, body)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("percent", [100, 150])
def test_no_words_are_cut_off(
    filling: Filling, shell: FakeShell, qapp: QApplication, language: Language, percent: int
) -> None:
    theme.ensure_chinese_font(qapp)
    theme.apply(qapp, "light")
    theme.set_scale(qapp, percent)
    i18n.set_language(language)
    try:
        form = FormInstance(gallery_form())
        form.set_language("English (en)" if language == "en" else "中文 (zh)")
        for row in _rows(form, shell, filling.program):
            row.resize(680, max(row.heightForWidth(680), row.sizeHint().height()))
            row.show()
            QApplication.processEvents()
            _whole(row)
            row.hide()
            row.deleteLater()
    finally:
        theme.set_scale(qapp, 100)


def _whole(row: QuestionRow) -> None:
    for widget in row.findChildren(QWidget):
        if not widget.isVisible() or any(isinstance(above, QScrollArea) for above in _above(widget, row)):
            continue
        where = f"{row.node.ref}: {type(widget).__name__} {widget.geometry()}"
        if isinstance(widget, QAbstractButton) and widget.text():
            assert widget.width() >= min(widget.sizeHint().width(), widget.minimumSizeHint().width()), where
            assert widget.height() >= widget.fontMetrics().height(), where
        elif isinstance(widget, QLabel) and widget.text():
            needed = widget.heightForWidth(widget.width()) if widget.wordWrap() else widget.fontMetrics().height()
            assert widget.height() >= needed - 2, where
        elif isinstance(widget, QLineEdit):
            assert widget.height() >= widget.fontMetrics().height() + 4, where


def _above(widget: QWidget, row: QWidget) -> Iterator[QWidget]:
    above = widget.parentWidget()
    while above is not None and above is not row:
        yield above
        above = above.parentWidget()
