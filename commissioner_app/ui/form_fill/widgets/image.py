"""One picture: chosen, dropped, pasted or taken with the camera, with a preview that opens large."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton

from commissioner_app.forms.screen import Node
from commissioner_app.i18n import tr
from commissioner_app.ui.form_fill.camera import CameraPanel
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.visibility import show_if
from commissioner_app.ui.form_fill.widgets.upload import PICTURES, UploadWidget, jpeg_of
from commissioner_app.ui.shared.icons import icon

PREVIEW = 160
FRONT: Final = frozenset({"new-front", "selfie"})
FRESH: Final = FRONT | {"new"}
"""Appearances that want a photo taken now."""


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
        self.shoot = QPushButton()
        self.shoot.setIcon(icon("shutter"))
        self.shoot.clicked.connect(self.open_camera)
        self.buttons.insertWidget(0, self.shoot)
        self.notice = QLabel()
        self.notice.setWordWrap(True)
        self.notice.setProperty("muted", True)
        self._layout.addWidget(self.notice)
        self.camera: CameraPanel | None = None
        self._no_camera = not tools.cameras.installed()
        self._previewed = ""
        self.refresh()

    def name_inputs(self, label: str, name: str) -> None:
        super().name_inputs(label, name)
        self.shoot.setObjectName(name + ":shoot")
        self.shoot.setAccessibleName(f"{label}: {tr('form.camera.open')}")

    def choose_key(self) -> str:
        return "form.upload.picture"

    def refresh(self) -> None:
        super().refresh()
        value, readonly = self.node.value, self.node.readonly
        show_if(self.preview, bool(value))
        self.shoot.setText(tr("form.camera.open"))
        show_if(self.shoot, not readonly and not self._no_camera and self.camera is None)
        self.notice.setText(tr("form.camera.missing"))
        show_if(
            self.notice, self._no_camera and not value and not readonly and bool(FRESH & set(self.node.appearances))
        )
        self.preview.setToolTip(tr("form.photos.large"))
        self.preview.setAccessibleName(tr("form.photos.large"))
        if value and value != self._previewed:
            self._previewed = value
            self.tools.show_thumbnail(value, self._show, self)

    def open_camera(self) -> None:
        """Show what the camera sees; where there is none, say so and leave the file."""
        panel = CameraPanel(self.tools.cameras, front=bool(FRONT & set(self.node.appearances)))
        if not panel.found:
            panel.deleteLater()
            self._no_camera = True
            self.trouble.emit(tr("form.camera.missing"))
            self.refresh()
            return
        self.camera = panel
        panel.taken.connect(self._take_photo)
        panel.closed.connect(self._camera_closed)
        self._layout.insertWidget(0, panel)
        panel.show()
        self.refresh()

    def _take_photo(self, image: QImage) -> None:
        self.take(jpeg_of(image), f"{tr('form.camera.file')} {self.tools.now():%Y%m%d-%H%M%S}.jpg")

    def _camera_closed(self) -> None:
        panel, self.camera = self.camera, None
        if panel is not None:
            panel.hide()
            panel.deleteLater()
        self.refresh()

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
