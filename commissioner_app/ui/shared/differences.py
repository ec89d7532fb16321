"""Two texts side by side with what differs in each marked, so that nobody has to compare them letter by letter."""

from __future__ import annotations

import html
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any, Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel

from commissioner_app.domain.text_merge import WORDS
from commissioner_app.ui.shared import theme_state
from commissioner_app.ui.shared.form_layout import SELECTABLE
from commissioner_app.ui.shared.long_words import breakable

Part = tuple[str, bool]
"""A piece of a text, and whether the other text lacks it."""

MOST_COMPARED: Final = 3000
LONG: Final = 320
KEPT_AROUND: Final = 48


def differences(one: str, other: str) -> tuple[list[Part], list[Part]]:
    """The pieces of both texts; a Chinese character or a Latin word is never split. Texts without anything in common,
    and very long ones beyond their equal beginning and end, are marked as a whole."""
    left, right = WORDS.findall(one), WORDS.findall(other)
    start = _common(left, right)
    end = _common(left[start:][::-1], right[start:][::-1])
    middle = left[start : len(left) - end], right[start : len(right) - end]
    marked: tuple[list[Part], list[Part]] = ([], [])
    for side, words in zip(marked, (left, right), strict=True):
        _put(side, words[:start], differs=False)
    if max(len(words) for words in middle) > MOST_COMPARED:
        for side, words in zip(marked, middle, strict=True):
            _put(side, words, differs=True)
    else:
        _compare(middle, marked)
    for side, words in zip(marked, (left, right), strict=True):
        _put(side, words[len(words) - end :] if end else [], differs=False)
    return marked


def _compare(middle: tuple[list[str], list[str]], marked: tuple[list[Part], list[Part]]) -> None:
    left, right = middle
    for kind, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        # A single equal character between two changes is chance, not agreement.
        same = kind == "equal" and b - a > 1
        _put(marked[0], left[a:b], differs=not same)
        _put(marked[1], right[c:d], differs=not same)


def _common(left: Sequence[str], right: Sequence[str]) -> int:
    number = 0
    for a, b in zip(left, right, strict=False):
        if a != b:
            break
        number += 1
    return number


def _put(side: list[Part], words: Sequence[str], *, differs: bool) -> None:
    if not words:
        return
    if side and side[-1][1] == differs:
        side[-1] = (side[-1][0] + "".join(words), differs)
    else:
        side.append(("".join(words), differs))


def shortened(parts: Sequence[Part]) -> list[Part]:
    """Long equal stretches of a long text without their middle: what differs stays in sight."""
    if sum(len(words) for words, _ in parts) <= LONG:
        return list(parts)
    return [
        (f"{words[:KEPT_AROUND]} … {words[-KEPT_AROUND:]}", False)
        if not differs and len(words) > 3 * KEPT_AROUND
        else (words, differs)
        for words, differs in parts
    ]


class DifferenceLabel(QLabel):
    """A text with its differing pieces on a tint and in bold (never by colour alone); can be selected and copied."""

    def __init__(self, parts: Sequence[Part]) -> None:
        super().__init__()
        self._parts = shortened(parts)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(SELECTABLE)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName("".join(words for words, _ in parts))
        self._paint_words()

    def plain(self) -> str:
        """The text as it is shown, without marks."""
        return "".join(words for words, _ in self._parts)

    def changeEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._paint_words()

    def _paint_words(self) -> None:
        colors = theme_state.colors()
        style = f"background-color:{colors.tint('attention')};color:{colors.text};font-weight:600"
        pieces = []
        for words, differs in self._parts:
            safe = html.escape(breakable(words)).replace("\n", "<br>")
            pieces.append(f'<span style="{style}">{safe}</span>' if differs else safe)
        wanted = "".join(pieces)
        if wanted != self.text():
            self.setText(wanted)
