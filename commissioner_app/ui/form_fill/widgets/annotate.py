"""A photo to draw on: the strokes become part of the picture that is kept."""

from __future__ import annotations

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from commissioner_app.i18n import tr
from commissioner_app.ui.form_fill.visibility import show_if
from commissioner_app.ui.form_fill.widgets.draw import DrawWidget


class AnnotateWidget(DrawWidget):
    """First the photo, then the sheet with it. Taking the last stroke back brings the photo back as it was."""

    pens = ("red", "yellow", "blue", "white")
    file_key = "form.draw.marked"
    _photo = ""

    def entry(self) -> QWidget:
        return self.pad if self.node.value else self.choose

    def refresh(self) -> None:
        super().refresh()
        value = self.node.value
        if value and value != self._own:
            self._photo = value
        show_if(self.pad, bool(value))
        if self._pens is not None:
            show_if(self._pens, bool(value) and not self.node.readonly)
        self.choose.setText(tr("form.upload.replace" if value else "form.upload.picture"))
        if not value:
            self.said.setText(tr("form.draw.photo_first"))

    def lay(self, picture: QImage) -> None:
        # A sheet is as high as its photo asks for, within the room of the page.
        if not picture.isNull():
            wide = min(self.paper.width(), picture.width())
            high = round(wide * picture.height() / picture.width())
            self.pad.setFixedHeight(max(160, min(2 * self.pad.fontMetrics().height() * 12, high)))
        super().lay(picture)

    def emptied(self) -> None:
        self.answered.emit(self._photo)
