"""What image, file and sound questions share: a place to choose, drop or paste a file into."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QHBoxLayout, QLabel, QPushButton, QWidget

from commissioner_app.forms.screen import Node
from commissioner_app.i18n import tr
from commissioner_app.services.attachments import Added
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.visibility import show_if
from commissioner_app.ui.form_fill.widgets.base import QuestionWidget
from commissioner_app.ui.shared.icons import icon
from commissioner_app.ui.shared.tokens import INSIDE

PICTURES = "*.jpg *.jpeg *.png *.webp *.bmp *.gif *.heic *.tif *.tiff"
PHOTO_FROM = 300
JPEG_QUALITY = 85


def local_files(data: QMimeData) -> list[Path]:
    """The files of a drop or of the clipboard that lie on this computer."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def png_of(image: QImage) -> bytes:
    """A picture from memory (clipboard, signature) as a PNG file."""
    return _file_of(image, "PNG")


def jpeg_of(image: QImage) -> bytes:
    """A photo from memory as a JPEG file, as the ones that are imported."""
    return _file_of(image, "JPEG", JPEG_QUALITY)


def picture_in(data: QMimeData) -> tuple[bytes, str] | None:
    """The picture that the clipboard holds as pixels and the ending of its kind, None without one.

    A photo becomes a JPEG, a fifth of the size; what is small or see-through (a stamp, a signature) stays a PNG."""
    if not data.hasImage():
        return None
    image = data.imageData()
    if not isinstance(image, QImage) or image.isNull():
        return None
    if max(image.width(), image.height()) > PHOTO_FROM and _opaque(image):
        return jpeg_of(image), "jpg"
    return png_of(image), "png"


def _opaque(image: QImage) -> bool:
    """Whether nothing shines through; a screen copies its pictures with an alpha channel that is full."""
    if not image.hasAlphaChannel():
        return True
    alpha = image.convertToFormat(QImage.Format.Format_Alpha8)
    wide, full = alpha.bytesPerLine(), b"\xff" * alpha.width()
    levels = bytes(alpha.constBits())
    return all(levels[start : start + len(full)] == full for start in range(0, wide * alpha.height(), wide))


def _file_of(image: QImage, kind: str, quality: int = -1) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, kind, quality)  # type: ignore[call-overload]  # the stub asks for bytes, Qt refuses them
    return bytes(data.data())


class UploadWidget(QuestionWidget):
    """One file: choose, drop or paste it; its name, open and remove."""

    filters = ""

    def __init__(self, node: Node, tools: FieldTools) -> None:
        super().__init__(node, tools)
        self.setAcceptDrops(True)
        self.choose = QPushButton()
        self.choose.setIcon(icon("paperclip"))
        self.choose.clicked.connect(self.open_dialog)
        self.said = QLabel()
        self.said.setProperty("muted", True)
        self.said.setWordWrap(True)
        self.remove = QPushButton()
        self.remove.setProperty("flat", True)
        self.remove.clicked.connect(self.clear)
        self.buttons: QBoxLayout = QHBoxLayout()
        self.buttons.setSpacing(INSIDE)
        self.buttons.addWidget(self.choose)
        self.buttons.addWidget(self.said, 1)
        self.buttons.addWidget(self.remove)
        self._layout.addLayout(self.buttons)

    def entry(self) -> QWidget:
        return self.choose

    def name_inputs(self, label: str, name: str) -> None:
        super().name_inputs(label, name)
        self.remove.setObjectName(name + ":remove")
        self.remove.setAccessibleName(tr("form.upload.remove_of", label=label))

    def refresh(self) -> None:
        value, readonly = self.node.value, self.node.readonly
        self.choose.setText(tr("form.upload.replace" if value else self.choose_key()))
        show_if(self.choose, not readonly)
        self.remove.setText(tr("form.upload.remove"))
        show_if(self.remove, bool(value) and not readonly)
        self.said.setText(self.tools.original_name(value) if value else tr("form.upload.drop"))

    def choose_key(self) -> str:
        """The key of the words on the button while there is no file."""
        return "form.upload.file"

    def open_dialog(self) -> None:
        """Let the person choose a file."""
        path, _ = QFileDialog.getOpenFileName(self.window(), tr(self.choose_key()), "", self.filters)
        if path:
            self.take(Path(path), Path(path).name)

    def take(self, source: Path | bytes, name: str) -> None:
        """Take a file in and answer with it."""
        self.said.setText(tr("form.upload.taking"))

        def arrived(added: Added) -> None:
            self.answered.emit(added.name)
            self.refresh()

        self.tools.take_in(source, name, arrived, self.refresh, self, longest=self.longest)

    def clear(self) -> None:
        """Take the answer away."""
        self.answered.emit("")

    @property
    def longest(self) -> int:
        """The longer side that the form allows a picture (max-pixels); 0 where it does not say."""
        text = self.node.parameters.get("max-pixels", "")
        return int(text) if text.isdecimal() else 0

    def take_from(self, data: QMimeData) -> bool:
        """Take the first file of a drop or the clipboard; whether there was one."""
        files = local_files(data)
        if files:
            self.take(files[0], files[0].name)
            return True
        picture = picture_in(data)
        if picture is not None:
            content, ending = picture
            self.take(content, f"{tr('form.upload.pasted')}.{ending}")
        return picture is not None

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        if not self.node.readonly and (event.mimeData().hasUrls() or event.mimeData().hasImage()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        if self.take_from(event.mimeData()):
            event.acceptProposedAction()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.matches(QKeySequence.StandardKey.Paste) and not self.node.readonly:
            self.take_from(QGuiApplication.clipboard().mimeData())
            return
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.node.value and not self.node.readonly:
            self.clear()
            return
        super().keyPressEvent(event)
