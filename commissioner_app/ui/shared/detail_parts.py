"""What details are made of: sections, grids of facts, cards of text, lines that lead to another record."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from commissioner_app.ui.shared.form_layout import caption, column, heading, line, row, text
from commissioner_app.ui.shared.glyph import Glyph
from commissioner_app.ui.shared.icons import icon
from commissioner_app.ui.shared.tokens import AROUND, BETWEEN, HAIR, INSIDE


def _letters(words: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in words)


class Facts(QWidget):
    """Label and value in two pairs of columns; long values take a whole line."""

    LONG = 56
    """Letters; a Chinese character is as wide as two."""

    def __init__(self, facts: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(BETWEEN)
        self._grid.setVerticalSpacing(INSIDE)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self._at = (0, 0)
        for label, words in facts:
            self.add(label, text(words))

    def add(self, label: str, widget: QWidget, *, wide: bool | None = None) -> None:
        """Add a value; ``wide`` None decides by its length."""
        long = wide if wide is not None else isinstance(widget, QLabel) and _letters(widget.text()) > self.LONG
        cell = QWidget()
        layout = column(cell, spacing=1)
        layout.addWidget(caption(label))
        layout.addWidget(widget)
        layout.addStretch(1)
        line_number, place = self._at
        if long and place:
            line_number, place = line_number + 1, 0
        self._grid.addWidget(cell, line_number, place, 1, 2 if long else 1)
        self._at = (line_number + 1, 0) if long or place else (line_number, 1)


class Card(QFrame):
    """A framed text with a heading: problem, advice."""

    def __init__(self, title: str, words: str = "") -> None:
        super().__init__()
        self.setObjectName("card")
        self.body = column(self, margin=BETWEEN, spacing=INSIDE)
        self.body.addWidget(heading(title, 3))
        if words:
            self.body.addWidget(text(words))
        self.body.addStretch(1)


class Body(QWidget):
    """A page of a detail, filled from the top; what is empty is left out."""

    def __init__(self) -> None:
        super().__init__()
        self._layout: QVBoxLayout = column(self, margin=0, spacing=INSIDE)
        self._layout.setContentsMargins(AROUND, BETWEEN, AROUND, AROUND)
        # What is left over goes below everything; without this the parts would be pulled apart.
        self._layout.addStretch(1)

    def section(self, title: str) -> None:
        """A heading under a hair line."""
        if self._layout.count() > 1:
            self._put_space()
            self._put(line())
        self._put(heading(title, 3))

    def add(self, widget: QWidget) -> None:
        """Any widget."""
        self._put(widget)

    def _put(self, widget: QWidget) -> None:
        self._layout.insertWidget(self._layout.count() - 1, widget)

    def _put_space(self) -> None:
        self._layout.insertSpacing(self._layout.count() - 1, HAIR)

    def paragraph(self, words: str) -> None:
        """Selectable text."""
        if words:
            self._put(text(words))

    def facts(self, title: str, facts: Sequence[tuple[str, str]]) -> None:
        """A section of facts, unless there are none."""
        if facts:
            if title:
                self.section(title)
            self._put(Facts(facts))

    def cards(self, cards: Sequence[tuple[str, str]]) -> None:
        """Cards side by side, those with text only."""
        filled = [(title, words) for title, words in cards if words]
        if not filled:
            return
        holder = QWidget()
        layout = row(holder, spacing=BETWEEN)
        for title, words in filled:
            layout.addWidget(Card(title, words), 1)
        self._put(holder)


class LinkRow(QFrame):
    """A line that opens another record: words, something quiet below or beside, a state, an arrow."""

    opened = Signal()

    def __init__(
        self, words: str, below: str = "", *, state: QWidget | None = None, name: str = "", arrow: bool = True
    ) -> None:
        super().__init__()
        self.setObjectName(name or "linkRow")
        self.setProperty("link", True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(words)
        self.setAccessibleDescription(below)
        layout = row(self, spacing=INSIDE)
        layout.setContentsMargins(INSIDE, 6, INSIDE, 6)
        middle = column(spacing=1)
        first = QLabel(words)
        first.setWordWrap(True)
        first.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        middle.addWidget(first)
        if below:
            second = QLabel(below)
            second.setProperty("muted", True)
            second.setWordWrap(True)
            second.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            middle.addWidget(second)
        layout.addLayout(middle, 1)
        if state is not None:
            layout.addWidget(state, 0, Qt.AlignmentFlag.AlignVCenter)
        if arrow:
            layout.addWidget(Glyph("chevron-right", "muted"), 0, Qt.AlignmentFlag.AlignVCenter)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit()
        else:
            super().keyPressEvent(event)


class Fold(QWidget):
    """A heading that folds out what it holds; the content is made when it is first wanted."""

    def __init__(self, title: str, make: Callable[[], QWidget], name: str = "") -> None:
        super().__init__()
        from commissioner_app.ui.shared.form_layout import button

        self._make = make
        self._content: QWidget | None = None
        self._head = button(title, "chevron-right", name=name, flat=True)
        self._head.setCheckable(True)
        self._head.toggled.connect(self._toggle)
        self._layout = column(self, spacing=HAIR)
        self._layout.addWidget(self._head, 0, Qt.AlignmentFlag.AlignLeft)

    def open(self) -> None:
        """Show the content."""
        self._head.setChecked(True)

    def _toggle(self, shown: bool) -> None:
        self._head.setIcon(icon("chevron-down" if shown else "chevron-right", "accent"))
        if shown and self._content is None:
            self._content = self._make()
            self._layout.addWidget(self._content)
        if self._content is not None:
            self._content.setVisible(shown)
