"""``rating``: as many stars as the range has values; a click or the arrow keys give them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from commissioner_app.forms.screen import Node
from commissioner_app.i18n import tr
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.widgets.base import QuestionWidget
from commissioner_app.ui.form_fill.widgets.range_steps import Steps
from commissioner_app.ui.shared.form_layout import widened
from commissioner_app.ui.shared.theme_state import colors
from commissioner_app.ui.shared.tokens import HAIR, INSIDE

_STAR = 26
_POINTS = ((50, 4), (64, 36), (98, 39), (72, 62), (80, 96), (50, 78), (20, 96), (28, 62), (2, 39), (36, 36))
MOST_STARS = 20


class Stars(QWidget):
    """``given`` carries how many stars a person gave; 0 takes them back."""

    given = Signal(int)

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count
        self.shown = 0
        self._under = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def _side(self) -> int:
        return widened(self, _STAR)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(self.count * (self._side() + HAIR) + HAIR, self._side() + 2 * HAIR)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return self.sizeHint()

    def show_stars(self, count: int) -> None:
        """Fill that many."""
        self.shown = count
        self.update()

    def _at(self, x: float) -> int:
        at = self.width() - x if self.isRightToLeft() else x
        return max(1, min(self.count, int((at - HAIR) // (self._side() + HAIR)) + 1))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self._under = self._at(event.position().x())
        self.update()

    def leaveEvent(self, _event: QEvent) -> None:  # noqa: N802 - Qt's name
        self._under = 0
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if event.button() == Qt.MouseButton.LeftButton and self.isEnabled():
            wanted = self._at(event.position().x())
            self.given.emit(0 if wanted == self.shown else wanted)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        key = Qt.Key(event.key())
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: -1}.get(key)
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.given.emit(0)
        elif event.text().isdigit() and int(event.text()) <= self.count:
            self.given.emit(int(event.text()))
        elif step is not None:
            self.given.emit(max(1, min(self.count, self.shown + step)))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, side = colors(), self._side()
        lit = self._under or self.shown
        for number in range(self.count):
            left = HAIR + number * (side + HAIR)
            if self.isRightToLeft():
                left = self.width() - left - side
            scale = side / 100
            star = QPolygonF([QPointF(left + x * scale, HAIR + y * scale) for x, y in _POINTS])
            full = number < lit
            painter.setPen(QPen(QColor(theme.accent if full else theme.control), 1.4))
            painter.setBrush(QColor(theme.accent if full else theme.base))
            painter.drawPolygon(star)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.accent), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.end()


class RatingWidget(QuestionWidget):
    """The stars and their number in words."""

    def __init__(self, node: Node, tools: FieldTools) -> None:
        super().__init__(node, tools)
        self.steps = Steps.of(node)
        self.stars = Stars(min(self.steps.count + 1, MOST_STARS))
        self.stars.given.connect(self._given)
        self.said = QLabel()
        self.said.setProperty("muted", True)
        across = QHBoxLayout()
        across.setSpacing(INSIDE)
        across.addWidget(self.stars)
        across.addWidget(self.said)
        across.addStretch(1)
        self._layout.addLayout(across)
        self.refresh()

    def entry(self) -> QWidget:
        return self.stars

    def refresh(self) -> None:
        value = self.node.value
        self.stars.show_stars(self.steps.index(value) + 1 if value else 0)
        most = self.steps.text(self.stars.count - 1)
        self.said.setText(tr("form.rating", value=value, most=most) if value else tr("form.range.none"))
        self.stars.setEnabled(not self.node.readonly)

    def _given(self, count: int) -> None:
        self.answered.emit(self.steps.text(count - 1) if count else "")
