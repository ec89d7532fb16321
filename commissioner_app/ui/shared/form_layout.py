"""Building blocks of pages: headings, labels above fields, hints below, rows, lines. No screen lays these out by hand."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from commissioner_app.ui.shared.icons import icon
from commissioner_app.ui.shared.tokens import HAIR, INSIDE

SELECTABLE = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard


USUAL_CHARACTER = 14


def column(parent: QWidget | None = None, *, margin: int = 0, spacing: int = INSIDE) -> QVBoxLayout:
    """A vertical layout with equal margins."""
    layout = QVBoxLayout(parent) if parent is not None else QVBoxLayout()
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(spacing)
    return layout


def row(parent: QWidget | None = None, *, margin: int = 0, spacing: int = INSIDE) -> QHBoxLayout:
    """A horizontal layout with equal margins."""
    layout = QHBoxLayout(parent) if parent is not None else QHBoxLayout()
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(spacing)
    return layout


def heading(text: str, level: int = 2) -> QLabel:
    """A heading; level 1 is 1.5 times the base size, level 2 is 1.25 times, level 3 is bold at the base size."""
    label = QLabel(text)
    font = QFont(label.font())
    font.setPointSizeF(font.pointSizeF() * {1: 1.5, 2: 1.25}.get(level, 1.0))
    font.setWeight(QFont.Weight.Bold)
    label.setFont(font)
    label.setProperty("heading", level)
    label.setWordWrap(True)
    return label


def text(words: str, *, muted: bool = False, wrap: bool = True) -> QLabel:
    """Running text that can be selected and copied."""
    label = QLabel(words)
    label.setWordWrap(wrap)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(SELECTABLE)
    label.setProperty("muted", muted)
    # A label that takes text selection would otherwise be a stop of the Tab key.
    label.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    return label


def caption(words: str) -> QLabel:
    """The small muted words above a value."""
    label = QLabel(words)
    label.setProperty("muted", True)
    return label


def widened(widget: QWidget, pixels: int) -> int:
    """A width that was chosen for text of the usual size, as wide as the person's text needs it."""
    return round(pixels * max(1.0, widget.fontMetrics().horizontalAdvance("中") / USUAL_CHARACTER))


def line() -> QFrame:
    """A hair line across."""
    rule = QFrame()
    rule.setObjectName("line")
    rule.setFixedHeight(1)
    rule.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return rule


def button(
    words: str, icon_name: str = "", *, primary: bool = False, flat: bool = False, name: str = ""
) -> QPushButton:
    """A push button with an optional icon; the one primary button of a page is filled, a flat one is only words."""
    made = QPushButton(words)
    if icon_name:
        made.setIcon(icon(icon_name, "on_accent" if primary else "accent" if flat else "text"))
    made.setProperty("primary", primary)
    made.setProperty("flat", flat)
    if name:
        made.setObjectName(name)
    return made


def icon_button(icon_name: str, words: str, *, name: str = "") -> QToolButton:
    """A button that shows only an icon; the words are its tip and its name for screen readers."""
    made = QToolButton()
    made.setIcon(icon(icon_name))
    made.setToolTip(words)
    made.setAccessibleName(words)
    made.setAutoRaise(True)
    if name:
        made.setObjectName(name)
    return made


class FieldBlock(QWidget):
    """One question as the window shows it: label above, the field, a hint below, a message beside or under it."""

    def __init__(self, label: str, field: QWidget, *, hint: str = "", required: bool = False) -> None:
        super().__init__()
        self.field = field
        self._required = required
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.label.setBuddy(field)
        self.hint = QLabel(hint)
        self.hint.setWordWrap(True)
        self.hint.setProperty("muted", True)
        self.hint.setVisible(bool(hint))
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setProperty("tone", "returned")
        self.message.hide()
        whole = column(self, spacing=HAIR)
        whole.addWidget(self.label)
        whole.addWidget(field)
        whole.addWidget(self.message)
        whole.addWidget(self.hint)
        self.set_label(label, required=required)

    def set_label(self, label: str, *, required: bool = False) -> None:
        """Change the label; a star marks what must be answered."""
        self._required = required
        self.label.setText(f"{label} *" if required else label)
        self.field.setAccessibleName(label)

    def set_hint(self, hint: str) -> None:
        """Change the hint; an empty one takes no room."""
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))

    def set_message(self, message: str) -> None:
        """Show what is wrong with the answer, gently; empty when it is fine."""
        self.message.setText(message)
        self.message.setVisible(bool(message))
        self.field.setAccessibleDescription(message)


def settle(widget: QWidget) -> None:
    """Lay a changed widget and what it stands in out at once, so that it can be clicked where it is seen."""
    above: QWidget | None = widget
    while above is not None:
        layout: QLayout | None = above.layout()
        if layout is not None:
            layout.activate()
        above = above.parentWidget()


def clear_layout(layout: QLayout) -> None:
    """Take everything out of a layout and delete it once Qt is back in its loop."""
    while layout.count():
        item = layout.takeAt(0)
        # PySide's annotations promise both; Qt gives null for whichever the item does not hold.
        widget: QWidget | None = item.widget()
        inner: QLayout | None = item.layout()
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif inner is not None:
            clear_layout(inner)
