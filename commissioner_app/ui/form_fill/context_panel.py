"""The panel at the right: last visits of the host, open needs, resources that may fit. It folds away."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from commissioner_app.domain.registry import KINDS
from commissioner_app.i18n import language, sentence, tr
from commissioner_app.services.listing import ListQuery, RecordRow
from commissioner_app.services.matching import Fit
from commissioner_app.ui.form_fill.visibility import show_if
from commissioner_app.ui.shared.form_layout import caption, clear_layout, heading, line
from commissioner_app.ui.shared.icons import icon
from commissioner_app.ui.shared.tokens import BETWEEN, HAIR, INSIDE

if TYPE_CHECKING:
    from commissioner_app.services.program import Program
    from commissioner_app.ui.shared.shell import Shell

WIDTH = 272
_VISITS, _NEEDS, _FITS = 3, 4, 4
_PAUSE_MS = 400
CLOSED_TONES: Final = frozenset({"closed"})


@dataclass(frozen=True, slots=True)
class HostContext:
    """What is known around a host: its last visits, its needs that are not settled, the needs heard on one visit."""

    visits: Sequence[RecordRow]
    needs: Sequence[RecordRow]
    of_visit: Sequence[str] = ()


def around_host(program: Program, host: str, visit: str = "") -> HostContext:
    """Read both lists, and which needs come from a visit; runs off the main thread."""
    visits = program.records.rows(ListQuery("visit", host=host, order="date", limit=_VISITS))
    needs = program.records.rows(ListQuery("need", host=host, limit=20))
    from_here = [row.id for row in needs if visit and program.records.get(row.id).answers.get("source_visit") == visit]
    return HostContext(visits, [row for row in needs if row.tone not in CLOSED_TONES][:_NEEDS], from_here)


class ContextPanel(QFrame):
    """Everything here is read in the background; the form never waits for it. ``need_wanted``: write one down.

    ``needs_of_visit`` carries the ids of the needs that were written down from this visit.
    """

    need_wanted = Signal()
    needs_of_visit = Signal(object)

    def __init__(self, program: Program, shell: Shell) -> None:
        super().__init__()
        self._program = program
        self._shell = shell
        self.setFixedWidth(WIDTH)
        self._visits, self._needs, self._fits = _Part(), _Part(), _Part()
        self.new_need = QPushButton()
        self.new_need.setIcon(icon("lightbulb"))
        self.new_need.setObjectName("form:newNeed")
        self.new_need.clicked.connect(self.need_wanted)
        self.new_need.hide()
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(BETWEEN, BETWEEN, BETWEEN, BETWEEN)
        column.setSpacing(BETWEEN)
        self._nothing = QLabel()
        self._nothing.setWordWrap(True)
        self._nothing.setProperty("muted", True)
        for part in (self._nothing, self._visits, self._needs, self.new_need, self._fits):
            column.addWidget(part)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(holder)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)
        self._host = ""
        self._context: HostContext | None = None
        self._found: Sequence[Fit] = ()
        self._asked: Mapping[str, Any] = {}
        self._number = 0
        self._answers: Callable[[], Mapping[str, Any]] = dict
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self._ask_fits)
        self.show_words()

    def show_host(self, host: str, visit: str = "") -> None:
        """Show what is known around a host, "" for none; ``visit`` is the visit that is being recorded."""
        if host == self._host:
            return
        self._host = host
        self._context = None
        if host:
            self._shell.run_background(
                lambda: around_host(self._program, host, visit),
                self._show_context,
                lambda _error: None,
                owner=self,
                lane="pool",
            )
        else:
            self.show_words()

    def fits_soon(self, answers: Callable[[], Mapping[str, Any]]) -> None:
        """Ask for fitting resources once the typing pauses; ``answers`` reads the form at that moment."""
        self._answers = answers
        self._timer.start()

    def show_words(self) -> None:
        """Write everything anew, as after a change of language."""
        context = self._context
        self._visits.fill(tr("form.context.visits"), [self._visit(row) for row in context.visits] if context else [])
        self._needs.fill(tr("form.context.needs"), [self._need(row) for row in context.needs] if context else [])
        self._fits.fill(tr("form.context.fits"), [self._fit(fit) for fit in self._found])
        self.new_need.setText(tr("form.context.new_need"))
        empty = not (self._found or (context and (context.visits or context.needs)))
        show_if(self._nothing, empty)
        self._nothing.setText(tr("form.context.first_visit" if self._host else "form.context.nothing"))

    def _show_context(self, context: HostContext) -> None:
        self._context = context
        self.show_words()
        if context.of_visit:
            self.needs_of_visit.emit(list(context.of_visit))

    def _ask_fits(self) -> None:
        answers = self._answers()
        if answers == self._asked:
            return
        self._asked = answers
        self._number += 1
        number = self._number

        def arrived(fits: Sequence[Fit]) -> None:
            if number == self._number:
                self._found = fits
                self.show_words()

        self._shell.run_background(
            lambda: self._program.matching.fits(answers, _FITS), arrived, lambda _error: None, owner=self, lane="pool"
        )

    def _visit(self, row: RecordRow) -> QWidget:
        return _Item(row.date, row.subtitle, lambda: self._shell.open_record("visit", row.id))

    def _need(self, row: RecordRow) -> QWidget:
        state = KINDS["need"].state(row.state)
        words = sentence((state.en if language() == "en" else state.zh) if state else "")
        return _Item(row.title, words, lambda: self._shell.open_record("need", row.id))

    def _fit(self, fit: Fit) -> QWidget:
        below = " · ".join(part for part in (f"{fit.score:.2f}", fit.subtitle) if part)
        reasons = tr("form.context.because", reasons=tr("ui.list_comma").join(fit.reasons)) if fit.reasons else ""
        return _Item(fit.title, below, lambda: self._shell.open_record("resource", fit.id), reasons)


class _Part(QWidget):
    """A caption and the items below it; hidden while there are none."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(INSIDE)

    def fill(self, title: str, items: Sequence[QWidget]) -> None:
        clear_layout(self._column)
        show_if(self, bool(items))
        if not items:
            return
        self._column.addWidget(heading(title, 3))
        for item in items:
            self._column.addWidget(item)
        self._column.addWidget(line())


class _Item(QWidget):
    """A title that opens its record, and one or two muted lines."""

    def __init__(self, title: str, below: str, act: Callable[[], None], more: str = "") -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(HAIR // 2)
        link = QPushButton()
        link.setProperty("flat", True)
        link.setStyleSheet("text-align: left; padding: 1px 0px;")
        link.setText(link.fontMetrics().elidedText(title, Qt.TextElideMode.ElideMiddle, WIDTH - 3 * BETWEEN))
        link.setToolTip(title)
        link.setAccessibleName(title)
        link.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        link.clicked.connect(lambda _on=False: act())
        column.addWidget(link)
        for words in (below, more):
            if words:
                text = caption(words)
                text.setWordWrap(True)
                text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                column.addWidget(text)
