"""The page that a form is filled in on: sections at the left, one column of questions, context at the right."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from commissioner_app.domain.registry import KINDS
from commissioner_app.i18n import tr
from commissioner_app.ui.form_fill import nodes
from commissioner_app.ui.form_fill.auditing import Auditing
from commissioner_app.ui.form_fill.autosave import Autosave
from commissioner_app.ui.form_fill.body import Body
from commissioner_app.ui.form_fill.context_panel import ContextPanel
from commissioner_app.ui.form_fill.device_wishes import DeviceWishes
from commissioner_app.ui.form_fill.following import Following
from commissioner_app.ui.form_fill.footer import Footer
from commissioner_app.ui.form_fill.header import Header, what_is_done
from commissioner_app.ui.form_fill.host_link import HostLink
from commissioner_app.ui.form_fill.markup import plain
from commissioner_app.ui.form_fill.navigator import Navigator
from commissioner_app.ui.form_fill.offices import sections_for
from commissioner_app.ui.form_fill.page_bar import PageBar
from commissioner_app.ui.form_fill.page_keys import add_keys
from commissioner_app.ui.form_fill.paging import PAGES, sections_of
from commissioner_app.ui.form_fill.place import Place
from commissioner_app.ui.form_fill.problem_panel import ProblemPanel, Trouble
from commissioner_app.ui.form_fill.repeats import repeat_block
from commissioner_app.ui.form_fill.section_list import SectionList
from commissioner_app.ui.form_fill.session import FormSession, instance_of
from commissioner_app.ui.form_fill.submission import Submission
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.visibility import show_if
from commissioner_app.ui.form_fill.widgets.ref_picker import kind_of
from commissioner_app.ui.form_fill.writing import direction_of
from commissioner_app.ui.shared.form_layout import line, widened

if TYPE_CHECKING:
    from commissioner_app.forms.screen import Changes, Node
    from commissioner_app.services.drafts import Draft
    from commissioner_app.services.program import Program
    from commissioner_app.services.records import Written
    from commissioner_app.ui.shared.shell import Shell

_COUNT_MS = 60
_NARROW = 960


class FormPage(QWidget):
    """``closed``: the person left, the draft stays. ``submitted`` carries the id of the record that was written."""

    closed = Signal()
    submitted = Signal(str)

    def __init__(self, program: Program, shell: Shell, draft: Draft) -> None:
        super().__init__()
        self.setObjectName("formPage")
        self.program = program
        self.shell = shell
        self.draft = draft
        self.session = FormSession(instance_of(program, draft), self)
        files = self.session.form.definition.files
        self.tools = FieldTools(program, shell, self, now=program.desk.clock.now, files=files)
        self.body = Body(self.session, self.tools, repeat_block, self)
        self._entered = False
        self._tried = False
        self._build()
        self.autosave = Autosave(program, shell, draft.id, self._state, self)
        self._connect()
        add_keys(self)
        self.navigator.open_place(Place.read(draft.page, draft.focus))
        self.auditing.look()
        # Only from here on: who opens a draft and looks at it has not changed it.
        self._entered = bool(draft.saved)
        self._count()
        self._show_title()
        self.footer.status.setText(tr("form.saved.before") if draft.saved else tr("form.saved.none"))
        self.host.show(fill=not draft.saved)
        self.device = DeviceWishes(self.session, self.tools)
        self.device.said.connect(self.footer.say)
        self.device.look()

    def _build(self) -> None:
        form = self.session.form
        sections = sections_for(self.program, self.draft.kind, self.session.root, sections_of(self.session))
        self.header = Header(form.languages, form.language)
        self.sections = SectionList(self.session, sections)
        show_if(self.sections, len(sections) > 1)
        self.stack = QStackedWidget()
        self.stack.setLayoutDirection(direction_of(form.language))
        self.page_bar = PageBar()
        show_if(self.page_bar, PAGES in form.definition.style)
        self.context = ContextPanel(self.program, self.shell)
        show_if(self.context.new_need, self.draft.kind == "visit")
        self.host = HostLink(self.program, self.shell, self.draft, self.body, self.context)
        self.following = Following(self.program, self.shell, self.draft, self.body)
        self._about_host = self.draft.kind in ("visit", "need") or self.host.asked
        show_if(self.context, self._about_host)
        show_if(self.header.context, self._about_host)
        self.problems = ProblemPanel()
        self.navigator = Navigator(self.body, sections, self.sections, self.stack)
        self.auditing = Auditing(self.program, self.shell, self.draft, self.body, self.navigator)
        self.submission = Submission(self.program, self.shell, self.draft, self.session, self.auditing)
        self.footer = Footer(submits=bool(self.submission.action()))
        self._printable = any("pdf" in kind.formats for kind in self.program.reports.kinds(self.draft.kind))
        self.footer.preview_button.setVisible(self._printable)
        across = QHBoxLayout()
        across.setSpacing(0)
        across.addWidget(self.sections)
        middle = QVBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.stack, 1)
        middle.addWidget(self.page_bar)
        across.addLayout(middle, 1)
        across.addWidget(self.context)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.header)
        whole.addWidget(line())
        whole.addLayout(across, 1)
        whole.addWidget(self.problems)
        whole.addWidget(self.footer)
        self._counting = QTimer(self)
        self._counting.setSingleShot(True)
        self._counting.setInterval(_COUNT_MS)
        self._counting.timeout.connect(self._count)

    def _connect(self) -> None:
        self.session.changed.connect(self._changed)
        self.session.edited.connect(self.autosave.touch)
        self.body.answered.connect(self._answered)
        self.body.removed.connect(self._removed)
        self.autosave.saved.connect(self._saved)
        self.autosave.failed.connect(self._not_saved)
        self.navigator.moved.connect(self._moved)
        self.navigator.left.connect(self._counting.start)
        self.navigator.section_changed.connect(self.save_now)
        self.navigator.at_end.connect(lambda: self.footer.submit_button.setFocus(Qt.FocusReason.OtherFocusReason))
        self.page_bar.lead(self.navigator, self.sections)
        self.header.back.connect(self.leave)
        self.header.undo.connect(self.undo)
        self.header.language_chosen.connect(self.set_language)
        self.header.context_toggled.connect(lambda on: show_if(self.context, on and self._about_host))
        self.context.need_wanted.connect(self.start_need)
        self.host.filled.connect(self._show_title)
        self.following.filled.connect(self._show_title)
        self.following.form_wanted.connect(self._refit)
        self.problems.wanted.connect(self.navigator.jump)
        self.problems.confirmed.connect(self._confirmed)
        self.footer.preview.connect(self.preview)
        self.footer.keep.connect(self.leave)
        self.footer.submit.connect(self.submit)
        self.submission.busy.connect(self.footer.busy)
        self.submission.troubled.connect(self._troubled)
        self.submission.reason_wanted.connect(lambda: self.problems.ask_reason(tr("form.audit.why")))
        self.submission.written.connect(self._written)
        self.submission.failed.connect(self._not_written)

    def keep(self) -> None:
        """The person asks for the draft to be saved."""
        self.auditing.saved()
        self.save_now()

    def save_now(self) -> None:
        """Save the draft without waiting for the pause."""
        self.body.flush()
        self.autosave.save()

    def leave(self) -> None:
        """Leave the form; the draft stays, unless nothing was ever entered into it."""
        self.body.settle()
        self.tools.when_settled(self._leave)

    def _leave(self) -> None:
        self.auditing.left()
        if self._entered:
            self.autosave.touch()
            self.autosave.last()
        else:
            self.autosave.end()
            draft_id, drafts = self.draft.id, self.program.drafts
            self.shell.run_background(lambda: drafts.discard(draft_id))
        self.closed.emit()

    def undo(self) -> None:
        """Take the last change of the form back and show where that was."""
        self.body.flush()
        changes = self.session.undo()
        if not changes:
            self.footer.say(tr("form.undo.nothing"))
            return
        ref = next((ref for ref in sorted(changes.refs) if self._is_question(ref)), "")
        named = self.session.find(ref or next(iter(sorted(changes.structure)), ""))
        what = plain(named.label) if named is not None else ""
        self.footer.say(tr("form.undo.done_to", what=what) if what else tr("form.undo.done"))
        if ref:
            self.navigator.go_to(ref)

    def set_language(self, name: str) -> None:
        """Show the form in another language; the place and the answers stay."""
        place = self.navigator.place
        self.body.flush()
        self.session.set_language(name)
        self.stack.setLayoutDirection(direction_of(name))
        self.retranslate()
        if place.ref:
            self.navigator.go_to(place.ref, place.cursor)

    def retranslate(self) -> None:
        """Write everything anew, after a change of the form's or the window's language, or of the theme."""
        self.body.refresh_all()
        self.navigator.refresh_words()
        self.header.show_words()
        self.footer.show_words()
        self.context.show_words()
        self._show_title()
        self._count()

    def submit(self) -> None:
        """Check the form and write the record."""
        self.footer.say("")
        self.body.settle()
        # A signature that was just drawn, a photo that is still being reduced: they belong to the record.
        self.tools.when_settled(self._submit)

    def _submit(self) -> None:
        self._tried = self.body.all_touched = True
        for row in self.body.rows():
            row.touch()
        self.submission.begin()

    def preview(self) -> None:
        """Show what would be printed now."""
        if not self._printable:
            return
        self.body.flush()
        saved, place, title = self._state()
        draft_id, program = self.draft.id, self.program

        def pdf() -> bytes:
            program.drafts.save(draft_id, saved, place.section, place.text(), title)
            return program.reports.draft_pdf(draft_id)

        self.shell.run_background(pdf, lambda made: self.shell.print_preview(made, title), owner=self)

    def start_need(self) -> None:
        """Write down a need that was heard on this visit; the visit's draft stays and knows its place."""
        self.body.flush()
        self._entered = True
        self.auditing.left()
        self.autosave.touch()
        self.autosave.last()
        answers = {"source_visit": self.host.visit, "host": self.host.host}
        self.shell.start_form("need", answers={name: value for name, value in answers.items() if value})

    def _state(self) -> tuple[Mapping[str, Any], Place, str]:
        return {**self.session.form.save(), **self.auditing.state()}, self.navigator.place, self._title()

    def _title(self) -> str:
        named = self.session.form.instance_name.strip()
        return named or KINDS[self.draft.kind].summary(self.session.form.to_answers()).title

    def _show_title(self) -> None:
        head = what_is_done(self.draft.kind, self.draft.record_id, self.session.form.definition.title)
        self.header.show_title(" · ".join(part for part in (head, self._title()) if part))

    def _changed(self, _changes: Changes) -> None:
        if not self._counting.isActive():
            self._counting.start()

    def _answered(self, node: Node) -> None:
        self._entered = True
        self.footer.say("")
        if kind_of(node) == "host":
            self.host.show(fill=True)
            self._show_title()
        else:
            self.host.fits_soon()
        self.following.answered(node)

    def _refit(self, form_id: str) -> None:
        """Go on in the form that fits the host; what was entered goes along, and so does the place."""
        self.body.flush()
        self.autosave.end()
        self._entered = True
        # Nothing may be typed into the form that is on its way out.
        self.setEnabled(False)
        answers, place, draft_id = self.session.form.to_answers(), self.navigator.place, self.draft.id
        drafts, kind, shell = self.program.drafts, self.draft.kind, self.shell
        beside = self.auditing.state()
        shell.run_background(
            lambda: drafts.refit(draft_id, form_id, answers, place.section, place.text(), beside=beside),
            lambda draft: shell.start_form(kind, draft_id=draft.id),
            self._not_refitted,
            owner=self,
        )

    def _not_refitted(self, error: BaseException) -> None:
        self.setEnabled(True)
        self.autosave.resume()
        self.shell.report(error)

    def _removed(self, words: str) -> None:
        self._entered = True
        self.footer.say(tr("form.removed", what=words), tr("form.undo"), self.undo)

    def _moved(self) -> None:
        if self._entered:
            self.autosave.touch()

    def _count(self) -> None:
        shown = (row.node.ref for row in self.body.rows() if row.message() and row.node.relevant)
        self.sections.show_status(None if self._tried else frozenset(shown))
        self.page_bar.show_place()

    def _saved(self, moment: datetime | None) -> None:
        shown = moment or self.tools.now()
        self.footer.status.setText(tr("form.saved.at", time=shown.strftime("%H:%M:%S")))
        self._show_title()

    def _not_saved(self, error: BaseException) -> None:
        self.auditing.trouble("save error")
        self.footer.status.setText(tr("form.saved.failed"))
        self.shell.report(error)

    def _is_question(self, ref: str) -> bool:
        node = self.session.find(ref)
        return node is not None and nodes.is_question(node) and node.relevant

    def _troubled(self, troubles: list[Trouble]) -> None:
        self._count()
        self.auditing.refused()
        self.problems.show_troubles(troubles)
        first = next((trouble.ref for trouble in troubles if trouble.blocks and trouble.ref), "")
        if first:
            self.navigator.go_to(first)

    def _confirmed(self, reason: str) -> None:
        self.problems.hide()
        self.auditing.reason(reason)
        self.submission.write(reason)

    def _written(self, written: Written) -> None:
        self.autosave.end()
        self.shell.announce(written.changes)
        self.submitted.emit(written.record.id)

    def _not_written(self, error: BaseException) -> None:
        self.autosave.touch()
        self.shell.report(error)

    def escape(self) -> None:
        """Put the problems away, else leave the form."""
        if self.problems.isVisible():
            self.problems.hide()
        else:
            self.leave()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """The page itself has nothing to type into: who focuses it means the question."""
        super().focusInEvent(event)
        QTimer.singleShot(0, self, self.navigator.refocus)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """The context panel folds when the window gets too narrow for it, and comes back."""
        super().resizeEvent(event)
        self.header.make_room(event, widened(self, _NARROW))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            row = self.body.row_of(self.focusWidget())
            if row is not None:
                row.widget.flush()
                self.navigator.go_on(row)
                return
            focused = self.focusWidget()
            if isinstance(focused, QPushButton):
                focused.click()
                return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "navigator"):
            QTimer.singleShot(0, self, self.retranslate)
