"""One picture: chosen, dropped or pasted, with a preview that opens large."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QToolButton

from commissioner_app.forms.screen import Node
from commissioner_app.i18n import tr
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.visibility import show_if
from commissioner_app.ui.form_fill.widgets.upload import PICTURES, UploadWidget
from commissioner_app.ui.shared.icons import icon

PREVIEW = 160


class ImageWidget(UploadWidget):
    """The preview comes from the stored thumbnail, made in the background."""

    def __init__(self, node: Node, tools: FieldTools) -> None:
        super().__init__(node, tools)
        self.filters = f"{tr('form.upload.pictures')} ({PICTURES})"
        self.choose.setIcon(icon("image"))
        self.preview = QToolButton()
        self.preview.setAutoRaise(True)
        self.preview.clicked.connect(self._open)
        self._layout.insertWidget(0, self.preview, 0, Qt.AlignmentFlag.AlignLeft)
        self._previewed = ""
        self.refresh()

    def choose_key(self) -> str:
        return "form.upload.picture"

    def refresh(self) -> None:
        super().refresh()
        value = self.node.value
        show_if(self.preview, bool(value))
        self.preview.setToolTip(tr("form.photos.large"))
        self.preview.setAccessibleName(tr("form.photos.large"))
        if value and value != self._previewed:
            self._previewed = value
            self.tools.show_thumbnail(value, self._show, self)

    def _show(self, picture: QPixmap) -> None:
        if picture.isNull():
            self.preview.setIcon(icon("image", "muted"))
            return
        ratio = self.devicePixelRatioF()
        keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        fitted = picture.scaled(round(PREVIEW * ratio), round(PREVIEW * ratio), keep, smooth)
        fitted.setDevicePixelRatio(ratio)
        self.preview.setIcon(QIcon(fitted))
        self.preview.setIconSize(fitted.deviceIndependentSize().toSize())

    def _open(self) -> None:
        self.tools.shell.show_photo([self.node.value])
