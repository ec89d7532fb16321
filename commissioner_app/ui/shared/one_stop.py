"""Buttons of which one is chosen are one stop of the Tab key; the arrow keys go on from there."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup


def one_stop(group: QButtonGroup) -> None:
    """Keep only the chosen button of a group (the first where none is) in the order of the Tab key.

    Qt does the same by itself, but only after a first click."""

    def settle() -> None:
        buttons = group.buttons()
        chosen = group.checkedButton() or next(iter(buttons), None)
        for made in buttons:
            made.setFocusPolicy(Qt.FocusPolicy.StrongFocus if made is chosen else Qt.FocusPolicy.ClickFocus)

    group.buttonToggled.connect(lambda _button, _on: settle())
    settle()
