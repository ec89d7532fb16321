"""What a version changes against another one: a sentence per question, its sign in front."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from commissioner_app.i18n import language, tr
from commissioner_app.ui.shared.form_layout import column, row, text
from commissioner_app.ui.shared.glyph import Glyph
from commissioner_app.ui.shared.tokens import INSIDE

if TYPE_CHECKING:
    from commissioner_app.forms.differences import Difference

SIGNS = {"added": ("plus", "ok"), "removed": ("circle-minus", "returned"), "moved": ("arrow-right", "waiting")}
_OTHER = ("pencil", "attention")
_MOST = 200


def sentence(icon: str, tone: str, words: str, name: str = "") -> QWidget:
    """A sign and a sentence that can be copied."""
    made = QWidget()
    made.setObjectName(name)
    layout = row(made, spacing=INSIDE)
    layout.addWidget(Glyph(icon, tone), 0, Qt.AlignmentFlag.AlignTop)
    layout.addWidget(text(words), 1)
    return made


class ChangeList(QWidget):
    """All differences; a sentence of its own where there are none."""

    def __init__(self, differences: Sequence[Difference]) -> None:
        super().__init__()
        self.setObjectName("formChanges")
        layout = column(self, spacing=INSIDE)
        if not differences:
            layout.addWidget(text(tr("forms.changes.none"), muted=True))
        for one in differences[:_MOST]:
            layout.addWidget(sentence(*SIGNS.get(one.kind, _OTHER), one.words(language()), f"change.{one.path}"))
        if len(differences) > _MOST:
            layout.addWidget(text(tr("forms.changes.more", n=len(differences) - _MOST), muted=True))
