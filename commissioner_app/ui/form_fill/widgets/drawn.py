"""What signature, drawing and annotation share: a sheet to draw on, kept as a picture; a file may be chosen instead."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPushButton, QWidget

from commissioner_app.forms.screen import Node
from commissioner_app.i18n import tr
from commissioner_app.services.attachments import Added
from commissioner_app.ui.form_fill.drawing import DrawingPad
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.visibility import show_if
from commissioner_app.ui.form_fill.widgets.upload import PICTURES, UploadWidget, jpeg_of, png_of
from commissioner_app.ui.shared.icons import icon


class DrawnWidget(UploadWidget):
    """The sheet, then undo, clear and a file instead (for who cannot draw, and for the keyboard)."""

    paper = QSize(440, 150)
    signing = False
    file_key = "form.draw.file"
    hint_key = "form.draw.here"
    clear_key = "form.draw.clear"

    def __init__(self, node: Node, tools: FieldTools) -> None:
        super().__init__(node, tools)
        self.filters = f"{tr('form.upload.pictures')} ({PICTURES})"
        self.choose.setIcon(icon("image"))
        self.pad = DrawingPad(self.paper, signing=self.signing)
        self.pad.drawn.connect(self._store)
        self.pad.changed.connect(self._show_buttons)
        self.undo = QPushButton()
        self.undo.setIcon(icon("undo-2"))
        self.undo.clicked.connect(self.pad.undo)
        # Its place is kept: the sheet must not move under a stroke that was just drawn.
        policy = self.undo.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.undo.setSizePolicy(policy)
        self.buttons.addWidget(self.undo)
        self.buttons.setStretchFactor(self.said, 0)
        self.buttons.addStretch(1)
        self._layout.insertWidget(0, self.pad)
        self._shown = ""
        self._own = ""
        self.refresh()

    def entry(self) -> QWidget:
        return self.pad

    def name_inputs(self, label: str, name: str) -> None:
        super().name_inputs(label, name)
        self.choose.setObjectName(name + ":choose")
        self.undo.setObjectName(name + ":undo")

    def choose_key(self) -> str:
        return "form.upload.picture"

    def flush(self) -> None:
        if self.pad.pending:
            self.pad.hand_over()

    def refresh(self) -> None:
        super().refresh()
        value = self.node.value
        self.pad.hint = tr(self.hint_key)
        self.undo.setText(tr("form.draw.undo"))
        self.remove.setText(tr(self.clear_key))
        self.choose.setText(tr("form.draw.instead"))
        self.said.setText("")
        self.pad.setEnabled(not self.node.readonly)
        self._show_buttons()
        if value == self._shown:
            return
        self._shown = value
        if not value:
            self.pad.lay(QImage())
        elif value != self._own and not self.pad.pending:
            # An undo of the form, or a file: what is drawn here is not the answer any more.
            self.pad.lay(QImage())
            self.fetch(value)

    def take(self, source: Path | bytes, name: str) -> None:
        self._own = ""
        super().take(source, name)

    def fetch(self, name: str) -> None:
        """Lay a stored picture on the sheet."""
        self.tools.show_picture(name, self.lay, self)

    def lay(self, picture: QImage) -> None:
        """A stored picture has arrived."""
        if not self.pad.strokes:
            self.pad.lay(picture)

    def _show_buttons(self) -> None:
        show_if(self.undo, bool(self.pad.strokes) and not self.node.readonly)
        show_if(self.remove, (bool(self.node.value) or bool(self.pad.strokes)) and not self.node.readonly)

    def _store(self, picture: QImage) -> None:
        if picture.isNull():
            self.emptied()
            return

        def arrived(added: Added) -> None:
            self._own = added.name
            self.answered.emit(added.name)

        over_photo = not self.pad.ground.isNull()
        data, ending = (jpeg_of(picture), "jpg") if over_photo else (png_of(picture), "png")
        self.tools.take_in(data, f"{tr(self.file_key)}.{ending}", arrived, self.refresh, self, longest=self.longest)

    def emptied(self) -> None:
        """The last stroke was taken back."""
        self.answered.emit("")

    def clear(self) -> None:
        self.pad.lay(QImage())
        super().clear()
