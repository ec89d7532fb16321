"""What the rows of a page share: the session, the tools, and the list of rows by their reference."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from commissioner_app.forms.screen import Changes, Node
from commissioner_app.ui.form_fill.heights import Heights
from commissioner_app.ui.form_fill.nodes import ref_of
from commissioner_app.ui.form_fill.session import FormSession
from commissioner_app.ui.form_fill.tools import FieldTools

if TYPE_CHECKING:
    from commissioner_app.ui.form_fill.rows import QuestionRow
    from commissioner_app.ui.form_fill.stretches import Stretch


class Block(Protocol):
    """A heading, a repeat or a strip of photos: whatever shows one node that is no question."""

    node: Node

    def refresh(self) -> None:
        """Show the node as it is now."""
        ...


class Body(QObject):
    """Takes the engine's changes to the few rows that they concern.

    ``answering`` carries the node of an answer that a person is about to give, ``answered`` of one that was given,
    ``removed`` the words for an item taken away, ``moved_on`` the row whose answer is complete.
    """

    moved_on = Signal(object)
    answering = Signal(object)
    answered = Signal(object)
    removed = Signal(str)

    def __init__(
        self,
        session: FormSession,
        tools: FieldTools,
        make_repeat: Callable[[Node, Body], QWidget],
        parent: QObject | None = None,
    ) -> None:
        """``make_repeat`` builds the widget of a repeat, whose items hold lines again."""
        super().__init__(parent)
        self.make_repeat = make_repeat
        self.session = session
        self.tools = tools
        self.built = 0
        # After an attempt to submit, every row says what is wrong with it, also those built later.
        self.all_touched = False
        self._rows: dict[int, QuestionRow] = {}
        self._blocks: dict[int, Block] = {}
        self._waiting: dict[int, Stretch] = {}
        self._by_ref: dict[str, QuestionRow | Block | Stretch] | None = None
        self.heights = Heights()
        session.changed.connect(self.apply)

    def add_row(self, row: QuestionRow) -> None:
        """A row was built."""
        self.built += 1
        self._rows[id(row)] = row
        self._enter(row)

    def add_block(self, block: Block) -> None:
        """Something that is no question was built."""
        self._blocks[id(block)] = block
        self._enter(block)

    def add_waiting(self, stretch: Stretch) -> None:
        """Lines were planned, but not built; changes of their nodes change the room that is left for them."""
        self._waiting[id(stretch)] = stretch
        if self._by_ref is not None:
            self._by_ref.update(dict.fromkeys(stretch.refs(), stretch))

    def drop_waiting(self, stretch: Stretch) -> None:
        """The lines are about to be built."""
        self._waiting.pop(id(stretch), None)
        if self._by_ref is not None:
            for ref in stretch.refs():
                self._by_ref.pop(ref, None)

    def waiting(self) -> list[Stretch]:
        """The stretches that were not built yet, of all sections that were opened."""
        return list(self._waiting.values())

    def forget(self, widget: QWidget) -> None:
        """The widget and everything in it is about to be deleted."""
        tables: tuple[dict[int, Any], ...] = (self._rows, self._blocks, self._waiting)
        for known in tables:
            gone = [key for key, shown in known.items() if isinstance(shown, QWidget) and _is_inside(shown, widget)]
            for key in gone:
                del known[key]
        self._by_ref = None

    def rows(self) -> Iterator[QuestionRow]:
        """All rows that were built."""
        return iter(list(self._rows.values()))

    def row(self, ref: str) -> QuestionRow | None:
        """The row of a question, None while it was not built."""
        found = self._index().get(ref)
        return self._rows.get(id(found)) if found is not None else None

    def knows(self, row: QuestionRow) -> bool:
        """Whether a row is still there."""
        return id(row) in self._rows

    def row_of(self, widget: QWidget | None) -> QuestionRow | None:
        """The row that a widget belongs to."""
        while widget is not None:
            row = self._rows.get(id(widget))
            if row is not None:
                return row
            widget = widget.parentWidget()
        return None

    def apply(self, changes: Changes) -> None:
        """Redraw what the changes name, and nothing else."""
        if changes.structure:
            # Items came, went or moved: every reference behind them may be another one now.
            self._by_ref = None
            for ref in sorted(changes.structure):
                shown = self._index().get(ref)
                if shown is not None:
                    shown.refresh()
            self._by_ref = None
        index = self._index()
        for ref in changes.refs:
            shown = index.get(ref)
            if shown is not None:
                shown.refresh()

    def answer(self, row: QuestionRow, value: str | list[str] | None) -> None:
        """A person answered a question."""
        self.answering.emit(row.node)
        self.session.answer(row.node.ref, value)
        row.refresh()
        self.answered.emit(row.node)

    def go_on(self, row: QuestionRow) -> None:
        """The answer is complete; the page may move the focus."""
        self.moved_on.emit(row)

    def flush(self) -> None:
        """Hand everything that was typed to the engine now."""
        for row in self.rows():
            row.widget.flush()

    def settle(self) -> None:
        """The form is submitted or left: what still goes on comes to its end, and everything is handed over."""
        for row in self.rows():
            row.widget.settle()

    def refresh_all(self) -> None:
        """Redraw everything, as after a change of language or theme."""
        for block in list(self._blocks.values()):
            block.refresh()
        for row in self.rows():
            row.refresh()

    def _enter(self, shown: QuestionRow | Block) -> None:
        if self._by_ref is not None:
            self._by_ref[ref_of(shown.node)] = shown

    def _index(self) -> dict[str, QuestionRow | Block | Stretch]:
        if self._by_ref is None:
            self._by_ref = {ref: stretch for stretch in self._waiting.values() for ref in stretch.refs()}
            self._by_ref.update({ref_of(block.node): block for block in self._blocks.values()})
            self._by_ref.update({ref_of(row.node): row for row in self._rows.values()})
            self._by_ref.pop("", None)
        return self._by_ref


def _is_inside(widget: QWidget, ancestor: QWidget) -> bool:
    return widget is ancestor or ancestor.isAncestorOf(widget)
