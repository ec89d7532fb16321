"""Photos of a record as thumbnails in a row; a click shows them large. Pictures are read off the main thread."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QToolButton, QWidget

from commissioner_app.i18n import tr
from commissioner_app.services.program import Program
from commissioner_app.ui.shared.icons import icon
from commissioner_app.ui.shared.shell import Shell
from commissioner_app.ui.shared.tokens import INSIDE

SIDE = 104
IN_A_ROW = 5


class PhotoRow(QWidget):
    """Thumbnails of attachments by name, with captions as tips."""

    def __init__(self, program: Program, shell: Shell, photos: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.setObjectName("photoRow")
        self._shell = shell
        self._names = [name for name, _ in photos]
        self._captions = [words for _, words in photos]
        self._buttons: list[QToolButton] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(INSIDE)
        grid.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        for number, words in enumerate(self._captions):
            self._buttons.append(self._button(number, words))
        self._grid = grid
        self._columns = 0
        self._place(IN_A_ROW)
        names = list(self._names)
        shell.run_background(
            lambda: [_picture(program.attachments.thumbnail(name)) for name in names],
            self._show,
            owner=self,
            lane="pool",
        )

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        # One photo wide: a narrow detail breaks the row instead of growing out of sight.
        return QSize(SIDE, self._grid.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._place(min(IN_A_ROW, max(1, (event.size().width() + INSIDE) // (SIDE + INSIDE))))

    def _place(self, columns: int) -> None:
        if columns != self._columns:
            self._columns = columns
            for number, made in enumerate(self._buttons):
                self._grid.addWidget(made, number // columns, number % columns)

    def _button(self, number: int, words: str) -> QToolButton:
        made = QToolButton()
        made.setObjectName(f"photo.{number}")
        made.setProperty("photo", True)
        made.setFixedSize(SIDE, SIDE)
        made.setIconSize(QSize(24, 24))
        made.setIcon(icon("image", "muted"))
        made.setToolTip(words or tr("ui.photo.open"))
        made.setAccessibleName(tr("ui.photo.number", n=number + 1) + (f" {words}" if words else ""))
        made.clicked.connect(lambda: self._shell.show_photo(self._names, number, self._captions))
        return made

    def _show(self, pictures: list[QImage | None]) -> None:
        for made, picture in zip(self._buttons, pictures, strict=True):
            if picture is None:
                made.setToolTip(tr("ui.photo.not_here"))
                continue
            made.setIcon(QIcon(QPixmap.fromImage(picture)))
            made.setIconSize(QSize(SIDE - 8, SIDE - 8))


def _picture(data: bytes | None) -> QImage | None:
    """The thumbnail cut to a square, so that a row of them is even."""
    if not data:
        return None
    image = QImage.fromData(data)
    if image.isNull():
        return None
    side = min(image.width(), image.height())
    return image.copy((image.width() - side) // 2, (image.height() - side) // 2, side, side)
