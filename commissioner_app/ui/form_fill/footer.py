"""The bottom of the form page: whether everything is saved, and what to do with the form."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from commissioner_app.i18n import tr
from commissioner_app.ui.form_fill.visibility import show_if
from commissioner_app.ui.shared.form_layout import button
from commissioner_app.ui.shared.tokens import BETWEEN, INSIDE


class Footer(QFrame):
    """``preview``, ``keep`` and ``submit`` say what was clicked."""

    preview = Signal()
    keep = Signal()
    submit = Signal()

    def __init__(self, *, submits: bool) -> None:
        super().__init__()
        self.setObjectName("statusLine")
        self._submits = submits
        self.status = QLabel()
        self.status.setObjectName("form:saved")
        self.status.setProperty("muted", True)
        self.status.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.notice = QLabel()
        self.notice.setObjectName("form:notice")
        self.notice_button = QPushButton()
        self.notice_button.setObjectName("form:noticeAction")
        self.notice_button.setProperty("flat", True)
        self.notice_button.clicked.connect(self._act)
        self._act_now: Callable[[], None] | None = None
        self.preview_button = button("", "printer", name="form:preview")
        self.keep_button = button("", "save", name="form:keep")
        self.submit_button = button("", "check", primary=True, name="form:submit")
        self.preview_button.clicked.connect(self.preview)
        self.keep_button.clicked.connect(self.keep)
        self.submit_button.clicked.connect(self.submit)
        across = QHBoxLayout(self)
        across.setContentsMargins(BETWEEN, INSIDE, BETWEEN, INSIDE)
        across.setSpacing(INSIDE)
        across.addWidget(self.status)
        across.addSpacing(BETWEEN)
        across.addWidget(self.notice)
        across.addWidget(self.notice_button)
        across.addStretch(1)
        for made in (self.preview_button, self.keep_button, self.submit_button):
            across.addWidget(made)
        self.say("")
        self.show_words()

    def show_words(self) -> None:
        """Words in the language of the window."""
        self.preview_button.setText(tr("form.preview"))
        self.keep_button.setText(tr("form.keep"))
        self.submit_button.setText(tr("form.submit" if self._submits else "form.finish"))

    def say(self, words: str, action: str = "", act: Callable[[], None] | None = None) -> None:
        """A short notice with at most one thing to do about it; "" takes it away."""
        self.notice.setText(words)
        show_if(self.notice, bool(words))
        self.notice_button.setText(action)
        show_if(self.notice_button, bool(action))
        self._act_now = act

    def busy(self, working: bool) -> None:
        """While a submission is under way nothing else can be begun."""
        for made in (self.preview_button, self.keep_button, self.submit_button):
            made.setEnabled(not working)

    def _act(self) -> None:
        act = self._act_now
        self.say("")
        if act is not None:
            act()
