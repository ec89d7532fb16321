"""The top of the form page: what is being filled in, the language, undo, the context panel."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QWidget

from commissioner_app.domain.registry import KINDS
from commissioner_app.i18n import language, tr
from commissioner_app.ui.form_fill.visibility import show_if
from commissioner_app.ui.shared.form_layout import heading, icon_button
from commissioner_app.ui.shared.tokens import AROUND, BETWEEN, INSIDE


def language_word(name: str) -> str:
    """``中文 (zh)`` as a person reads it: ``中文``."""
    return name.partition(" (")[0].strip() or name


def what_is_done(kind_name: str, record_id: str, form_title: str) -> str:
    """New, changed or filled in, and what: the first words of the heading."""
    kind = KINDS[kind_name]
    word = kind.en if language() == "en" else kind.zh
    if kind.local and not record_id:
        # All forms of other platforms make the same kind of record; which one this is, only its title tells.
        return tr("form.title.fill", form=form_title or word)
    return tr("form.title.change" if record_id else "form.title.new", kind=word)


class Header(QWidget):
    """``back``, ``undo``, ``language_chosen`` and ``context_toggled`` say what was clicked."""

    back = Signal()
    undo = Signal()
    language_chosen = Signal(str)
    context_toggled = Signal(bool)

    def __init__(self, languages: Sequence[str], current: str) -> None:
        super().__init__()
        self._back = icon_button("arrow-left", "", name="form:back")
        self._back.clicked.connect(self.back)
        self._title = heading("", 2)
        self._title.setObjectName("form:title")
        self._title.setWordWrap(False)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._words = ""
        self.language = QComboBox()
        self.language.setObjectName("form:language")
        for name in languages:
            self.language.addItem(language_word(name), name)
        self.language.setCurrentIndex(max(0, list(languages).index(current) if current in languages else 0))
        show_if(self.language, len(languages) > 1)
        self.language.currentIndexChanged.connect(lambda at: self.language_chosen.emit(self.language.itemData(at)))
        self._undo = icon_button("undo-2", "", name="form:undo")
        self._undo.clicked.connect(self.undo)
        self.context = icon_button("info", "", name="form:context")
        self.context.setCheckable(True)
        self.context.setChecked(True)
        self.context.toggled.connect(self.context_toggled)
        across = QHBoxLayout(self)
        across.setContentsMargins(BETWEEN, INSIDE, AROUND, INSIDE)
        across.setSpacing(INSIDE)
        across.addWidget(self._back)
        across.addWidget(self._title, 1)
        across.addWidget(self.language)
        across.addWidget(self._undo)
        across.addWidget(self.context)
        self.show_words()

    def make_room(self, event: QResizeEvent, least: int) -> None:
        """Fold what stands at the side once the page gets narrower than ``least`` pixels, and bring it back."""
        narrow = event.size().width() < least
        if narrow != (event.oldSize().width() < least) or event.oldSize().width() < 0:
            self.context.setChecked(not narrow)

    def show_title(self, words: str) -> None:
        """Say what is being filled in; long names are shortened in the middle."""
        self._words = words
        shown = self._title.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, max(self._title.width(), 80))
        self._title.setText(shown)
        self._title.setToolTip(words if shown != words else "")

    def show_words(self) -> None:
        """The tips in the language of the window."""
        for button, key in (
            (self._back, "form.leave"),
            (self._undo, "form.undo"),
            (self.context, "form.context.toggle"),
        ):
            button.setToolTip(tr(key))
            button.setAccessibleName(tr(key))
        self.language.setAccessibleName(tr("form.language"))
        self.language.setToolTip(tr("form.language"))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self.show_title(self._words)
