"""Which of many conflicts are shown: by kind of record, by person, by field."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from commissioner_app.i18n import sentence, tr
from commissioner_app.services.conflicts import ConflictRow
from commissioner_app.ui.shared.form_layout import row
from commissioner_app.ui.shared.tokens import INSIDE

Words = Callable[[ConflictRow], tuple[str, ...]]
FILTERS: dict[str, Words] = {
    "kind": lambda row: (sentence(tr(f"{row.kind}.word")),),
    "person": lambda row: row.people,
    "field": lambda row: (row.label,),
}


class Filters(QWidget):
    """A box for each filter that has more than one choice; ``changed`` says that another choice was made."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._boxes: dict[str, QComboBox] = {}
        layout = row(self, spacing=INSIDE)
        for key in FILTERS:
            box = QComboBox()
            box.setObjectName(f"conflictFilter.{key}")
            box.setAccessibleName(tr(f"conflict.filter.{key}"))
            box.view().setAccessibleName(tr(f"conflict.filter.{key}"))
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            box.setMinimumContentsLength(4)
            box.currentIndexChanged.connect(self.changed)
            layout.addWidget(box, 1)
            self._boxes[key] = box

    def offer(self, rows: Sequence[ConflictRow]) -> None:
        """Offer what these conflicts can be told apart by, and keep what was chosen."""
        for key, box in self._boxes.items():
            counts: dict[str, int] = {}
            for conflict in rows:
                for words in dict.fromkeys(FILTERS[key](conflict)):
                    counts[words] = counts.get(words, 0) + 1
            chosen = box.currentData()
            box.blockSignals(True)
            box.clear()
            box.addItem(tr(f"conflict.filter.{key}"), "")
            for words in sorted(counts, key=lambda one: (-counts[one], one)):
                box.addItem(f"{words}  {counts[words]}", words)
            box.setCurrentIndex(max(0, box.findData(chosen)) if chosen else 0)
            box.blockSignals(False)
            box.setVisible(len(counts) > 1)

    def clear(self) -> None:
        """Let everything through."""
        for box in self._boxes.values():
            box.setCurrentIndex(0)

    def lets_through(self, conflict: ConflictRow) -> bool:
        """Whether a conflict is shown."""
        return all(
            not box.currentData() or box.currentData() in FILTERS[key](conflict) for key, box in self._boxes.items()
        )
