"""Turns the planned lines of a group into widgets, one line at a time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from commissioner_app.forms.screen import Node
from commissioner_app.ui.form_fill.body import Body
from commissioner_app.ui.form_fill.plan import Line
from commissioner_app.ui.form_fill.rows import QuestionRow
from commissioner_app.ui.form_fill.visibility import show_if
from commissioner_app.ui.shared.form_layout import heading
from commissioner_app.ui.shared.tokens import BETWEEN, INSIDE


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
        self._words.setText(self.node.label)
        show_if(self, self.node.relevant)


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
        for _ in range(count or len(self._left)):
            if not self._left:
                return
            widget = self._build_line(self._left.pop())
            self._column.addWidget(widget)
            # A layout shows what it is given only once Qt is back in its loop; the focus may want to go there now.
            node = getattr(widget, "node", None)
            if node is None or node.relevant:
                widget.show()

    def holds(self, ref: str) -> bool:
        """Whether a node is on a line that is still to be built."""
        return any(ref == cell.ref or ref.startswith(cell.ref + "[") for line in self._left for cell in line.cells)

    def _build_line(self, line: Line) -> QWidget:
        if line.kind == "heading":
            block = HeadingBlock(self._body.session.node(line.ref))
            self._body.add_block(block)
            return block
        if line.kind == "repeat":
            from commissioner_app.ui.form_fill.repeats import repeat_block

            return repeat_block(self._body.session.node(line.ref), self._body)
        if len(line.cells) == 1 and line.cells[0].span == line.columns:
            return self._row(line.cells[0].ref)
        return self._shared(line)

    def _shared(self, line: Line) -> QWidget:
        holder = SharedLine()
        across = QHBoxLayout(holder)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(BETWEEN)
        for cell in line.cells:
            row = self._row(cell.ref)
            policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            policy.setHeightForWidth(True)
            row.setSizePolicy(policy)
            row.setMinimumWidth(row.widget.minimumSizeHint().width())
            across.addWidget(row, cell.span)
        rest = line.columns - sum(cell.span for cell in line.cells)
        if rest > 0:
            across.addStretch(rest)
        return holder

    def _row(self, ref: str) -> QuestionRow:
        row = QuestionRow(self._body.session.node(ref), self._body)
        self._body.add_row(row)
        return row


class SharedLine(QWidget):
    """Questions beside each other. Takes no room while none of them is relevant."""
