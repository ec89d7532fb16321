"""The camera, where Qt's multimedia part is installed: a small live picture, a button, a photo in memory."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any, Protocol

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHideEvent, QImage, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from commissioner_app.i18n import tr
from commissioner_app.ui.shared.form_layout import column, row
from commissioner_app.ui.shared.icons import icon
from commissioner_app.ui.shared.theme_state import colors
from commissioner_app.ui.shared.tokens import INSIDE


class CameraLink(Protocol):
    """An open camera."""

    def stop(self) -> None:
        """Switch it off."""
        ...


class Cameras:
    """The cameras of this computer."""

    def installed(self) -> bool:
        """Whether Qt's multimedia part is there at all; asking loads nothing."""
        return find_spec("PySide6.QtMultimedia") is not None

    def open(self, parent: QObject, show: Callable[[QImage], None], *, front: bool = False) -> CameraLink | None:
        """Switch a camera on; ``show`` gets every picture. None where there is no camera, or the system lacks a library
        that Qt's multimedia part stands on."""
        try:
            from PySide6 import QtMultimedia
        except ImportError:
            return None
        devices = QtMultimedia.QMediaDevices.videoInputs()
        if not devices:
            return None
        facing = QtMultimedia.QCameraDevice.Position.FrontFace
        usual = QtMultimedia.QMediaDevices.defaultVideoInput()
        device = next((one for one in devices if front and one.position() == facing), usual)
        return _QtCamera(QtMultimedia, device, parent, show)


class _QtCamera:
    """A camera of Qt; its pictures arrive in memory and nothing is written to a file."""

    def __init__(self, multimedia: Any, device: Any, parent: QObject, show: Callable[[QImage], None]) -> None:
        self._camera = multimedia.QCamera(device, parent)
        self._sink = multimedia.QVideoSink(parent)
        self._session = multimedia.QMediaCaptureSession(parent)
        largest = max(device.videoFormats(), key=lambda one: one.resolution().width(), default=None)
        if largest is not None:
            self._camera.setCameraFormat(largest)
        self._session.setCamera(self._camera)
        self._session.setVideoSink(self._sink)
        self._sink.videoFrameChanged.connect(lambda frame: show(frame.toImage()))
        self._camera.start()

    def stop(self) -> None:
        """Switch it off."""
        self._camera.stop()
        for part in (self._session, self._sink, self._camera):
            part.deleteLater()


class _Finder(QWidget):
    """The live picture."""

    def __init__(self) -> None:
        super().__init__()
        self.image = QImage()
        high = self.fontMetrics().height()
        self.setFixedHeight(16 * high)
        self.setMaximumWidth(30 * high)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(self.maximumWidth(), self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colors().sunken))
        if self.image.isNull():
            painter.setPen(QColor(colors().muted))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, tr("form.camera.starting"))
            return
        shown = self.image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        area = self.rect()
        area.setSize(shown)
        area.moveCenter(self.rect().center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(area, self.image)


class CameraPanel(QWidget):
    """``taken`` carries the photo; ``closed`` says that the panel can go. Esc closes, Enter or Space takes the photo."""

    taken = Signal(QImage)
    closed = Signal()

    def __init__(self, cameras: Cameras, *, front: bool = False) -> None:
        super().__init__()
        self.finder = _Finder()
        self.shoot, self.cancel = QPushButton(tr("form.camera.shoot")), QPushButton(tr("form.camera.cancel"))
        self.shoot.setProperty("primary", True)
        self.shoot.setIcon(icon("shutter", "on_accent"))
        self.shoot.setEnabled(False)
        self.shoot.clicked.connect(self._take)
        self.cancel.setProperty("flat", True)
        self.cancel.clicked.connect(self.close_camera)
        layout = column(self, spacing=INSIDE)
        layout.addWidget(self.finder)
        below = row(spacing=INSIDE)
        below.addWidget(self.shoot)
        below.addWidget(self.cancel)
        below.addStretch(1)
        layout.addLayout(below)
        self._link = cameras.open(self, self._show, front=front)

    @property
    def found(self) -> bool:
        """Whether there is a camera."""
        return self._link is not None

    def close_camera(self) -> None:
        """Switch the camera off and go."""
        if self._link is not None:
            self._link.stop()
            self._link = None
        self.closed.emit()

    def _show(self, image: QImage) -> None:
        if image.isNull():
            return
        if self.finder.image.isNull():
            self.shoot.setEnabled(True)
            self.shoot.setFocus()
        self.finder.image = image
        self.finder.update()

    def _take(self) -> None:
        image = self.finder.image
        self.close_camera()
        self.taken.emit(image)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.shoot.isEnabled():
            self._take()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        # A camera never stays on behind a page that is not seen.
        if self._link is not None:
            self.close_camera()
        super().hideEvent(event)
