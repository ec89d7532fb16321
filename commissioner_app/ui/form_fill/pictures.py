"""Pictures that came with a form, at the size in which they are shown."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPixmap

# Larger ones are no picture for a label, and decoding them would stop the window.
MOST_PIXELS: Final = 40_000_000


def picture(data: bytes | None, box: QSize, ratio: float = 1.0) -> QPixmap:
    """The picture inside a box of logical pixels, never enlarged; null where there is none or it cannot be read.

    ``ratio`` is the screen's device pixel ratio."""
    image = _decoded(data, box, ratio) if data else QImage()
    if image.isNull():
        return QPixmap()
    made = QPixmap.fromImage(image)
    made.setDevicePixelRatio(ratio)
    return made


def _decoded(data: bytes, box: QSize, ratio: float) -> QImage:
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > MOST_PIXELS:
        return QImage()
    drawn = bytes(reader.format().data()).startswith(b"svg")
    wanted = (box * ratio) if drawn else (box * ratio).boundedTo(size * ratio)
    reader.setScaledSize(size.scaled(wanted, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()
