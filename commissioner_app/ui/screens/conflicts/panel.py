"""One conflict: both values side by side, what was changed in the text, a third value, and the record around it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QWidget

from commissioner_app.domain.kind import FieldType
from commissioner_app.errors import AppError
from commissioner_app.i18n import sentence, tr
from commissioner_app.services.conflicts import Choice, ConflictRow, both_texts
from commissioner_app.services.program import Program
from commissioner_app.services.words import field_at
from commissioner_app.ui.screens.conflicts.around import facts_around
from commissioner_app.ui.screens.conflicts.editors import Editor, editor_for
from commissioner_app.ui.screens.conflicts.inline import InlineChange, pieces
from commissioner_app.ui.screens.conflicts.side import Side
from commissioner_app.ui.shared.detail_parts import Body
from commissioner_app.ui.shared.differences import differences
from commissioner_app.ui.shared.form_layout import button, column, heading, icon_button, line, row, text, widened
from commissioner_app.ui.shared.long_words import breakable
from commissioner_app.ui.shared.row_delegate import state_word
from commissioner_app.ui.shared.shell import Shell
from commissioner_app.ui.shared.state_label import StateLabel
from commissioner_app.ui.shared.tokens import AROUND, BETWEEN, HAIR, INSIDE
from commissioner_app.ui.shared.values import Values

SIDE_BY_SIDE = 480
TEXTS = frozenset({FieldType.LONG, FieldType.TEXT})


class Panel(QFrame):
    """``decided`` carries the choice and the typed value; ``back_wanted`` asks for the list on a narrow window."""

    decided = Signal(str, object)
    back_wanted = Signal()

    def __init__(self, program: Program, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._program, self._shell = program, shell
        self._values = Values(program)
        self.row: ConflictRow | None = None
        self._choice: Choice | None = None
        self._sides: dict[Choice, Side] = {}
        self._editor: Editor | None = None
        self._both: QBoxLayout | None = None
        self._scroll = QScrollArea()
        self._scroll.setObjectName("conflictScroll")
        self._scroll.setWidgetResizable(True)
        self._scroll.viewport().setAutoFillBackground(False)
        self._back = icon_button("arrow-left", tr("ui.detail.back"), name="detailBack")
        self._back.clicked.connect(self.back_wanted)
        self._title = heading("", 2)
        self._title.setObjectName("conflictTitle")
        self._about = button("", name="conflictOpen", flat=True)
        self._about.setProperty("flush", True)
        self._about.clicked.connect(self._open_record)
        self._state = StateLabel("attention", tr("conflict.word"))
        head = row(spacing=BETWEEN)
        head.setContentsMargins(AROUND, BETWEEN, AROUND, INSIDE)
        words = column(spacing=HAIR)
        words.addWidget(self._title)
        under = row()
        under.addWidget(self._about)
        under.addStretch(1)
        words.addLayout(under)
        head.addWidget(self._back)
        head.addLayout(words, 1)
        head.addWidget(self._state)
        whole = column(self, spacing=0)
        whole.addLayout(head)
        whole.addWidget(line())
        whole.addWidget(self._scroll, 1)

    def show_back(self, shown: bool) -> None:
        """Offer the way back to the list, where the panel covers it."""
        self._back.setVisible(shown)

    def show_row(self, conflict: ConflictRow | None) -> None:
        """Show a conflict; the same one again keeps what is being written."""
        if conflict == self.row:
            return
        self.row, self._choice, self._sides, self._editor, self._both = conflict, None, {}, None, None
        old = self._scroll.takeWidget()
        if isinstance(old, QWidget):
            old.deleteLater()
        if conflict is None:
            return
        self._title.setText(conflict.label)
        kind = sentence(tr(f"{conflict.kind}.word"))
        self._about.setText(f"{kind} · {conflict.title or tr('ui.untitled')}")
        body = Body()
        if conflict.locked and conflict.field != "@state":
            body.add(text(tr("conflict.locked", state=state_word(conflict.kind, conflict.state))))
        body.add(self._values_of(conflict))
        self._add_change(body, conflict)
        self._add_third(body, conflict)
        self._add_around(body, conflict)
        self._scroll.setWidget(body)
        body.setAutoFillBackground(False)
        self._arrange()

    def choose(self, choice: Choice) -> None:
        """Mark what Enter takes; a third value gets the keyboard."""
        if choice == "value":
            if self._editor is not None:
                self._editor.setFocus()
                self._scroll.ensureWidgetVisible(self._editor)
            return
        if choice in self._sides and self._sides[choice].take.isEnabled():
            self._choice = choice
            for key, side in self._sides.items():
                side.choose(key == choice)

    def confirm(self) -> None:
        """Take what was chosen."""
        if self._choice is not None:
            self.decided.emit(self._choice, None)

    def resizeEvent(self, event: Any) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        if self._both is not None:
            wide = self._scroll.viewport().width() >= widened(self, SIDE_BY_SIDE)
            across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
            self._both.setDirection(across if wide else down)

    def _values_of(self, conflict: ConflictRow) -> QWidget:
        own, other = differences(conflict.mine_text, conflict.theirs_text)
        holder = QWidget()
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight, holder)
        self._both.setContentsMargins(0, 0, 0, 0)
        self._both.setSpacing(BETWEEN)
        choices: tuple[Choice, Choice] = ("mine", "theirs")
        for choice, parts in zip(choices, (own, other), strict=True):
            side = Side(self._program, self._shell, conflict, choice, parts)
            side.taken.connect(lambda one=choice: self.decided.emit(one, None))
            self._sides[choice] = side
            self._both.addWidget(side, 1)
        return holder

    def _add_change(self, body: Body, conflict: ConflictRow) -> None:
        if conflict.base_text and conflict.base_text not in (conflict.mine_text, conflict.theirs_text):
            body.add(text(tr("conflict.base", words=breakable(conflict.base_text)), muted=True))
        found = pieces(conflict.theirs_text, conflict.mine_text) if _is_text(conflict) else []
        if found:
            body.section(tr("conflict.change"))
            body.add(InlineChange(found))

    def _add_third(self, body: Body, conflict: ConflictRow) -> None:
        if conflict.locked:
            return
        self._editor = editor_for(self._program, conflict, field_at(conflict.kind, conflict.field))
        if self._editor is None:
            return
        both = both_texts(conflict) if _is_text(conflict) else None
        body.section(tr("conflict.both" if both else "conflict.type"))
        if both is not None:
            body.add(text(tr("conflict.both.clean" if both.clean else "conflict.both.beside"), muted=True))
        body.add(self._editor)
        take = button(tr("conflict.take.value"), "pencil", name="take.value")
        take.clicked.connect(self._take_typed)
        holder = QWidget()
        bottom = row(holder)
        bottom.addWidget(take)
        bottom.addStretch(1)
        body.add(holder)

    def _add_around(self, body: Body, conflict: ConflictRow) -> None:
        try:
            record = self._program.records.get(conflict.record_id)
        except AppError:
            return
        body.facts(tr("conflict.around"), facts_around(self._values, record, conflict.field))

    def _take_typed(self) -> None:
        if self._editor is not None:
            self.decided.emit("value", self._editor.value())

    def _open_record(self) -> None:
        if self.row is not None:
            self._shell.open_record(self.row.kind, self.row.record_id)


def _is_text(conflict: ConflictRow) -> bool:
    """Whether the field holds free text: of two codes, dates or references nothing can be put together."""
    field = field_at(conflict.kind, conflict.field)
    written = isinstance(conflict.mine, str) and isinstance(conflict.theirs, str)
    return written and (field is None or field.type in TEXTS)
