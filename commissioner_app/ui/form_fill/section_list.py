"""The sections at the left: which are done, where something is missing, where something is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from commissioner_app.i18n import tr
from commissioner_app.ui.form_fill import nodes
from commissioner_app.ui.form_fill.markup import plain
from commissioner_app.ui.form_fill.paging import PAGES
from commissioner_app.ui.form_fill.plan import Section
from commissioner_app.ui.form_fill.session import FormSession
from commissioner_app.ui.form_fill.visibility import show_if
from commissioner_app.ui.shared.form_layout import widened
from commissioner_app.ui.shared.icons import pixmap
from commissioner_app.ui.shared.theme_state import colors
from commissioner_app.ui.shared.tokens import HAIR, INSIDE, RADIUS

WIDTH = 196
WIDEST = 260


@dataclass(frozen=True, slots=True)
class Status:
    """How far a section is. ``wrong`` counts the messages that show, ``required`` and ``filled`` what must be answered."""

    required: int = 0
    filled: int = 0
    answered: int = 0
    wrong: int = 0

    @property
    def sign(self) -> Literal["wrong", "missing", "done", ""]:
        """What the entry shows."""
        if self.wrong:
            return "wrong"
        if self.filled < self.required:
            return "missing"
        return "done" if self.answered else ""


def status_of(session: FormSession, section: Section, shown: frozenset[str] | None) -> Status:
    """Count the questions of a section; ``shown`` are the references whose messages a person sees, None: all of them."""
    required = filled = answered = wrong = 0
    for ref in section.refs:
        for question in nodes.questions(session.node(ref), blank_items=False):
            has_value = nodes.is_answered(question)
            answered += has_value
            required += question.required
            filled += question.required and has_value
            # A reference is made anew each time it is asked for; most of the time nothing is wrong.
            wrong += nodes.has_message(question) if shown is None else bool(shown) and question.ref in shown
    return Status(required, filled, answered, wrong)


class SectionEntry(QAbstractButton):
    """One section: its name and its sign."""

    def __init__(self, section: Section) -> None:
        super().__init__()
        self.section = section
        self.status = Status()
        self.setObjectName("section:" + section.key.rpartition("/")[2])
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_status(self, status: Status) -> None:
        """Take a new sign."""
        self.status = status
        self.setAccessibleDescription(self._words())
        self.setToolTip(f"{self.text()} · {self._words()}" if self._words() else self.text())
        self.update()

    def _words(self) -> str:
        status = self.status
        texts = {
            "wrong": tr("form.section.wrong", n=status.wrong),
            "missing": tr("form.section.missing", n=status.required - status.filled),
            "done": tr("form.section.done"),
            "": "",
        }
        return texts[status.sign]

    def wanted_width(self) -> int:
        """What the whole name takes beside the widest usual sign."""
        metrics = QFontMetrics(_heavy(self.font()))
        sign = max(metrics.horizontalAdvance("10/10"), _sign_size(metrics)) + INSIDE
        return metrics.horizontalAdvance(self.text()) + sign + 2 * INSIDE + HAIR

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(WIDTH, self.fontMetrics().lineSpacing() + 2 * INSIDE + HAIR)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = colors()
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.selected if self.isChecked() else theme.hover))
            painter.drawRoundedRect(self.rect(), RADIUS, RADIUS)
        if self.hasFocus():
            painter.setPen(QColor(theme.accent))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), RADIUS, RADIUS)
        inner = self.rect().adjusted(INSIDE + HAIR, 0, -INSIDE, 0)
        used = self._paint_sign(painter, inner)
        painter.setFont(_heavy(self.font()) if self.isChecked() else self.font())
        painter.setPen(QColor(theme.text))
        room = inner.adjusted(0, 0, -used, 0)
        words = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
        painter.end()

    def _paint_sign(self, painter: QPainter, inner: QRect) -> int:
        theme = colors()
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        if self.status.sign == "missing":
            words = f"{self.status.filled}/{self.status.required}"
            painter.setPen(QColor(theme.muted))
            painter.drawText(inner, right, words)
            return painter.fontMetrics().horizontalAdvance(words) + INSIDE
        if not self.status.sign:
            return 0
        name, tone = ("check", "ok") if self.status.sign == "done" else ("circle-alert", "returned")
        size = _sign_size(painter.fontMetrics())
        sign = pixmap(name, size, theme.tone(tone), self.devicePixelRatioF())
        painter.drawPixmap(inner.right() - size + 1, inner.center().y() - size // 2 + 1, sign)
        if not self.status.wrong:
            return size + INSIDE
        painter.setPen(QColor(theme.tone(tone)))
        painter.drawText(inner.adjusted(0, 0, -size - HAIR, 0), right, str(self.status.wrong))
        return size + HAIR + painter.fontMetrics().horizontalAdvance(str(self.status.wrong)) + INSIDE


def _heavy(font: QFont) -> QFont:
    """The font of the section that is open."""
    heavy = QFont(font)
    heavy.setWeight(QFont.Weight.DemiBold)
    return heavy


def _sign_size(metrics: QFontMetrics) -> int:
    return max(16, metrics.height() - 3)


class SectionList(QScrollArea):
    """All sections that are relevant now. ``chosen`` carries the section that was clicked."""

    chosen = Signal(object)

    def __init__(self, session: FormSession, sections: Sequence[Section]) -> None:
        super().__init__()
        self._session = session
        self._paged = PAGES in session.form.definition.style
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("form.sections"))
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(INSIDE, 2 * INSIDE, INSIDE, INSIDE)
        column.setSpacing(2)
        self.entries: dict[str, SectionEntry] = {}
        for section in sections:
            entry = SectionEntry(section)
            entry.clicked.connect(lambda _on=False, chosen=section: self.chosen.emit(chosen))
            self.entries[section.key] = entry
            column.addWidget(entry)
        column.addStretch(1)
        self.setWidget(holder)
        self.show_words()

    def show_words(self) -> None:
        """The names in the language of the form."""
        for number, entry in enumerate(self.entries.values(), 1):
            section = entry.section
            # A page with one question is called as that; of several loose ones none can speak for all.
            named = section.group or (section.refs[0] if self._paged else "")
            node = self._session.find(named) if named else None
            name = (plain(node.label).partition("\n")[0] if node else "") or tr("form.section.nth", n=number)
            entry.setText(name)
            entry.setAccessibleName(name)
        self.make_room()

    def make_room(self) -> None:
        """As wide as the longest name with its sign, within bounds: what is longer ends in "…"."""
        wanted = max((entry.wanted_width() for entry in self.entries.values()), default=0)
        width = min(max(wanted, widened(self, WIDTH)), widened(self, WIDEST))
        self.setFixedWidth(width + 2 * INSIDE)

    def show_status(self, shown: frozenset[str] | None) -> None:
        """Count anew; sections that are not relevant disappear."""
        for entry in self.entries.values():
            relevant = any(self._session.node(ref).relevant for ref in entry.section.refs)
            show_if(entry, relevant)
            if relevant:
                entry.show_status(status_of(self._session, entry.section, shown))

    def mark(self, key: str) -> None:
        """Show which section is open."""
        entry = self.entries.get(key)
        if entry is not None:
            entry.setChecked(True)
            self.ensureWidgetVisible(entry, 0, INSIDE)

    def relevant(self) -> list[Section]:
        """The sections that can be opened now, in order."""
        found = []
        for entry in self.entries.values():
            if any(self._session.node(ref).relevant for ref in entry.section.refs):
                found.append(entry.section)
        return found
