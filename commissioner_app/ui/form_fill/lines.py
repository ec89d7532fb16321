"""The planned lines of a group as widgets."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from commissioner_app.forms.screen import Node
from commissioner_app.ui.form_fill.body import Body
from commissioner_app.ui.form_fill.plan import Line
from commissioner_app.ui.form_fill.question_label import say
from commissioner_app.ui.form_fill.rows import QuestionRow
from commissioner_app.ui.form_fill.visibility import Gathering, show_if
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


def build_line(line: Line, body: Body) -> QWidget:
    """The widget of one line; its rows and blocks are known to the body from now on."""
    if line.kind == "heading":
        block = HeadingBlock(line.node)
        body.add_block(block)
        return block
    if line.kind == "repeat":
        return body.make_repeat(line.node, body)
    if len(line.cells) == 1 and line.cells[0].span == line.columns:
        return _row(line.node, body)
    return _shared(line, body)


def _shared(line: Line, body: Body) -> QWidget:
    holder = SharedLine()
    across = holder.across
    for cell in line.cells:
        row = _row(cell.node, body)
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


def _row(node: Node, body: Body) -> QuestionRow:
    row = QuestionRow(node, body)
    body.add_row(row)
    return row
