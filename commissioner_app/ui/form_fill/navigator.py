"""Where the person is in the form: the open section, the focus, the way to the next question and back to a problem."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from commissioner_app.ui.form_fill import focus_chain, nodes
from commissioner_app.ui.form_fill.body import Body
from commissioner_app.ui.form_fill.place import Place
from commissioner_app.ui.form_fill.plan import Section
from commissioner_app.ui.form_fill.rows import QuestionRow
from commissioner_app.ui.form_fill.section_list import SectionList
from commissioner_app.ui.form_fill.section_view import SectionView


class Navigator(QObject):
    """``moved``: another section or question has the focus. ``left``: a question was left. ``at_end``: nothing follows.
    ``jumping``: the person is about to go to a place of their choice."""

    moved = Signal()
    left = Signal()
    section_changed = Signal()
    at_end = Signal()
    jumping = Signal()

    def __init__(self, body: Body, sections: list[Section], listed: SectionList, stack: QStackedWidget) -> None:
        super().__init__(stack)
        self._body = body
        self._sections = sections
        self._listed = listed
        self._stack = stack
        self._views: dict[str, SectionView] = {}
        self._row: QuestionRow | None = None
        self.current: Section | None = None
        listed.chosen.connect(self._jump_to_section)
        body.moved_on.connect(self.go_on)
        QApplication.instance().focusChanged.connect(self._focus_changed)  # type: ignore[union-attr]

    @property
    def place(self) -> Place:
        """Where the person is now."""
        section = self.current.key if self.current else ""
        if self._row is None or not self._body.knows(self._row):
            return Place(section)
        return Place(section, self._row.node.ref, self._row.widget.caret())

    @property
    def view(self) -> SectionView | None:
        """The section that shows."""
        return self._views.get(self.current.key) if self.current else None

    def views(self) -> list[SectionView]:
        """The sections that were built."""
        return list(self._views.values())

    def open(self, section: Section, *, focus: bool = False) -> SectionView:
        """Show a section; it is built when it is first shown."""
        changed = self.current is not None and self.current.key != section.key
        view = self._views.get(section.key)
        if view is None:
            view = SectionView(section, self._body)
            self._views[section.key] = view
            self._stack.addWidget(view)
            # Tab comes from the list of sections into the page, and from there to the buttons below.
            focus_chain.put_after(focus_chain.last_stop(self._listed), view)
        self.current = section
        self._stack.setCurrentWidget(view)
        self._listed.mark(section.key)
        if focus:
            self._focus_first(view)
        if changed:
            self.section_changed.emit()
        return view

    def open_place(self, place: Place) -> None:
        """Show what a draft remembers; the first section where the form has changed since."""
        section = next((each for each in self._sections if each.key == place.section), None)
        if place.ref and self.go_to(place.ref, place.cursor):
            return
        available = self._listed.relevant() or self._sections
        if section is None or section not in available:
            section = available[0] if available else None
        if section is not None:
            self.open(section, focus=True)

    def go_to(self, ref: str, cursor: int = -1) -> bool:
        """Open the section of a question and put the focus into it; whether there is such a question."""
        section = next((each for each in self._sections if any(nodes.inside(ref, top) for top in each.refs)), None)
        if section is None or self._body.session.find(ref) is None:
            return False
        view = self.open(section)
        view.build_to(ref)
        row = self._body.row(ref)
        if row is not None and row.node.relevant:
            row.take_focus(cursor)
            # In a window that is not active yet the focus comes later; the place is this one all the same.
            if self._row is not row:
                self._row = row
                self.moved.emit()
            # Once the page is laid out; before that nothing has its place.
            QTimer.singleShot(0, row, lambda: view.reveal(row))
        else:
            self._focus_first(view)
        return True

    def jump(self, ref: str) -> None:
        """Go to a question that was picked from a list."""
        self.jumping.emit()
        self.go_to(ref)

    def go_on(self, row: QuestionRow, step: int = 1) -> None:
        """To the next question (-1: the one before), across sections."""
        view = self.view
        if view is None:
            return
        following = view.next_open(row, step)
        if following is not None:
            following.take_focus()
            view.reveal(following)
        elif not self.page(step):
            self.at_end.emit()

    def refocus(self) -> None:
        """Give the focus back to the question that had it, or to the first one."""
        row = self.row_with_focus()
        if row is not None and row.node.relevant:
            row.take_focus(row.widget.caret())
        elif self.view is not None:
            self._focus_first(self.view)

    def page(self, step: int) -> bool:
        """To the next section (-1: the one before); whether there is one."""
        available = self._listed.relevant()
        if self.current is None or self.current not in available:
            return False
        at = available.index(self.current) + step
        if not 0 <= at < len(available):
            return False
        self.open(available[at], focus=True)
        return True

    def row_with_focus(self) -> QuestionRow | None:
        """The question that has the focus, or had it last."""
        return self._row if self._row is not None and self._body.knows(self._row) else None

    def refresh_words(self) -> None:
        """The language changed."""
        self._listed.show_words()
        for view in self._views.values():
            view.show_words()

    def _jump_to_section(self, section: Section) -> None:
        self.jumping.emit()
        self.open(section, focus=True)

    def _focus_first(self, view: SectionView) -> None:
        rows = view.open_rows()
        # While the window is not shown yet, nothing is visible to a focus; a remembered wish is enough.
        if rows:
            next((row for row in rows if not nodes.is_answered(row.node)), rows[0]).take_focus()
        else:
            view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        before, now = self._body.row_of(old), self._body.row_of(new)
        if now is not None and now is not self._row:
            self._row = now
            if self.view is not None:
                self.view.note_focus(now)
                self.view.reveal(now)
            self.moved.emit()
        if before is not None and before is not now and new is not None:
            same_section = self.view is not None and self.view.isAncestorOf(before)
            before.leave(looked=not same_section)
            self.left.emit()
