"""Choices as cards: a picture above its words, or the words alone; the chosen one has a coloured edge."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from commissioner_app.forms.screen import Choice, Node
from commissioner_app.ui.form_fill.markup import plain
from commissioner_app.ui.form_fill.pictures import picture
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.widgets.choice_set import ChoiceSetWidget
from commissioner_app.ui.form_fill.widgets.select_one import flow_for
from commissioner_app.ui.shared.form_layout import clear_layout, widened
from commissioner_app.ui.shared.icons import paint
from commissioner_app.ui.shared.theme_state import colors
from commissioner_app.ui.shared.tokens import HAIR, INSIDE, RADIUS

PICTURE = QSize(132, 96)
_SIGN = 16


class ChoiceCard(QAbstractButton):
    """A checkable card. ``signed`` draws a ring or box that is ticked when chosen; without it the edge alone tells."""

    def __init__(self, words: str, shown: QPixmap, *, signed: bool, several: bool) -> None:
        super().__init__()
        self.words = words
        self.shown = shown
        self._signed = signed
        self._several = several
        self.setText(words)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def _sign(self) -> int:
        return _SIGN + INSIDE if self._signed else 0

    def _picture(self) -> QSize:
        return self.shown.deviceIndependentSize().toSize() if not self.shown.isNull() else QSize()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        metrics, image = self.fontMetrics(), self._picture()
        words = metrics.horizontalAdvance(self.words) + self._sign()
        # Beneath a picture the words may take two lines; alone they stand on one.
        width = max(image.width(), min(words, max(image.width(), 96))) if image.isValid() else words
        width += 2 * INSIDE
        return QSize(width, self.heightForWidth(width))

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        image = self._picture()
        below = image.height() + HAIR if image.isValid() else 0
        return below + self._words_in(width).height() + 2 * INSIDE

    def _words_in(self, width: int) -> QRect:
        room = QRect(0, 0, max(1, width - 2 * INSIDE - self._sign()), 10_000)
        return self.fontMetrics().boundingRect(room, int(Qt.TextFlag.TextWordWrap), self.words or " ")

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = colors()
        on, focused = self.isChecked(), self.hasFocus()
        edge = theme.accent if on or focused else theme.control if self.isEnabled() else theme.line
        painter.setPen(QPen(QColor(edge), 2 if on or focused else 1))
        painter.setBrush(QColor(theme.selected if on else theme.hover if self.underMouse() else theme.base))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        if focused and on:
            painter.setPen(QPen(QColor(theme.text), 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(3.5, 3.5, -3.5, -3.5), RADIUS - 2, RADIUS - 2)
        top = self._paint_picture(painter)
        before, behind = (0, self._sign()) if self.isRightToLeft() else (self._sign(), 0)
        area = self.rect().adjusted(INSIDE + before, top, -INSIDE - behind, -INSIDE)
        if self._signed:
            self._paint_sign(painter, area.top())
        painter.setPen(QColor(theme.text if self.isEnabled() else theme.muted))
        across = (
            Qt.AlignmentFlag.AlignHCenter
            if self._picture().isValid() and not self._signed
            else Qt.AlignmentFlag.AlignLeft
        )
        painter.drawText(area, int(across | Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextWordWrap), self.words)
        painter.end()

    def _paint_picture(self, painter: QPainter) -> int:
        image = self._picture()
        if not image.isValid():
            return INSIDE
        at = QPoint((self.width() - image.width()) // 2, INSIDE)
        painter.drawPixmap(at, self.shown)
        return INSIDE + image.height() + HAIR

    def _paint_sign(self, painter: QPainter, top: int) -> None:
        theme = colors()
        line = self.fontMetrics().height()
        left = self.width() - INSIDE - _SIGN if self.isRightToLeft() else INSIDE
        ring = QRectF(QPointF(left, top + (line - _SIGN) / 2 + 0.5), QRectF(0, 0, _SIGN - 1, _SIGN - 1).size())
        on = self.isChecked()
        painter.setPen(QPen(QColor(theme.accent if on else theme.control), 1))
        painter.setBrush(QColor(theme.accent if on else theme.base))
        if self._several:
            painter.drawRoundedRect(ring, 4, 4)
        else:
            painter.drawEllipse(ring)
        if on:
            paint(painter, ring.adjusted(2, 2, -2, -2), "check", theme.on_accent)


class SelectCardsWidget(ChoiceSetWidget):
    """Choices with pictures, and choices without buttons (``no-buttons``), for one answer or several."""

    def __init__(self, node: Node, tools: FieldTools) -> None:
        super().__init__(node, tools)
        self._flow = flow_for(node, self.holder)
        self.refresh()

    def lay_out(self, choices: Sequence[Choice]) -> list[QAbstractButton]:
        clear_layout(self._flow)
        signed = "no-buttons" not in self.node.appearances
        box = QSize(widened(self, PICTURE.width()), widened(self, PICTURE.height()))
        made: list[QAbstractButton] = []
        for choice in choices:
            shown = picture(self.tools.files.get(choice.media.get("image", "")), box, self.devicePixelRatioF())
            card = ChoiceCard(plain(choice.label), shown, signed=signed, several=self.several)
            self._flow.addWidget(card)
            made.append(card)
        return made
