"""The marks of a slider and the words beside them: numbers at the ends, or the form's own words where it has them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QSlider, QStyle, QStyleOptionSlider, QWidget

from commissioner_app.ui.shared.theme_state import colors
from commissioner_app.ui.shared.tokens import HAIR

_MARK = 5


class RangeScale(QWidget):
    """Stands below a slider, or at its right when that is upright. ``words`` are by step; ``apart`` is 0 for no marks."""

    def __init__(self, slider: QSlider, words: Mapping[int, str], apart: int) -> None:
        super().__init__()
        self._slider = slider
        self._apart = apart
        self.words: Mapping[int, str] = {}
        self._upright = slider.orientation() == Qt.Orientation.Vertical
        fixed, wide = QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred
        self.setSizePolicy(fixed if self._upright else wide, wide if self._upright else fixed)
        self.show_words(words)

    def show_words(self, words: Mapping[int, str]) -> None:
        """Other words, as after a change of language."""
        self.words = words
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        metrics = self.fontMetrics()
        if self._upright:
            return QSize(_MARK + HAIR + max((metrics.horizontalAdvance(w) for w in self.words.values()), default=0), 40)
        return QSize(80, _MARK + HAIR + metrics.height() * self._lines())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return self.sizeHint()

    def _lines(self) -> int:
        return 2 if any(len(word) > 8 for word in self.words.values()) else 1

    def _place(self, step: int) -> float:
        """Where the middle of the handle stands for a step, in pixels along the slider."""
        option = QStyleOptionSlider()
        self._slider.initStyleOption(option)
        style = self._slider.style()
        length = style.pixelMetric(QStyle.PixelMetric.PM_SliderLength, option, self._slider)
        span = (self._slider.height() if self._upright else self._slider.width()) - length
        mirrored = not self._slider.invertedAppearance() if self._upright else self.isRightToLeft()
        return length / 2 + style.sliderPositionFromValue(0, self._slider.maximum(), step, span, mirrored)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        theme = colors()
        painter.setPen(QPen(QColor(theme.control), 1))
        last = self._slider.maximum()
        marks = sorted({*range(0, last + 1, self._apart), last}) if self._apart else []
        for step in marks:
            at = self._place(step)
            if self._upright:
                left = self.width() - _MARK if self.isRightToLeft() else 0
                painter.drawLine(QPointF(left, at), QPointF(left + _MARK, at))
            else:
                painter.drawLine(QPointF(at, 0), QPointF(at, _MARK))
        painter.setPen(QColor(theme.muted))
        for step, word in self.words.items():
            self._paint_word(painter, step, word)
        painter.end()

    def _paint_word(self, painter: QPainter, step: int, word: str) -> None:
        at, metrics = self._place(step), self.fontMetrics()
        if self._upright:
            start = 0 if self.isRightToLeft() else _MARK + HAIR
            area = QRectF(start, at - metrics.height() / 2, self.width() - _MARK - HAIR, metrics.height())
            painter.drawText(area, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), word)
            return
        room = self.width() / max(1, len(self.words))
        width = min(max(metrics.horizontalAdvance(word) + 2.0, 24), room)
        left = min(max(0.0, at - width / 2), self.width() - width)
        area = QRectF(left, _MARK + HAIR, width, self.height() - _MARK - HAIR)
        flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)
        painter.drawText(area, flags, word)
