"""Repeats: one card per item, with adding, removing, folding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from commissioner_app.forms.screen import Node
from commissioner_app.i18n import tr
from commissioner_app.ui.form_fill import focus_chain, nodes
from commissioner_app.ui.form_fill.photos import PhotoStrip, photo_question
from commissioner_app.ui.form_fill.plan import DEFAULT_COLUMNS, lines, width_of
from commissioner_app.ui.form_fill.question_label import say
from commissioner_app.ui.form_fill.stretches import LineColumn
from commissioner_app.ui.form_fill.visibility import show_if
from commissioner_app.ui.shared.form_layout import heading, icon_button
from commissioner_app.ui.shared.icons import icon
from commissioner_app.ui.shared.tokens import BETWEEN, HAIR, INSIDE

if TYPE_CHECKING:
    from commissioner_app.ui.form_fill.body import Body

OPEN_ITEMS = 3
FIRST_LINES = 12
_TITLE_LENGTH = 24


def repeat_block(node: Node, body: Body) -> QWidget:
    """The widget for a repeat: a strip for ``photos``, else cards."""
    if "photos" in node.appearances and photo_question(node) is not None:
        strip = PhotoStrip(node, body)
        body.add_block(strip)
        return strip
    block = RepeatBlock(node, body)
    body.add_block(block)
    return block


def title_level(node: Node) -> int:
    """A repeat that is a section of its own has a section's heading."""
    return 2 if node.parent is not None and node.parent.kind == "root" else 3


def title_of(item: Node) -> str:
    """What an item is called: its own label, else its first answer in words."""
    for question in nodes.questions(item):
        if question.kind == "upload" or not nodes.is_answered(question):
            continue
        labels = {choice.value: choice.label for choice in question.choices}
        words = tr("ui.list_comma").join(labels.get(value, value) for value in (question.values or [question.value]))
        words = " ".join(words.split())
        return words if len(words) <= _TITLE_LENGTH else words[:_TITLE_LENGTH] + "…"
    return ""


class ItemCard(QFrame):
    """One item: a line with its title, fold and remove, and its questions, built when it is first unfolded."""

    def __init__(self, node: Node, number: int, body: Body, owner: RepeatBlock) -> None:
        super().__init__()
        self.setObjectName("card")
        self.node = node
        self.number = number
        self._body = body
        self._lines: LineColumn | None = None
        self.fold = QToolButton()
        self.fold.setAutoRaise(True)
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.fold.clicked.connect(self._toggle)
        self.remove = icon_button("trash-2", tr("form.repeat.remove"))
        self.remove.clicked.connect(lambda: owner.remove(self))
        top = QHBoxLayout()
        top.addWidget(self.fold)
        top.addStretch(1)
        top.addWidget(self.remove)
        self.content = QWidget()
        self.column = QVBoxLayout(self.content)
        self.column.setContentsMargins(HAIR, 0, HAIR, HAIR)
        self.column.setSpacing(BETWEEN)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(INSIDE, HAIR, INSIDE, INSIDE)
        whole.setSpacing(HAIR)
        whole.addLayout(top)
        whole.addWidget(self.content)
        self.content.hide()

    @property
    def open(self) -> bool:
        """Whether the questions show."""
        return not self.content.isHidden()

    def unfold(self) -> None:
        """Show the questions; they are built now if this is the first time."""
        if self._lines is None:
            planned = lines(self.node.children, width_of(self.node, DEFAULT_COLUMNS))
            self._lines = LineColumn(planned, self.column, self._body, FIRST_LINES, self.remove)
        self.content.show()
        self.show_title()

    def reveal(self, ref: str) -> None:
        """Unfold, and build the line that holds a question."""
        if not self.open:
            self.unfold()
        if self._lines is not None:
            self._lines.build_to(ref)

    def build_around(self, widget: QWidget) -> None:
        """Build what Tab reaches next from a widget in this item."""
        if self._lines is not None:
            self._lines.build_around(widget)

    def show_title(self) -> None:
        """Say which item this is."""
        title = title_of(self.node)
        name = tr("form.repeat.item", n=self.number)
        words = f"{name} · {title}" if title else name
        if self.fold.text() != words:
            self.fold.setText(words)
        self.fold.setIcon(icon("chevron-down" if self.open else "chevron-right", "muted"))
        self.fold.setObjectName("item:" + self.node.ref)
        self.fold.setAccessibleName(words)
        self.remove.setObjectName("remove:" + self.node.ref)
        self.remove.setToolTip(tr("form.repeat.remove"))
        self.remove.setAccessibleName(f"{tr('form.repeat.remove')}: {words}")

    def first_row(self) -> QWidget | None:
        """The first question that can take the focus."""
        for row in self._body.rows():
            if self.isAncestorOf(row) and row.node.relevant and not nodes.is_note(row.node):
                return row.widget.entry()
        return None

    def _toggle(self) -> None:
        if self.open:
            self.content.hide()
            self.show_title()
        else:
            self.unfold()


