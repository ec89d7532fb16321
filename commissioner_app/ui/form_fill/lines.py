"""Turns the planned lines of a group into widgets, one line at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from commissioner_app.forms.screen import Node
from commissioner_app.ui.form_fill.body import Body
from commissioner_app.ui.form_fill.plan import Line
from commissioner_app.ui.form_fill.question_label import say
from commissioner_app.ui.form_fill.rows import QuestionRow
from commissioner_app.ui.form_fill.visibility import Gathering, is_meant_to_show, show_if
from commissioner_app.ui.shared.form_layout import heading
from commissioner_app.ui.shared.tokens import BETWEEN, INSIDE

AHEAD: Final = 6


class HeadingBlock(QWidget):
    """The label of a group inside a section."""

    def __init__(self, node: Node) -> None:
        super().__init__()
        self.node = node
        self._words = heading("", 2)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, INSIDE, 0, 0)
        inside.addWidget(self._words)
        self.refresh()

    def refresh(self) -> None:
        """Show the node as it is now."""
        say(self._words, self.node.label)
        show_if(self, self.node.relevant)


class SharedLine(Gathering):
    """Short questions side by side, below each other where the page is too narrow for all of them."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[QWidget] = []
        self.across = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self.across.setContentsMargins(0, 0, 0, 0)
        self.across.setSpacing(BETWEEN)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        widest = max((row.minimumWidth() for row in self._shown()), default=0)
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        shown = self._shown()
        wanted = sum(row.minimumWidth() for row in shown) + BETWEEN * max(0, len(shown) - 1)
        down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        direction = down if wanted > event.size().width() else right
        if direction != self.across.direction():
            self.across.setDirection(direction)

    def _shown(self) -> list[QWidget]:
        return [row for row in self.rows if not row.isHidden()]


class LineBuilder:
    """Builds the lines of one group into a column, as many at a time as its owner wants."""

    def __init__(self, lines: Sequence[Line], column: QVBoxLayout, body: Body) -> None:
        self._left = list(reversed(lines))
        self._column = column
        self._body = body

    @property
    def done(self) -> bool:
        """Whether all lines were built."""
        return not self._left

    def build(self, count: int = 0) -> None:
        """Build the next lines; 0 builds all that are left."""
        if not self._left:
            return
        # Lines come into a holder of their own and are shown with it at once: shown one by one, each of them would
        # make the whole column anew.
        holder = Gathering()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._column.spacing())
        for _ in range(min(count or len(self._left), len(self._left))):
            column.addWidget(self._build_line(self._left.pop()))
        holder.settle()
        self._column.addWidget(holder)
        if is_meant_to_show(holder):
            holder.show()

    def build_to(self, ref: str) -> None:
        """Build as far as the line that holds a node, and a little further."""
        for left, line in enumerate(self._left):
            if any(ref == cell.ref or ref.startswith(cell.ref + "[") for cell in line.cells):
                self.build(len(self._left) - left + AHEAD)
                return

    def _build_line(self, line: Line) -> QWidget:
        if line.kind == "heading":
            block = HeadingBlock(self._body.session.node(line.ref))
            self._body.add_block(block)
            return block
        if line.kind == "repeat":
            return self._body.make_repeat(self._body.session.node(line.ref), self._body)
        if len(line.cells) == 1 and line.cells[0].span == line.columns:
            return self._row(line.cells[0].ref)
        return self._shared(line)

    def _shared(self, line: Line) -> QWidget:
        holder = SharedLine()
        across = holder.across
        for cell in line.cells:
            row = self._row(cell.ref)
            policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            policy.setHeightForWidth(True)
            row.setSizePolicy(policy)
            row.setMinimumWidth(row.widget.minimumSizeHint().width())
            across.addWidget(row, cell.span)
            holder.rows.append(row)
        rest = line.columns - sum(cell.span for cell in line.cells)
        if rest > 0:
            across.addStretch(rest)
        holder.settle()
        return holder

    def _row(self, ref: str) -> QuestionRow:
        row = QuestionRow(self._body.session.node(ref), self._body)
        self._body.add_row(row)
        return row
