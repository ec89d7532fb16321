"""One text made of two: what the later edit took out and what it put in, by colour and by mark, and said in words."""

from __future__ import annotations

import html
from difflib import SequenceMatcher
from typing import Any, Final, Literal

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel

from commissioner_app.domain.text_merge import MOST_COMPARED, WORDS
from commissioner_app.i18n import tr
from commissioner_app.ui.shared import theme_state
from commissioner_app.ui.shared.form_layout import SELECTABLE
from commissioner_app.ui.shared.long_words import breakable

Change = Literal["same", "out", "in"]
Piece = tuple[Change, str]
KEPT_AROUND: Final = 60
LEAST_COMMON: Final = 2
LEAST_SHARE: Final = 0.3
"""Below this share of the shorter text two texts are two texts, not one that was changed."""


def pieces(stands: str, later: str) -> list[Piece]:
    """The text that stands turned into the later one, piece by piece; nothing where they have hardly a word in common, or
    are too long to be compared."""
    left, right = WORDS.findall(stands), WORDS.findall(later)
    if max(len(left), len(right)) > MOST_COMPARED:
        return []
    found: list[Piece] = []
    out: list[str] = []
    put_in: list[str] = []
    common = 0
    for kind, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        # A single equal character between two changes is chance, not agreement.
        if kind == "equal" and b - a >= LEAST_COMMON:
            found += _changed(out, put_in)
            found.append(("same", "".join(left[a:b])))
            common += b - a
            out, put_in = [], []
        else:
            out += left[a:b]
            put_in += right[c:d]
    enough = common > LEAST_SHARE * min(len(left), len(right))
    return [*found, *_changed(out, put_in)] if enough else []


def _changed(out: list[str], put_in: list[str]) -> list[Piece]:
    both: tuple[Piece, Piece] = ("out", "".join(out)), ("in", "".join(put_in))
    return [piece for piece in both if piece[1]]


def in_words(found: list[Piece]) -> str:
    """The same for a screen reader."""
    return "".join(
        words if change == "same" else tr(f"conflict.{change}.spoken", words=words) for change, words in found
    )


class InlineChange(QLabel):
    """What was taken out is struck through, what was put in is underlined; each on its own tint."""

    def __init__(self, found: list[Piece]) -> None:
        super().__init__()
        self.setObjectName("inlineChange")
        self._pieces = found
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(SELECTABLE)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(in_words(found))
        self._paint_words()

    def changeEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._paint_words()

    def _paint_words(self) -> None:
        colors = theme_state.colors()
        styles = {
            "out": f"background-color:{colors.tint('returned')};color:{colors.tone('returned')};text-decoration:line-through",
            "in": f"background-color:{colors.tint('ok')};color:{colors.tone('ok')};text-decoration:underline;font-weight:600",
        }
        marked = []
        for change, words in self._pieces:
            safe = html.escape(breakable(_shortened(words) if change == "same" else words)).replace("\n", "<br>")
            marked.append(safe if change == "same" else f'<span style="{styles[change]}">{safe}</span>')
        wanted = "".join(marked)
        if wanted != self.text():
            self.setText(wanted)


def _shortened(words: str) -> str:
    return words if len(words) <= 3 * KEPT_AROUND else f"{words[:KEPT_AROUND]} … {words[-KEPT_AROUND:]}"
