"""The print preview: pages of a real PDF, zoom, saving; a broken document is said, not shown."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QPushButton, QToolButton
from pytestqt.qtbot import QtBot
from reportlab.pdfgen import canvas

from commissioner_app.ui.shared.pdf_pages import page_count, picture
from commissioner_app.ui.shared.pdf_preview import PdfPreview
from commissioner_app.ui.window import MainWindow

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(scope="module")
def document() -> bytes:
    out = io.BytesIO()
    page = canvas.Canvas(out)
    for number in range(3):
        page.drawString(100, 700, f"page {number}")
        page.showPage()
    page.save()
    return out.getvalue()


def preview(window: MainWindow, pdf: bytes) -> PdfPreview:
    window.print_preview(pdf, "走访记录表")
    return window.findChildren(PdfPreview)[-1]


def test_every_page_is_shown_and_zoomed(window: MainWindow, document: bytes, qtbot: QtBot) -> None:
    shown = preview(window, document)
    qtbot.waitUntil(lambda: len(shown.page_labels()) == 3, timeout=15_000)
    width = shown.page_labels()[0].width()
    qtbot.mouseClick(shown.findChild(QToolButton, "pdfLarger"), LEFT)
    qtbot.waitUntil(lambda: len(shown.page_labels()) == 3 and shown.page_labels()[0].width() > width, timeout=15_000)
    shown.close()


def test_it_is_saved_as_it_is(window: MainWindow, document: bytes, tmp_path: Path, qtbot: QtBot) -> None:
    shown = preview(window, document)
    shown.save_to(tmp_path / "a.pdf")
    qtbot.waitUntil(lambda: shown._message.message is not None and shown._message.message.tone == "ok", timeout=15_000)
    assert (tmp_path / "a.pdf").read_bytes() == document
    shown.save_to(tmp_path / "no folder" / "a.pdf")
    qtbot.waitUntil(lambda: shown._message.message.tone == "attention", timeout=15_000)
    shown.close()


def test_a_broken_document_is_said(window: MainWindow, qtbot: QtBot) -> None:
    shown = preview(window, b"not a pdf")
    qtbot.waitUntil(lambda: shown._message.message is not None, timeout=15_000)
    assert not shown.page_labels()
    shown.close()


def test_it_prints_each_page(window: MainWindow, document: bytes, tmp_path: Path, qtbot: QtBot) -> None:
    shown = preview(window, document)
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    shown.print_on(printer)
    printed = (tmp_path / "printed.pdf").read_bytes()
    assert page_count(printed) == 3
    image = picture(printed, 0, 1.0)
    assert any(image.pixelColor(x, 100).lightness() < 200 for x in range(image.width())) or not image.isNull()
    shown.close()


def test_a_visit_prints_from_its_page(window: MainWindow, document: bytes, program: object, qtbot: QtBot) -> None:
    program.reports.pdf = lambda kind, record_id, lang="zh": document  # type: ignore[attr-defined]
    window.open("visits", "v-0-0")
    qtbot.mouseClick(window.page("visits").detail.findChild(QPushButton, "action.print"), LEFT)  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: bool(window.findChildren(PdfPreview)), timeout=15_000)
    shown = window.findChildren(PdfPreview)[-1]
    assert "走访记录表" in shown.windowTitle()
    shown.close()
