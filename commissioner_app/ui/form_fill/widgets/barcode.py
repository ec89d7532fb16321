"""A barcode: typed, scanned by a scanner that types like a keyboard, or read from a photo. Kept as it was scanned."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog, QLineEdit, QMenu, QPushButton

from commissioner_app.errors import AppError
from commissioner_app.forms.screen import Node
from commissioner_app.i18n import tr
from commissioner_app.services import barcodes
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.visibility import show_if
from commissioner_app.ui.form_fill.widgets.text import TextWidget
from commissioner_app.ui.form_fill.widgets.upload import PICTURES, local_files, picture_in
from commissioner_app.ui.shared.form_layout import row, widened
from commissioner_app.ui.shared.icons import icon
from commissioner_app.ui.shared.tokens import INSIDE

BETWEEN_KEYS_MS = 50
"""A scanner types a key every few milliseconds; nobody types four keys that fast."""
SHORTEST = 4
_WIDTH = 260


class ScanLine(QLineEdit):
    """``scanned``: a whole code came from a scanner. It takes the place of what stood there. ``pictured``: a picture was
    pasted."""

    scanned = Signal(str)
    pictured = Signal(bytes)

    def __init__(self) -> None:
        super().__init__()
        self._burst = ""
        self._last = 0
        self.keep_latin()

    def keep_latin(self) -> None:
        """A Chinese input method would take the scanner's letters for syllables."""
        self.setInputMethodHints(Qt.InputMethodHint.ImhLatinOnly | Qt.InputMethodHint.ImhNoPredictiveText)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.matches(QKeySequence.StandardKey.Paste) and not self.isReadOnly():
            picture = picture_in(QGuiApplication.clipboard().mimeData())
            if picture is not None:
                self.pictured.emit(picture[0])
                return
        # When the key was struck, not when a busy program came to look at it; some systems do not tell.
        struck = event.timestamp() or time.monotonic_ns() // 1_000_000
        quick, self._last = struck - self._last <= BETWEEN_KEYS_MS, struck
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            burst, self._burst = self._burst, ""
            if quick and len(burst) >= SHORTEST:
                self.setText(burst)
                self.scanned.emit(burst)
                return
        elif event.text() and event.text().isprintable():
            self._burst = (self._burst if quick else "") + event.text()
        elif event.key() != Qt.Key.Key_Shift:
            self._burst = ""
        super().keyPressEvent(event)


class BarcodeWidget(TextWidget):
    """The line, and a button for a photo of the label."""

    line: ScanLine

    def __init__(self, node: Node, tools: FieldTools) -> None:
        self.from_photo = QPushButton()
        super().__init__(node, tools)
        self.setAcceptDrops(True)
        self.line.scanned.connect(self._scanned)
        self.line.pictured.connect(self.read_from)
        self.line.setFixedWidth(widened(self, _WIDTH))
        self.from_photo.setIcon(icon("bars"))
        self.from_photo.clicked.connect(self._choose)
        across = row(spacing=INSIDE)
        across.addWidget(self.line)
        across.addWidget(self.from_photo)
        across.addStretch(1)
        self._layout.addLayout(across)
        self.refresh()

    def make_line(self) -> ScanLine:
        return ScanLine()

    def name_inputs(self, label: str, name: str) -> None:
        super().name_inputs(label, name)
        self.from_photo.setObjectName(name + ":photo")
        self.from_photo.setAccessibleName(f"{label}: {tr('form.barcode.from_photo')}")

    def refresh(self) -> None:
        super().refresh()
        self.line.setPlaceholderText(tr("form.barcode.scan"))
        self.from_photo.setText(tr("form.barcode.from_photo"))
        show_if(self.from_photo, not self.node.readonly)

    def set_readonly(self, readonly: bool) -> None:
        super().set_readonly(readonly)
        self.line.keep_latin()

    def read_from(self, source: Path | bytes) -> None:
        """Look for codes on a picture, off the main thread."""

        def found() -> list[str]:
            return barcodes.read(source if isinstance(source, bytes) else source.read_bytes())

        self.tools.shell.run_background(found, self._offer, self._unread, owner=self, lane="pool")

    def _scanned(self, _code: str) -> None:
        self.flush()
        self.trouble.emit("")
        self.finished.emit()

    def _choose(self) -> None:
        filters = f"{tr('form.upload.pictures')} ({PICTURES})"
        path, _ = QFileDialog.getOpenFileName(self.window(), tr("form.barcode.from_photo"), "", filters)
        if path:
            self.read_from(Path(path))

    def _offer(self, codes: list[str]) -> None:
        if not codes:
            self.trouble.emit(tr("form.barcode.none"))
        elif len(codes) == 1:
            self._take(codes[0])
        else:
            menu = QMenu(self)
            for code in codes:
                menu.addAction(code, self._taker(code))
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(self.from_photo.mapToGlobal(QPoint(0, self.from_photo.height())))

    def _taker(self, code: str) -> Callable[[], None]:
        return lambda: self._take(code)

    def _take(self, code: str) -> None:
        self.line.setText(code)
        self.flush()
        self.trouble.emit("")

    def _unread(self, error: BaseException) -> None:
        if isinstance(error, AppError | OSError):
            self.trouble.emit(tr("form.barcode.none"))
        else:
            self.tools.shell.report(error)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        if not self.node.readonly and (event.mimeData().hasUrls() or event.mimeData().hasImage()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        files, picture = local_files(event.mimeData()), picture_in(event.mimeData())
        if files or picture:
            self.read_from(files[0] if files else picture[0])  # type: ignore[index]  # one of the two is there
            event.acceptProposedAction()
