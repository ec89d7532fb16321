"""A column of lines in stretches of a few: each is only room of about its height until it comes into view."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, Protocol, runtime_checkable

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from commissioner_app.forms.screen import Node
from commissioner_app.ui.form_fill import focus_chain, nodes
from commissioner_app.ui.form_fill.body import Body
from commissioner_app.ui.form_fill.lines import build_line
from commissioner_app.ui.form_fill.plan import Line
from commissioner_app.ui.form_fill.visibility import Gathering, is_meant_to_show, show_if

LENGTH: Final = 3
"""Lines of one stretch: built together, in less time than a person notices between two keys."""


@runtime_checkable
class Revealing(Protocol):
    """A line that holds further lines."""

    def reveal(self, ref: str) -> None:
        """Make sure that the row of a question exists and is not folded away."""
        ...


class Stretch(Gathering):
    """Some lines of a column; ``built`` once their widgets were made.

    It has a fixed height, which follows its lines: so a column of hundreds never asks all of them how high they would be
    at this width or that, when one of them changes.
    """

    def __init__(self, lines: Sequence[Line], body: Body, column: LineColumn, spacing: int) -> None:
        super().__init__()
        self.lines = tuple(lines)
        self.column = column
        self._body = body
        self._spacing = spacing
        self._widgets: list[QWidget] = []
        self._holder: Gathering | None = None
        body.add_waiting(self)

    @property
    def holder(self) -> QWidget | None:
        """The widget that the lines are laid out in; None while they have none."""
        return self._holder

    @property
    def built(self) -> bool:
        """Whether the lines have widgets."""
        return self._holder is not None

    def refs(self) -> Iterator[str]:
        """The nodes that stand on its lines."""
        for line in self.lines:
            for cell in line.cells:
                yield nodes.ref_of(cell.node)

    def holds(self, ref: str) -> bool:
        """Whether the row of a question is in here, maybe inside a repeat."""
        return any(ref == own or ref.startswith(own + "[") for own in self.refs())

    def refresh(self) -> None:
        """Take as much room as the lines would, if they showed now."""
        if self.built:
            return
        heights = [self._body.heights.guess(line, self) for line in self.lines if _shows(line)]
        wanted = sum(heights) + self._spacing * max(0, len(heights) - 1)
        if wanted:
            self.setFixedHeight(wanted)
        show_if(self, bool(wanted))

    def build(self) -> None:
        """Make the widgets of the lines."""
        if self._holder is not None:
            return
        self._body.drop_waiting(self)
        # Lines are shown with their holder at once: shown one by one, each of them would make the whole anew.
        holder = Gathering()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._spacing)
        for line in self.lines:
            widget = build_line(line, self._body)
            column.addWidget(widget)
            self._widgets.append(widget)
        holder.settle()
        holder.setParent(self)
        self._holder = holder
        if is_meant_to_show(holder):
            holder.show()
        self.settle()
        self._fit()
        for line, widget in zip(self.lines, self._widgets, strict=True):
            if is_meant_to_show(widget):
                self._body.heights.learn(line, widget)

    def settle(self) -> None:
        """Show itself if any of its lines is meant to show."""
        if self._holder is not None:
            wanted = is_meant_to_show(self._holder)
            if wanted != is_meant_to_show(self):
                show_if(self, wanted)

    def _fit(self) -> None:
        """Be as high as the lines are at this width."""
        layout = self._holder.layout() if self._holder is not None else None
        if self._holder is None or layout is None:
            return
        self.setMinimumWidth(layout.totalMinimumSize().width())
        width = self.width()
        high = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.totalSizeHint().height()
        self.setFixedHeight(high)
        self._holder.setGeometry(0, 0, width, high)

    def event(self, event: QEvent) -> bool:
        """The lines ask for another height."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def reveal(self, ref: str) -> None:
        """Build, and have whatever holds a question unfold it."""
        self.build()
        for widget in self._widgets:
            if isinstance(widget, Revealing):
                widget.reveal(ref)

    def is_open(self) -> bool:
        """Whether anything in here can take the focus now."""
        return any(_opens(cell.node) for line in self.lines for cell in line.cells)


def _shows(line: Line) -> bool:
    return any(cell.node.relevant for cell in line.cells)


def _opens(node: Node) -> bool:
    if not node.relevant:
        return False
    return node.kind == nodes.REPEAT or (nodes.is_question(node) and not nodes.is_note(node) and not node.readonly)


class LineColumn:
    """All lines of a group in a layout. The first ``first`` are built at once, the others when they are wanted."""

    def __init__(
        self, lines: Sequence[Line], column: QVBoxLayout, body: Body, first: int, entrance: QWidget | None = None
    ) -> None:
        """``entrance``: the widget that Tab comes from to the first line."""
        self._entrance = entrance
        self.stretches: list[Stretch] = []
        for start in range(0, len(lines), LENGTH):
            stretch = Stretch(lines[start : start + LENGTH], body, self, column.spacing())
            self.stretches.append(stretch)
            # The first ones are built before room is guessed for the others, which learn from them.
            if start < first:
                stretch.build()
            else:
                stretch.refresh()
            column.addWidget(stretch)
        if entrance is not None:
            self._chain(entrance)

    def build(self, stretch: Stretch) -> None:
        """Build one stretch at its place in the chain of focus."""
        if stretch.built:
            return
        stretch.build()
        at = self.stretches.index(stretch)
        focus_chain.put_after(self._before(at), stretch)

    def build_to(self, ref: str) -> None:
        """Make sure that the row of a question exists, if it is one of this column."""
        for stretch in self.stretches:
            if stretch.holds(ref):
                self.build(stretch)
                stretch.reveal(ref)
                return

    def build_next(self) -> bool:
        """Build the first stretch that waits; whether there was any."""
        waiting = next((stretch for stretch in self.stretches if not stretch.built), None)
        if waiting is not None:
            self.build(waiting)
        return waiting is not None

    def build_around(self, widget: QWidget) -> None:
        """Build what Tab reaches next, before and after the stretch that a widget is in."""
        at = self.index_of(widget)
        if at < 0:
            return
        for way in (self.stretches[at + 1 :], self.stretches[:at][::-1]):
            for stretch in way:
                if stretch.is_open():
                    self.build(stretch)
                    break

    def index_of(self, widget: QWidget) -> int:
        """Which stretch a widget is in; -1 for none of them."""
        return next((at for at, stretch in enumerate(self.stretches) if stretch.isAncestorOf(widget)), -1)

    def _before(self, at: int) -> QWidget | None:
        """The last stop before a stretch."""
        for stretch in reversed(self.stretches[:at]):
            last = focus_chain.last_stop(stretch) if stretch.built else None
            if last is not None:
                return last
        if self._entrance is not None:
            return self._entrance
        for stretch in self.stretches[at + 1 :]:
            made = focus_chain.stops(stretch) if stretch.built else []
            if made:
                return focus_chain.stop_before(made[0])
        return None

    def _chain(self, entrance: QWidget) -> None:
        for stretch in self.stretches:
            if stretch.built:
                focus_chain.put_after(entrance, stretch)
                entrance = focus_chain.last_stop(stretch) or entrance
