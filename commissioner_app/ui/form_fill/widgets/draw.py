"""A sketch on white paper, with a few colours and two widths of the pen."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from commissioner_app.forms.screen import Node
from commissioner_app.i18n import tr
from commissioner_app.ui.form_fill.drawing import INK
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.visibility import show_if
from commissioner_app.ui.form_fill.widgets.drawn import DrawnWidget
from commissioner_app.ui.shared.form_layout import row
from commissioner_app.ui.shared.segmented import Segmented
from commissioner_app.ui.shared.tokens import BETWEEN

PENS: Final[dict[str, tuple[str, str]]] = {
    "black": ("form.draw.black", INK),
    "red": ("form.draw.red", "#C62828"),
    "blue": ("form.draw.blue", "#1565C0"),
    "yellow": ("form.draw.yellow", "#F9A825"),
    "white": ("form.draw.white", "#FFFFFF"),
}
WIDTHS: Final[dict[str, tuple[str, float]]] = {"fine": ("form.draw.fine", 2.4), "broad": ("form.draw.broad", 7.0)}


class DrawWidget(DrawnWidget):
    """The sheet with its pens above it."""

    paper = QSize(680, 380)
    pens: tuple[str, ...] = ("black", "red", "blue")

    def __init__(self, node: Node, tools: FieldTools) -> None:
        self._pens: QWidget | None = None
        super().__init__(node, tools)
        self.color = Segmented([(pen, tr(PENS[pen][0])) for pen in self.pens], f"q:{node.ref}:pen")
        self.width_of_pen = Segmented([(width, tr(WIDTHS[width][0])) for width in WIDTHS], f"q:{node.ref}:width")
        self.color.chosen.connect(self._take_pen)
        self.width_of_pen.chosen.connect(self._take_width)
        self._pens = QWidget()
        across = row(self._pens, spacing=BETWEEN)
        across.addWidget(self.color)
        across.addWidget(self.width_of_pen)
        across.addStretch(1)
        self._layout.insertWidget(0, self._pens)
        self.color.set_current(self.pens[0])
        self.width_of_pen.set_current("fine")
        self._take_pen(self.pens[0])
        self.refresh()

    def refresh(self) -> None:
        super().refresh()
        if self._pens is not None:
            show_if(self._pens, not self.node.readonly)

    def _take_pen(self, pen: str) -> None:
        self.pad.color = PENS[pen][1]

    def _take_width(self, width: str) -> None:
        self.pad.width_of_pen = WIDTHS[width][1]
