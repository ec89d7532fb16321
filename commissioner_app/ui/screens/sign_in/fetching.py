"""The first load: what is being fetched, how much of it is here, and the way to go on without the rest."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from commissioner_app.i18n import has, tr
from commissioner_app.services.progress import Progress
from commissioner_app.ui.shared.form_layout import button, column, text
from commissioner_app.ui.shared.state_label import StateLabel
from commissioner_app.ui.shared.status_line import progress_sentence, show_share
from commissioner_app.ui.shared.tokens import BETWEEN, HAIR


class Fetching(QWidget):
    """Each stage of the first sync as a line: under way, then done."""

    later_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("fetching")
        self._layout = column(self, spacing=BETWEEN)
        self._layout.addWidget(text(tr("signin.fetching")))
        self._bar = QProgressBar()
        self._bar.setObjectName("fetchProgress")
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self._layout.addWidget(self._bar)
        self._stages: QVBoxLayout = column(spacing=HAIR)
        self._layout.addLayout(self._stages)
        self._lines: dict[str, StateLabel] = {}
        later = button(tr("signin.later"), name="fetchLater")
        later.clicked.connect(self.later_wanted)
        self._layout.addWidget(later)

    def show_progress(self, progress: Progress) -> None:
        """One step of the sync."""
        show_share(self._bar, progress)
        if progress.stage not in self._lines:
            for stage in self._lines.values():
                stage.set_state("ok", stage.words())
            made = StateLabel("waiting", "")
            self._lines[progress.stage] = made
            self._stages.addWidget(made)
        words = progress_sentence(progress) if has(progress.text_key) else tr("ui.status.running")
        self._lines[progress.stage].set_state("waiting", words)

    def stopped(self) -> None:
        """The network went away; what came is here."""
        self._bar.setRange(0, 1)
        self._bar.setValue(0)
        for stage in self._lines.values():
            stage.set_state("draft", stage.words())
