"""One section on the page: a single column of at most 720 pixels, built where it is looked at."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from commissioner_app.ui.form_fill import nodes, plan
from commissioner_app.ui.form_fill.body import Body
from commissioner_app.ui.form_fill.question_label import say
from commissioner_app.ui.form_fill.repeats import ItemCard
from commissioner_app.ui.form_fill.rows import QuestionRow
from commissioner_app.ui.form_fill.sight import Sight
from commissioner_app.ui.form_fill.stretches import LineColumn, Stretch
from commissioner_app.ui.form_fill.visibility import is_meant_to_show, show_if
from commissioner_app.ui.shared.form_layout import heading
from commissioner_app.ui.shared.tokens import AROUND, BETWEEN, TEXT_WIDTH

FIRST_LINES = 20


class SectionView(QScrollArea):
    """The first lines are there at once, the others when they come into sight or the focus comes near them."""

    def __init__(self, section: plan.Section, body: Body) -> None:
        super().__init__()
        self.section = section
        self._body = body
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._title = heading("", 2)
        self._hint = QLabel()
        self._hint.setWordWrap(True)
        self._hint.setProperty("muted", True)
        self.content = QWidget()
        self.content.setMaximumWidth(TEXT_WIDTH)
        self.content.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.column = QVBoxLayout()
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(BETWEEN + 4)
        inside = QVBoxLayout(self.content)
        inside.setContentsMargins(0, BETWEEN, 0, AROUND)
        inside.setSpacing(BETWEEN)
        inside.addWidget(self._title)
        inside.addWidget(self._hint)
        inside.addLayout(self.column)
        inside.addStretch(1)
        around = QWidget()
        # Across: a column would work out its height for the whole width, not for the widest that the text may be.
        outer = QHBoxLayout(around)
        outer.setContentsMargins(AROUND, 0, AROUND, 0)
        outer.addWidget(self.content, 1000)
        outer.addStretch(1)
        self.setWidget(around)
        self._lines = LineColumn(self._planned(), self.column, body, FIRST_LINES)
        self.sight = Sight(self, body, self._lines)
        self.show_words()

    def _planned(self) -> list[plan.Line]:
        session = self._body.session
        if self.section.group:
            return plan.section_lines(session.node(self.section.group))
        return plan.lines([session.node(ref) for ref in self.section.refs])

    def show_words(self) -> None:
        """The title of the section in the language of the form."""
        node = self._body.session.find(self.section.group) if self.section.group else None
        repeats_itself = node is not None and node.kind == nodes.REPEAT
        say(self._title, node.label if node and not repeats_itself else "")
        show_if(self._title, bool(self._title.text()))
        say(self._hint, node.hint if node else "")
        show_if(self._hint, bool(self._hint.text()))

    def rows(self) -> Iterator[QuestionRow]:
        """The rows that were built, in reading order."""
        return rows_in(self.content)

    def open_rows(self) -> list[QuestionRow]:
        """The rows that were built and can take the focus now."""
        return [row for row in self.rows() if self._is_open(row)]

    def next_open(self, row: QuestionRow, step: int) -> QuestionRow | None:
        """The next row (-1: the one before) that can take the focus; built now if it has to be."""
        self.note_focus(row)
        at = self._lines.index_of(row)
        stretches = self._lines.stretches[at:] if step > 0 else self._lines.stretches[: at + 1][::-1]
        passed = False
        for stretch in stretches if at >= 0 else ():
            rows = list(rows_in(stretch))
            for each in rows if step > 0 else reversed(rows):
                if passed and self._is_open(each):
                    return each
                passed = passed or each is row
        return None

    def _is_open(self, row: QuestionRow) -> bool:
        return not nodes.is_note(row.node) and not row.node.readonly and self._can_show(row)

    def _can_show(self, row: QuestionRow) -> bool:
        widget: QWidget | None = row
        while widget is not None and widget is not self.content:
            if not is_meant_to_show(widget):
                return False
            widget = widget.parentWidget()
        return True

    def build_to(self, ref: str) -> None:
        """Make sure that the row of a question exists."""
        self._lines.build_to(ref)

    def build_more(self) -> bool:
        """Build the next lines that wait; whether there were any."""
        return self._lines.build_next()

    def note_focus(self, row: QuestionRow) -> None:
        """The focus came to a row: what Tab reaches next, before and behind, must be there."""
        self._lines.build_around(row)
        above = row.parentWidget()
        while above is not None and above is not self.content:
            if isinstance(above, ItemCard):
                above.build_around(row)
            above = above.parentWidget()

    def reveal(self, widget: QWidget) -> None:
        """Scroll so far that a widget shows with some room around it."""
        self.sight.reveal(widget)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self.sight.look_soon()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self.sight.look_soon()


def rows_in(holder: QWidget) -> Iterator[QuestionRow]:
    """The rows in a widget and in everything it holds, in the order in which its layouts show them."""
    # A stretch keeps its lines in a widget of their own, if it has any yet.
    inside = holder.holder if isinstance(holder, Stretch) else holder
    for widget in _in_order(inside) if inside is not None else ():
        if isinstance(widget, QuestionRow):
            yield widget
        else:
            yield from rows_in(widget)


def _in_order(holder: QWidget) -> list[QWidget]:
    # Never through the items of a layout: Qt deletes those without a word to Python, whose handles then name whatever
    # came to stand in their place.
    own: QLayout | None = holder.layout()
    if own is None:
        return []
    layouts = [own, *own.findChildren(QLayout)]
    placed: list[tuple[int, int, QWidget]] = []
    for widget in holder.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
        for number, layout in enumerate(layouts):
            at = layout.indexOf(widget)
            if at >= 0:
                placed.append((number, at, widget))
                break
    return [widget for _number, _at, widget in sorted(placed, key=lambda place: place[:2])]