class RepeatBlock(QWidget):
    """All items of a repeat and the button for one more. Cards belong to nodes, so a removal deletes one card only."""

    def __init__(self, node: Node, body: Body) -> None:
        super().__init__()
        self.node = node
        self._body = body
        self.cards: list[ItemCard] = []
        self._title = heading("", title_level(node))
        self._empty = QLabel()
        self._empty.setProperty("muted", True)
        self.add_button = QPushButton()
        self.add_button.setIcon(icon("plus"))
        self.add_button.clicked.connect(self.add)
        self._column = QVBoxLayout()
        self._column.setSpacing(INSIDE)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(INSIDE)
        whole.addWidget(self._title)
        whole.addWidget(self._empty)
        whole.addLayout(self._column)
        # Before the button is put into its place, so that Tab comes to the items first.
        self._sync_cards()
        whole.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        body.answered.connect(self._show_titles)
        self.refresh()

    def refresh(self) -> None:
        """Show the items as they are now."""
        show_if(self, self.node.relevant)
        label = self.node.label
        say(self._title, label)
        show_if(self._title, bool(label))
        self._sync_cards()
        self._empty.setText(tr("form.repeat.empty"))
        show_if(self._empty, not self.cards)
        self.add_button.setText(tr("form.repeat.add"))
        self.add_button.setObjectName("add:" + self.node.ref)
        show_if(self.add_button, not self.node.fixed)
        for number, card in enumerate(self.cards, 1):
            card.number = number
            show_if(card.remove, not self.node.fixed)
            card.show_title()
        for row in self._body.rows():
            if self.isAncestorOf(row):
                row.refresh()

    def add(self) -> None:
        """One more item; its first question takes the focus."""
        self._body.flush()
        self._body.session.add(self.node.ref)
        if self.cards:
            self.cards[-1].unfold()
            first = self.cards[-1].first_row()
            if first is not None:
                first.setFocus(Qt.FocusReason.OtherFocusReason)

    def remove(self, card: ItemCard) -> None:
        """Take an item away; the page offers to undo it."""
        self._body.flush()
        card.show_title()
        words = card.fold.text()
        self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._body.session.remove(card.node.ref)
        self._body.removed.emit(words)

    def reveal(self, ref: str) -> None:
        """Unfold the item that holds a question."""
        for card in self.cards:
            if nodes.inside(ref, card.node.ref):
                card.reveal(ref)

    def _sync_cards(self) -> None:
        items = [child for child in self.node.children if child.kind == nodes.ITEM]
        known = {id(card.node): card for card in self.cards}
        kept: list[ItemCard] = []
        for number, item in enumerate(items, 1):
            card = known.pop(id(item), None)
            if card is None:
                card = ItemCard(item, number, self._body, self)
                following = next((known[id(later)] for later in items[number:] if id(later) in known), None)
                self._insert(card, number - 1, following)
                if len(items) <= OPEN_ITEMS:
                    card.unfold()
            kept.append(card)
        for card in known.values():
            self._body.forget(card)
            self._column.removeWidget(card)
            card.hide()
            card.setParent(None)
            card.deleteLater()
        self.cards = kept

    def _insert(self, card: ItemCard, place: int, following: ItemCard | None) -> None:
        """Put a card before the one that follows, else before the button; Tab comes to it there."""
        later = following.fold if following is not None else self.add_button
        before = focus_chain.stop_before(later)
        self._column.insertWidget(place, card)
        focus_chain.put_after(before, card)

    def _show_titles(self, node: Node) -> None:
        for card in self.cards:
            if nodes.inside(node.ref, card.node.ref):
                card.show_title()
