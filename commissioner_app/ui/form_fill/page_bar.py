"""Back and on, below the question of a form that asks page by page."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from commissioner_app.i18n import tr
from commissioner_app.ui.shared.form_layout import button
from commissioner_app.ui.shared.tokens import AROUND, INSIDE


class PageBar(QWidget):
    """``turned`` carries -1 for back and 1 for on."""

    turned = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.back = button("", "arrow-left", name="form:pageBack")
        self.on = button("", "arrow-right", name="form:pageOn")
        self.on.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.back.clicked.connect(lambda: self.turned.emit(-1))
        self.on.clicked.connect(lambda: self.turned.emit(1))
        self.said = QLabel()
        self.said.setProperty("muted", True)
        across = QHBoxLayout(self)
        across.setContentsMargins(AROUND, INSIDE, AROUND, INSIDE)
        across.addWidget(self.back)
        across.addWidget(self.on)
        across.addSpacing(INSIDE)
        across.addWidget(self.said)
        across.addStretch(1)

    def show_place(self, number: int, count: int) -> None:
        """Which page it is, of how many."""
        self.back.setText(tr("form.page.back"))
        self.on.setText(tr("form.page.on"))
        self.said.setText(tr("form.page.nth", n=number, count=count))
        self.back.setEnabled(number > 1)
        self.on.setEnabled(number < count)
