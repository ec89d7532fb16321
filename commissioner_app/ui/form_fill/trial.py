"""A form that is only tried: the same sections, questions and rules as when it is filled in, nothing is stored."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from commissioner_app.services.scratch import ScratchAttachments
from commissioner_app.ui.form_fill import plan
from commissioner_app.ui.form_fill.body import Body
from commissioner_app.ui.form_fill.header import Header
from commissioner_app.ui.form_fill.navigator import Navigator
from commissioner_app.ui.form_fill.place import Place
from commissioner_app.ui.form_fill.repeats import repeat_block
from commissioner_app.ui.form_fill.section_list import SectionList
from commissioner_app.ui.form_fill.session import FormSession
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.undo_key import UndoKey
from commissioner_app.ui.form_fill.visibility import show_if
from commissioner_app.ui.shared.form_layout import column, line, row, widened

if TYPE_CHECKING:
    from commissioner_app.forms.definition import FormDefinition
    from commissioner_app.services.program import Program
    from commissioner_app.ui.shared.shell import Shell

_COUNT_MS = 60
LEAST = 300
"""Pixels that the questions keep at the usual size of text before what stands at the side folds."""


class FormTrial(QWidget):
    """``closed``: the person has seen enough. ``changed``: an answer or the language changed. ``side`` stands at the right
    and folds with the header's button."""

    closed = Signal()
    changed = Signal()

    def __init__(self, program: Program, shell: Shell, definition: FormDefinition, title: str, side: QWidget) -> None:
        super().__init__()
        self.setObjectName("formTrial")
        scratch = replace(program, attachments=ScratchAttachments(program.desk, program.preferences))
        self.session = FormSession(program.forms.fill(definition), self)
        self.tools = FieldTools(scratch, shell, self, now=program.desk.clock.now, files=definition.files)
        self.body = Body(self.session, self.tools, repeat_block, self)
        self._side = side
        self._build(title)
        self._counting = QTimer(self)
        self._counting.setSingleShot(True)
        self._counting.setInterval(_COUNT_MS)
        self._counting.timeout.connect(self._count)
        self.session.changed.connect(lambda _changes: self._counting.start())
        self.navigator.left.connect(self._counting.start)
        self.header.back.connect(self.closed)
        self.header.undo.connect(self.undo)
        self.header.language_chosen.connect(self.set_language)
        self.header.context_toggled.connect(lambda on: show_if(side, on))
        for keys, act in (("Escape", self.closed.emit), ("Ctrl+Z", self.undo)):
            QShortcut(QKeySequence(keys), self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        UndoKey(self)
        self.navigator.open_place(Place(""))
        self._count()

    def _build(self, title: str) -> None:
        form = self.session.form
        sections = plan.sections(self.session.root)
        self.header = Header(form.languages, form.language)
        self.header.show_title(title)
        self.sections = SectionList(self.session, sections)
        show_if(self.sections, len(sections) > 1)
        self.stack = QStackedWidget()
        self.navigator = Navigator(self.body, sections, self.sections, self.stack)
        across = row(spacing=0)
        across.addWidget(self.sections)
        across.addWidget(self.stack, 1)
        across.addWidget(self._side)
        whole = column(self, spacing=0)
        whole.addWidget(self.header)
        whole.addWidget(line())
        whole.addLayout(across, 1)

    def set_language(self, name: str) -> None:
        """Show the form in another of its languages; place and answers stay."""
        place = self.navigator.place
        self.body.flush()
        self.session.set_language(name)
        self.body.refresh_all()
        self.navigator.refresh_words()
        if place.ref:
            self.navigator.go_to(place.ref, place.cursor)
        self._count()

    def undo(self) -> None:
        """Take the last change back."""
        self.body.flush()
        self.session.undo()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """What stands at the side folds when the window gets too narrow for it, and comes back."""
        super().resizeEvent(event)
        beside = self._side.sizeHint().width() + (0 if self.sections.isHidden() else self.sections.width())
        least = beside + widened(self, LEAST)
        self.header.make_room(event, least)

    def _count(self) -> None:
        shown = frozenset(row.node.ref for row in self.body.rows() if row.message() and row.node.relevant)
        self.sections.show_status(shown)
        self.changed.emit()
