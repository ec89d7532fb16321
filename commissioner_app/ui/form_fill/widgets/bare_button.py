"""Radio buttons and boxes without words of their own, for scales and grids."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton

_STYLE = "spacing: 0; padding: 2px;"


def bare_button(*, several: bool) -> QAbstractButton:
    """A ring, or a box where several may be taken."""
    made: QAbstractButton = QCheckBox() if several else QRadioButton()
    made.setStyleSheet(f"{'QCheckBox' if several else 'QRadioButton'} {{ {_STYLE} }}")
    return made
