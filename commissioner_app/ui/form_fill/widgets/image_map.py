"""``image-map``: parts of a drawing are the choices. They are clicked in the drawing or taken from the list beside it."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolTip, QWidget

from commissioner_app.forms.screen import Node
from commissioner_app.ui.form_fill.markup import plain
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.widgets.base import QuestionWidget
from commissioner_app.ui.form_fill.widgets.select_multiple import SelectMultipleWidget
from commissioner_app.ui.form_fill.widgets.select_one import SelectOneWidget
from commissioner_app.ui.form_fill.widgets.svg_regions import SvgRegions
from commissioner_app.ui.shared.form_layout import widened
from commissioner_app.ui.shared.theme_state import colors
from commissioner_app.ui.shared.tokens import BETWEEN, LIGHT, RADIUS

_WIDEST, _HIGHEST = 360, 320


class Drawing(QWidget):
    """``clicked`` carries the value of the part that was clicked."""

    clicked = Signal(str)

    def __init__(self, regions: SvgRegions) -> None:
        super().__init__()
        self.regions = regions
        self.chosen: frozenset[str] = frozenset()
        self.labels: dict[str, str] = {}
        self._under = ""
        self.setMouseTracking(True)
        box = QSize(widened(self, _WIDEST), widened(self, _HIGHEST))
        self.setFixedSize(regions.size().scaled(box, Qt.AspectRatioMode.KeepAspectRatio))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_chosen(self, chosen: frozenset[str], labels: dict[str, str]) -> None:
        """Fill the parts that are chosen; the labels are shown as tips."""
        self.chosen, self.labels = chosen, labels
        self.update()

    def _device(self, point: QPointF) -> QPointF:
        self.regions.resize(QSize(self.size()) * self.devicePixelRatioF())
        return point * self.devicePixelRatioF()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        under = self.regions.at(self._device(event.position()))
        if under != self._under:
            self._under = under
            self.setCursor(Qt.CursorShape.PointingHandCursor if under else Qt.CursorShape.ArrowCursor)
            QToolTip.showText(event.globalPosition().toPoint(), self.labels.get(under, ""), self)
            self.update()

    def leaveEvent(self, _event: QEvent) -> None:  # noqa: N802 - Qt's name
        self._under = ""
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if event.button() == Qt.MouseButton.LeftButton and self.isEnabled():
            name = self.regions.at(self._device(event.position()))
            if name:
                self.clicked.emit(name)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        self._device(QPointF())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = colors()
        area = QRectF(self.rect())
        # Drawings are made for white paper, whatever the theme.
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.setBrush(QColor("white"))
        painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        self.regions.paint(painter, area)
        for name in self.regions.ids:
            strength = 150 if name in self.chosen else 60 if name == self._under else 0
            if strength:
                color = QColor(LIGHT.accent)
                color.setAlpha(strength)
                painter.drawImage(area, self.regions.tinted(name, color))
        painter.end()


class ImageMapWidget(QuestionWidget):
    """The drawing and, beside it, the same choices for the keyboard and for screen readers."""

    carries_picture: ClassVar[bool] = True

    def __init__(self, node: Node, tools: FieldTools) -> None:
        super().__init__(node, tools)
        self.several = node.type == "select"
        self.list = (SelectMultipleWidget if self.several else SelectOneWidget)(node, tools)
        self.list.answered.connect(self.answered)
        self.list.finished.connect(self.finished)
        data = tools.files.get(node.media.get("image", "")) or b""
        regions = SvgRegions(data, [choice.value for choice in node.choices])
        self.drawing = Drawing(regions) if regions.valid else None
        across = QHBoxLayout()
        across.setSpacing(BETWEEN)
        if self.drawing is not None:
            self.drawing.clicked.connect(self.choose)
            across.addWidget(self.drawing, 0, Qt.AlignmentFlag.AlignTop)
        across.addWidget(self.list, 1, Qt.AlignmentFlag.AlignTop)
        self._layout.addLayout(across)
        self.refresh()

    def entry(self) -> QWidget:
        return self.list.entry()

    def name_inputs(self, label: str, name: str) -> None:
        self.list.name_inputs(label, name)
        if self.drawing is not None:
            self.drawing.setObjectName(name + ":drawing")

    def refresh(self) -> None:
        self.list.refresh()
        if self.drawing is not None:
            labels = {choice.value: plain(choice.label) for choice in self.node.choices}
            self.drawing.show_chosen(frozenset(self.node.values), labels)
            self.drawing.setEnabled(not self.node.readonly)

    def choose(self, value: str) -> None:
        """Take a part, or give it back."""
        chosen = self.node.values
        if not self.several:
            self.answered.emit("" if value in chosen else value)
            if value not in chosen and "quick" in self.node.appearances:
                self.finished.emit()
            return
        wanted = set(chosen) ^ {value}
        self.answered.emit([choice.value for choice in self.node.choices if choice.value in wanted])
