"""The head of a page: its title, the way to search everything, and the one primary action."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy

from commissioner_app.i18n import tr
from commissioner_app.ui.shared.form_layout import button, heading, row
from commissioner_app.ui.shared.icons import icon
from commissioner_app.ui.shared.tokens import AROUND, BETWEEN, INSIDE


class PageHeader(QFrame):
    """``search_wanted`` asks for the search over everything; pages add their primary action with ``set_primary``."""

    search_wanted = Signal()

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setObjectName("pageHeader")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.title = heading(title, 1)
        self.title.setObjectName("pageTitle")
        self.title.setWordWrap(False)
        self._search = QPushButton(tr("ui.search.button"))
        self._search.setObjectName("globalSearch")
        self._search.setIcon(icon("search", "muted"))
        self._search.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._search.setMinimumWidth(220)
        self._search.setStyleSheet("text-align: left;")
        self._search.setProperty("muted", True)
        self._search.clicked.connect(self.search_wanted)
        self._layout: QHBoxLayout = row(self, spacing=INSIDE)
        self._layout.setContentsMargins(AROUND, BETWEEN, AROUND, BETWEEN)
        self._layout.addWidget(self.title, 0, Qt.AlignmentFlag.AlignVCenter)
        self._layout.addStretch(1)
        self._layout.addWidget(self._search)

    def set_primary(self, words: str, icon_name: str, name: str) -> QPushButton:
        """The page's one primary action; the caller connects it."""
        made = button(words, icon_name, primary=True, name=name)
        self._layout.addWidget(made)
        return made

    def add_secondary(self, made: QPushButton) -> None:
        """A quiet button left of the search."""
        self._layout.insertWidget(self._layout.count() - 1, made)
