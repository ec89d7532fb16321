"""What a label shows besides words: a picture that a click makes large, a sound and a film to play."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QLabel, QToolButton, QWidget

from commissioner_app.i18n import tr
from commissioner_app.ui.form_fill.label_sound import FilmButton, SoundButton
from commissioner_app.ui.form_fill.picture_window import PictureWindow
from commissioner_app.ui.form_fill.pictures import picture
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.visibility import show_if
from commissioner_app.ui.shared.form_layout import column, row, widened

_WIDEST, _HIGHEST = 400, 260


class LabelMedia(QWidget):
    """Shows what ``Node.media`` names, out of the form's own files; a file that is missing is named."""

    def __init__(self, tools: FieldTools) -> None:
        super().__init__()
        self._tools = tools
        self._shown: dict[str, str] = {}
        self.picture = QToolButton()
        self.picture.setAutoRaise(True)
        self.picture.clicked.connect(self.enlarge)
        self.missing = QLabel()
        self.missing.setWordWrap(True)
        self.missing.setProperty("muted", True)
        self.sound, self.film = SoundButton(tools), FilmButton(tools)
        across = row()
        across.addWidget(self.sound)
        across.addWidget(self.film)
        across.addStretch(1)
        whole = column(self)
        whole.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignLeft)
        whole.addLayout(across)
        whole.addWidget(self.missing)

    def show_media(self, media: Mapping[str, str]) -> None:
        """Show the files of a label."""
        self.picture.setToolTip(tr("form.photos.large"))
        self.picture.setAccessibleName(tr("form.photos.large"))
        for button, form in ((self.sound, "audio"), (self.film, "video")):
            name = media.get(form, "")
            button.show_file(name)
            show_if(button, self._tools.files.get(name) is not None)
        if dict(media) == self._shown:
            return
        self._shown = dict(media)
        name = media.get("image") or media.get("big-image") or ""
        box = QSize(widened(self, _WIDEST), widened(self, _HIGHEST))
        made = picture(self._tools.files.get(name), box, self.devicePixelRatioF())
        if not made.isNull():
            self.picture.setIcon(QIcon(made))
            self.picture.setIconSize(made.deviceIndependentSize().toSize())
        show_if(self.picture, not made.isNull())
        lost = [file for file in dict.fromkeys(media.values()) if self._tools.files.get(file) is None]
        self.missing.setText(tr("form.media.missing", names=tr("ui.list_comma").join(lost)))
        show_if(self.missing, bool(lost))

    def enlarge(self) -> None:
        """Show the picture, in its large form where there is one, over the window."""
        files = self._tools.files
        data = files.get(self._shown.get("big-image", "")) or files.get(self._shown.get("image", ""))
        if data:
            PictureWindow(data, self.window())
