"""A file of any type: documents, sound, video."""

from __future__ import annotations

from commissioner_app.forms.screen import Node
from commissioner_app.i18n import tr
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.widgets.upload import UploadWidget

_ENDINGS = {
    "audio": "*.mp3 *.m4a *.wav *.amr *.ogg *.aac",
    "video": "*.mp4 *.mov *.avi *.mkv *.3gp",
}


class FileWidget(UploadWidget):
    """The file dialog offers what the question asks for, and all files."""

    def __init__(self, node: Node, tools: FieldTools) -> None:
        super().__init__(node, tools)
        endings = _ENDINGS.get(node.media_type.partition("/")[0], "")
        everything = f"{tr('form.upload.all')} (*)"
        self.filters = f"{endings} ({endings});;{everything}" if endings else everything
        self.refresh()
