"""Where a need stands on its way: collected, accepted, published, matching, signed, solved (domain.md 4.9)."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from commissioner_app.i18n import tr
from commissioner_app.ui.shared import theme_state
from commissioner_app.ui.shared.tokens import HAIR

STEPS: Final = ("10", "20", "40", "50", "70", "80")
ASIDE: Final = frozenset({"25", "28", "29", "85", "90", "95", "97"})
RADIUS: Final = 5


def steps_done(state: str) -> int:
    """How many of the steps a state has behind it, itself included; a state beside the way counts none after it."""
    if state in {"29", "85"}:
        return len(STEPS)
    if state in ASIDE:
        return 1
    return sum(1 for step in STEPS if step <= state)


class StateLine(QWidget):
    """Dots on a line with words below; what is reached is filled."""

    def __init__(self, state: str) -> None:
        super().__init__()
        self.setObjectName("stateLine")
        self._done = steps_done(state)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        reached = tr(f"need.step.{STEPS[self._done - 1]}") if self._done else tr("need.step.none")
        self.setAccessibleName(tr("need.step.reached", step=reached))

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(300, RADIUS * 2 + HAIR * 2 + self.fontMetrics().height() + 2)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        colors = theme_state.colors()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        step = self.width() / len(STEPS)
        y = RADIUS + 1.0
        for number, code in enumerate(STEPS):
            x = step * (number + 0.5)
            done = number < self._done
            if number:
                painter.setPen(QPen(QColor(colors.accent if done else colors.control), 2 if done else 1))
                painter.drawLine(QPointF(x - step + RADIUS, y), QPointF(x - RADIUS, y))
            painter.setPen(QPen(QColor(colors.accent if done else colors.control), 1.5))
            painter.setBrush(QColor(colors.accent) if done else QColor(colors.base))
            painter.drawEllipse(QPointF(x, y), RADIUS, RADIUS)
            font = QFont(self.font())
            font.setWeight(QFont.Weight.Bold if number == self._done - 1 else QFont.Weight.Normal)
            painter.setFont(font)
            painter.setPen(QColor(colors.text if done else colors.muted))
            words = QFontMetrics(font).elidedText(tr(f"need.step.{code}"), Qt.TextElideMode.ElideRight, int(step) - 4)
            area = QRectF(step * number, y + RADIUS + HAIR, step, self.fontMetrics().height() + 2)
            painter.drawText(area, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, words)
