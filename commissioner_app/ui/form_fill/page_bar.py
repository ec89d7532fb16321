"""Back and on, below the question of a form that asks page by page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from commissioner_app.i18n import tr
from commissioner_app.ui.form_fill.navigator import Navigator
from commissioner_app.ui.form_fill.section_list import SectionList
from commissioner_app.ui.form_fill.visibility import is_meant_to_show
from commissioner_app.ui.shared.form_layout import button
from commissioner_app.ui.shared.tokens import AROUND, INSIDE


class PageBar(QWidget):
    """Two buttons, and the number of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.back = button("", "arrow-left", name="form:pageBack")
        self.on = button("", "arrow-right", name="form:pageOn")
        self.on.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._navigator: Navigator | None = None
        self._listed: SectionList | None = None
        self.said = QLabel()
        self.said.setProperty("muted", True)
        across = QHBoxLayout(self)
        across.setContentsMargins(AROUND, INSIDE, AROUND, INSIDE)
        across.addWidget(self.back)
        across.addWidget(self.on)
        across.addSpacing(INSIDE)
        across.addWidget(self.said)
        across.addStretch(1)

    def lead(self, navigator: Navigator, listed: SectionList) -> None:
        """Turn the pages of a form."""
        self._navigator, self._listed = navigator, listed
        self.back.clicked.connect(lambda: navigator.page(-1))
        self.on.clicked.connect(lambda: navigator.page(1))
        navigator.section_changed.connect(self.show_place)

    def show_place(self) -> None:
        """Which page it is, of how many that can be opened now."""
        if self._navigator is None or self._listed is None or not is_meant_to_show(self):
            return
        available, current = self._listed.relevant(), self._navigator.current
        if current not in available:
            return
        number = available.index(current) + 1
        self.back.setText(tr("form.page.back"))
        self.on.setText(tr("form.page.on"))
        self.said.setText(tr("form.page.nth", n=number, count=len(available)))
        self.back.setEnabled(number > 1)
        self.on.setEnabled(number < len(available))
