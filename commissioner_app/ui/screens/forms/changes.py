"""What a version changes against another one: a sentence per question, its sign in front."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QWidget

from commissioner_app.i18n import language, tr
from commissioner_app.ui.shared import theme_state
from commissioner_app.ui.shared.form_layout import column, row, text
from commissioner_app.ui.shared.icons import pixmap
from commissioner_app.ui.shared.tokens import INSIDE

if TYPE_CHECKING:
    from commissioner_app.forms.differences import Difference

SIGNS = {"added": ("plus", "ok"), "removed": ("circle-minus", "returned"), "moved": ("arrow-right", "waiting")}
_OTHER = ("pencil", "attention")
_MOST = 200


class Sign(QLabel):
    """An icon in the colour of a tone, that follows the theme."""

    def __init__(self, icon: str, tone: str) -> None:
        super().__init__()
        self._icon, self._tone = icon, tone
        self._paint()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.PaletteChange:
            self._paint()
        super().changeEvent(event)

    def _paint(self) -> None:
        size = self.fontMetrics().height()
        self.setPixmap(pixmap(self._icon, size, theme_state.colors().tone(self._tone), self.devicePixelRatioF()))


def sentence(icon: str, tone: str, words: str, name: str = "") -> QWidget:
    """A sign and a sentence that can be copied."""
    made = QWidget()
    made.setObjectName(name)
    layout = row(made, spacing=INSIDE)
    layout.addWidget(Sign(icon, tone), 0, Qt.AlignmentFlag.AlignTop)
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
