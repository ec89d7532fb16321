"""A document before it is printed: its pages, zoom, saving, printing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage, QKeySequence, QPainter, QPixmap, QShortcut
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QScrollArea, QVBoxLayout, QWidget

from commissioner_app.i18n import tr
from commissioner_app.ui.shared import pdf_pages
from commissioner_app.ui.shared.form_layout import button, clear_layout, column, icon_button, line, row, text
from commissioner_app.ui.shared.messages import Message, MessageBar
from commissioner_app.ui.shared.shell import Shell
from commissioner_app.ui.shared.tokens import AROUND, BETWEEN, INSIDE

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

ZOOMS = (50, 75, 100, 125, 150, 200, 300)
PRINT_SCALE = 300 / 72


class PdfPreview(QDialog):
    """Opens over the window without blocking it; deletes itself when closed."""

    def __init__(self, shell: Shell, pdf: bytes, title: str) -> None:
        super().__init__(shell.window_widget())
        self.setObjectName("pdfPreview")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self._shell, self._pdf, self._title = shell, pdf, title
        self._zoom = 100
        self._message = MessageBar()
        self._pages: QVBoxLayout = column(spacing=BETWEEN)
        self._pages.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        inside = QWidget()
        inside.setLayout(self._pages)
        self._pages.setContentsMargins(AROUND, BETWEEN, AROUND, BETWEEN)
        self._scroll = QScrollArea()
        self._scroll.setObjectName("pdfPages")
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(inside)
        self._build()
        self.resize(900, 700)
        self._scroll.setFocus()
        QTimer.singleShot(0, self._render)

    def _build(self) -> None:
        whole = column(self, spacing=0)
        top = row(spacing=INSIDE)
        top.setContentsMargins(BETWEEN, INSIDE, BETWEEN, INSIDE)
        self._state = text("", muted=True, wrap=False)
        self._state.setObjectName("pdfState")
        out = icon_button("zoom-out", tr("ui.pdf.smaller"), name="pdfSmaller")
        out.clicked.connect(lambda: self._step(-1))
        into = icon_button("zoom-in", tr("ui.pdf.larger"), name="pdfLarger")
        into.clicked.connect(lambda: self._step(1))
        save = button(tr("ui.pdf.save"), "save", name="pdfSave")
        save.clicked.connect(self._save)
        printing = button(tr("ui.action.print"), "printer", primary=True, name="pdfPrint")
        printing.clicked.connect(self._print)
        top.addWidget(self._state, 1)
        for widget in (out, into, save, printing):
            top.addWidget(widget)
        whole.addLayout(top)
        whole.addWidget(line())
        whole.addWidget(self._message)
        whole.addWidget(self._scroll, 1)
        for keys, act in (
            (QKeySequence(QKeySequence.StandardKey.ZoomIn), lambda: self._step(1)),
            (QKeySequence(QKeySequence.StandardKey.ZoomOut), lambda: self._step(-1)),
            (QKeySequence(QKeySequence.StandardKey.Print), self._print),
            (QKeySequence(QKeySequence.StandardKey.Save), self._save),
        ):
            QShortcut(keys, self).activated.connect(act)

    def page_labels(self) -> list[QLabel]:
        """The pages that are shown by now."""
        return self._scroll.widget().findChildren(QLabel, "pdfPage")

    def _render(self) -> None:
        clear_layout(self._pages)
        self._state.setText(tr("ui.pdf.loading"))
        ratio = self.devicePixelRatioF()
        scale = self._zoom / 100 * 96 / 72 * ratio
        wanted = self._zoom

        def show(image: QImage) -> None:
            if wanted == self._zoom:
                self._add(image, ratio)

        self._shell.run_stream(
            lambda: pdf_pages.pictures(self._pdf, scale), show, lambda: self._done(wanted), self._failed, owner=self
        )

    def _add(self, image: QImage, ratio: float) -> None:
        picture = QPixmap.fromImage(image)
        picture.setDevicePixelRatio(ratio)
        page = QLabel()
        page.setObjectName("pdfPage")
        page.setPixmap(picture)
        page.setFixedSize(picture.deviceIndependentSize().toSize())
        page.setAccessibleName(tr("ui.pdf.page", n=self._pages.count() + 1))
        self._pages.addWidget(page, 0, Qt.AlignmentFlag.AlignHCenter)

    def _done(self, zoom: int) -> None:
        if zoom == self._zoom:
            self._state.setText(tr("ui.pdf.state", n=len(self.page_labels()), zoom=self._zoom))

    def _failed(self, _error: BaseException) -> None:
        self._state.setText("")
        self._message.show_message(Message(tr("ui.pdf.failed"), "attention"))

    def _step(self, by: int) -> None:
        place = max(0, min(len(ZOOMS) - 1, ZOOMS.index(self._zoom) + by))
        if ZOOMS[place] != self._zoom:
            self._zoom = ZOOMS[place]
            self._render()

    def _save(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, tr("ui.pdf.save"), f"{self._title}.pdf", "PDF (*.pdf)")
        if name:
            self.save_to(Path(name))

    def save_to(self, path: Path) -> None:
        """Write the document to a file."""
        pdf = self._pdf
        self._shell.run_background(
            lambda: path.write_bytes(pdf),
            lambda _n: self._message.show_message(Message(tr("ui.pdf.saved", name=path.name), "ok")),
            lambda _error: self._message.show_message(Message(tr("ui.pdf.not_saved"), "attention")),
            owner=self,
            lane="pool",
        )

    def _print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self._title)
        dialog = QPrintDialog(printer, self)
        dialog.accepted.connect(lambda: self.print_on(printer))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.show()

    def print_on(self, printer: QPrinter) -> None:
        """Draw every page on a printer, at its size on paper."""
        painter = QPainter(printer)
        first = max(1, printer.fromPage() or 1)
        last = printer.toPage() or pdf_pages.page_count(self._pdf)
        for number in range(first - 1, last):
            if number > first - 1:
                printer.newPage()
            image = pdf_pages.picture(self._pdf, number, PRINT_SCALE)
            room = painter.viewport()
            size = image.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
            painter.drawImage(room.adjusted(0, 0, size.width() - room.width(), size.height() - room.height()), image)
        painter.end()
        self._message.show_message(Message(tr("ui.pdf.printed"), "ok"))
