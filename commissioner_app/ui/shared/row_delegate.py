"""Paints a record as two lines: title and date, then what it is about and where it stands (icon, word and colour)."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from commissioner_app.domain.registry import KINDS
from commissioner_app.i18n import language, sentence, tr
from commissioner_app.services.listing import RecordRow
from commissioner_app.ui.shared import theme_state
from commissioner_app.ui.shared.dates import day_text
from commissioner_app.ui.shared.icons import paint
from commissioner_app.ui.shared.record_model import RowRole
from commissioner_app.ui.shared.state_label import MARK_TONES, mark_word
from commissioner_app.ui.shared.tokens import BETWEEN, HAIR, INSIDE, TONES

_QUIET_WHEN_FINE = frozenset({"host", "resource", "person", "village", "team", "appointment"})


def state_word(kind: str, state: str) -> str:
    """The word of a record's state in the window's language."""
    declared = KINDS[kind].state(state) if kind in KINDS else None
    if declared is None:
        return ""
    return declared.zh if language() == "zh" else declared.en


def shown_state(row: RecordRow) -> str:
    """The state's word where it says more than the mark does."""
    if row.mark in ("draft", "returned") or (row.kind in _QUIET_WHEN_FINE and row.tone == "ok"):
        return ""
    return sentence(state_word(row.kind, row.state))


def describe(row: RecordRow) -> str:
    """The row in words, for screen readers."""
    parts = (row.title or tr("ui.untitled"), day_text(row.date) if row.date else "", row.subtitle, shown_state(row))
    return "，".join(part for part in (*parts, mark_word(row.mark)) if part)


class RowDelegate(QStyledItemDelegate):
    """Two-line rows. ``today`` decides whether dates need their year; ``marks`` whether sending is said."""

    def __init__(self, today: date, parent: QObject | None = None, *, marks: bool = True) -> None:
        super().__init__(parent)
        self._year = today.year
        self._marks = marks

    def sizeHint(self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802
        return QSize(200, option.fontMetrics.height() * 2 + HAIR + INSIDE * 2 + 2)  # type: ignore[attr-defined]

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: RecordRow | None = index.data(RowRole)
        area: QRect = option.rect  # type: ignore[attr-defined]
        painter.save()
        self._background(painter, option, area)
        if row is not None:
            font: QFont = option.font  # type: ignore[attr-defined]
            inside = area.adjusted(BETWEEN, INSIDE, -BETWEEN, -INSIDE)
            self._first_line(painter, inside, font, row)
            self._second_line(painter, inside, font, row)
        painter.restore()

    def _background(self, painter: QPainter, option: QStyleOptionViewItem, area: QRect) -> None:
        colors = theme_state.colors()
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(colors.selected))
            painter.fillRect(QRect(area.left(), area.top(), 3, area.height()), QColor(colors.accent))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, QColor(colors.hover))
        painter.setPen(QPen(QColor(colors.line)))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if state & QStyle.StateFlag.State_HasFocus and not state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(QColor(colors.accent)))
            painter.drawRect(area.adjusted(0, 0, -1, -1))

    def _first_line(self, painter: QPainter, inside: QRect, font: QFont, row: RecordRow) -> None:
        colors = theme_state.colors()
        metrics = QFontMetrics(font)
        line = QRect(inside.left(), inside.top(), inside.width(), metrics.height())
        when = day_text(row.date, short_year=self._year) if row.date else ""
        painter.setFont(font)
        painter.setPen(QColor(colors.muted))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, when)
        bold = QFont(font)
        bold.setWeight(QFont.Weight.Bold)
        painter.setFont(bold)
        painter.setPen(QColor(colors.text))
        room = line.width() - (metrics.horizontalAdvance(when) + BETWEEN if when else 0)
        title = QFontMetrics(bold).elidedText(row.title or tr("ui.untitled"), Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)

    def _second_line(self, painter: QPainter, inside: QRect, font: QFont, row: RecordRow) -> None:
        colors = theme_state.colors()
        metrics = QFontMetrics(font)
        top = inside.top() + metrics.height() + HAIR
        line = QRect(inside.left(), top, inside.width(), metrics.height())
        painter.setFont(font)
        left = line.right()
        if self._marks:
            left = self._mark(painter, line, metrics, row)
        state = shown_state(row)
        if state:
            painter.setPen(QColor(colors.tone(row.tone)))
            left -= metrics.horizontalAdvance(state) + (INSIDE if self._marks else 0)
            painter.drawText(
                QRect(left, top, left + 400, metrics.height()),
                Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
                state,
            )
        painter.setPen(QColor(colors.muted))
        room = left - line.left() - INSIDE
        painter.drawText(
            line,
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
            metrics.elidedText(row.subtitle, Qt.TextElideMode.ElideRight, room),
        )

    def _mark(self, painter: QPainter, line: QRect, metrics: QFontMetrics, row: RecordRow) -> int:
        """Icon and word of the sending mark at the right; where they begin."""
        colors = theme_state.colors()
        tone = MARK_TONES[row.mark]
        word = mark_word(row.mark)
        painter.setPen(QColor(colors.tone(tone)))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, word)
        size = metrics.height() - 4
        left = line.right() - metrics.horizontalAdvance(word) - HAIR - size
        place = QRectF(left, line.center().y() - size / 2 + 0.5, size, size)
        paint(painter, place, TONES[tone].icon, colors.tone(tone))
        return left
