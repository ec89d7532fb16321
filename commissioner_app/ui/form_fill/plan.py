"""Which lines a section or a repeat item consists of: the form's tree laid out on one column, before any widget exists.

Groups inside a section are flattened into a heading and their questions, so that lines can be built one after the other
as they come into view. Widths follow Enketo's grid: a group is ``w4`` unless it says otherwise, a question as wide as
its group, and questions that fit beside each other share a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from commissioner_app.forms.screen import Node
from commissioner_app.ui.form_fill import nodes

DEFAULT_COLUMNS: Final = 4
_WIDTH: Final = re.compile(r"w([1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Cell:
    """A question on a line and how many of the line's columns it takes. The node stays the same when its item moves."""

    node: Node
    span: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the page: a heading, a repeat, or the questions that share it."""

    kind: Literal["heading", "questions", "repeat"]
    cells: tuple[Cell, ...]
    columns: int = DEFAULT_COLUMNS

    @property
    def node(self) -> Node:
        """The node of a heading or a repeat; of questions the first."""
        return self.cells[0].node


@dataclass(frozen=True, slots=True)
class Section:
    """What one entry of the section list shows. ``group`` is empty for questions that stand outside of every group."""

    key: str
    group: str
    refs: tuple[str, ...]


def width_of(node: Node, default: int) -> int:
    """The grid columns a node asks for."""
    for appearance in node.appearances:
        match = _WIDTH.fullmatch(appearance)
        if match:
            return int(match[1])
    return default


def sections(root: Node) -> list[Section]:
    """The sections of a form: each top-level group or repeat, and each run of loose questions between them."""
    found: list[Section] = []
    loose: list[str] = []

    def close_run() -> None:
        if loose:
            found.append(Section(loose[0], "", tuple(loose)))
            loose.clear()

    for child in root.children:
        if not nodes.is_paintable(child):
            continue
        if nodes.is_question(child):
            loose.append(child.ref)
            continue
        close_run()
        found.append(Section(child.ref, child.ref, (child.ref,)))
    close_run()
    return found


def section_lines(group: Node) -> list[Line]:
    """The lines of a section that is a group or a repeat; its own label is the page's title, not a line."""
    if group.kind == nodes.REPEAT:
        return [Line("repeat", (Cell(group, DEFAULT_COLUMNS),))]
    return lines(group.children, width_of(group, DEFAULT_COLUMNS))


def lines(children: Iterable[Node], columns: int = DEFAULT_COLUMNS) -> list[Line]:
    """The lines for the nodes of one group, in order."""
    return list(_lines(children, columns))


def _lines(children: Iterable[Node], columns: int) -> Iterator[Line]:
    waiting: list[Cell] = []

    def taken() -> int:
        return sum(cell.span for cell in waiting)

    for child in children:
        if nodes.is_question(child):
            span = min(width_of(child, columns), columns)
            if waiting and taken() + span > columns:
                yield Line("questions", tuple(waiting), columns)
                waiting.clear()
            waiting.append(Cell(child, span))
        elif nodes.is_paintable(child):
            if waiting:
                yield Line("questions", tuple(waiting), columns)
                waiting.clear()
            yield from _container(child)
    if waiting:
        yield Line("questions", tuple(waiting), columns)


def _container(node: Node) -> Iterator[Line]:
    if node.kind == nodes.REPEAT:
        yield Line("repeat", (Cell(node, DEFAULT_COLUMNS),))
        return
    if node.label:
        yield Line("heading", (Cell(node, DEFAULT_COLUMNS),))
    yield from _lines(node.children, width_of(node, DEFAULT_COLUMNS))
