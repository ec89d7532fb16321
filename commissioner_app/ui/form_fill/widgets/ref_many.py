"""References to several records: each chosen one stands as a chip; the answer is their ids with blanks between."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QPushButton, QWidget

from commissioner_app.forms.screen import Node
from commissioner_app.i18n import tr
from commissioner_app.services.search import Hit
from commissioner_app.ui.form_fill.flow import ColumnFlow
from commissioner_app.ui.form_fill.popup import Entry, PopupLine
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.visibility import show_if
from commissioner_app.ui.form_fill.widgets.base import QuestionWidget
from commissioner_app.ui.form_fill.widgets.ref_picker import PAUSE_MS, kind_of
from commissioner_app.ui.shared.form_layout import clear_layout
from commissioner_app.ui.shared.icons import icon


class RefManyWidget(QuestionWidget):
    """A search line above the chips of the records taken."""

    def __init__(self, node: Node, tools: FieldTools) -> None:
        super().__init__(node, tools)
        self.kind = kind_of(node)
        self.line = PopupLine()
        self.line.wanted.connect(self._search_soon)
        self.line.chosen.connect(self._add)
        self._holder = QWidget()
        self._flow = ColumnFlow(self._holder, packed=True)
        self._layout.addWidget(self.line)
        self._layout.addWidget(self._holder)
        self._name = ""
        self._text = ""
        self._titles: dict[str, str] = {}
        self._painted: list[str] | None = None
        self.chips: list[QPushButton] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._search)
        self.refresh()

    def entry(self) -> QWidget:
        return self.line

    def name_inputs(self, label: str, name: str) -> None:
        super().name_inputs(label, name)
        self._name = name
        self.line.name_list(name + ":list")
        for chip, value in zip(self.chips, self.ids(), strict=True):
            chip.setObjectName(f"{name}:{value}")

    def ids(self) -> list[str]:
        """The records referred to."""
        return self.node.value.split()

    def refresh(self) -> None:
        self.line.setPlaceholderText(tr("form.ref.add"))
        self.line.setReadOnly(self.node.readonly)
        self._holder.setEnabled(not self.node.readonly)
        if self.ids() != self._painted:
            self._rebuild()

    def leave(self) -> None:
        """Words that were not taken from the list are no reference."""
        self._timer.stop()
        self.line.clear()

    def _rebuild(self) -> None:
        clear_layout(self._flow)
        self._painted = self.ids()
        self.chips = []
        for value in self._painted:
            if value not in self._titles:
                self._titles[value] = self.tools.title_of(value) or tr("form.ref.not_here")
            label = self._titles[value]
            chip = QPushButton(label)
            chip.setIcon(icon("x", "muted"))
            chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
            chip.setToolTip(tr("form.choices.drop", label=label))
            chip.setAccessibleName(tr("form.choices.drop", label=label))
            chip.setObjectName(f"{self._name}:{value}")
            chip.clicked.connect(lambda _on=False, gone=value: self._drop(gone))
            self._flow.addWidget(chip)
            chip.show()
            self.chips.append(chip)
        show_if(self._holder, bool(self._painted))
        self._holder.updateGeometry()

    def _search_soon(self, text: str) -> None:
        self._text = text
        self._timer.start()

    def _search(self) -> None:
        asked = self._text

        def found(hits: Sequence[Hit]) -> None:
            if asked == self._text:
                taken = self.ids()
                self.line.offer([Entry(hit.id, hit.title, hit.subtitle) for hit in hits if hit.id not in taken])

        self.tools.search(asked, self.kind, found, self)

    def _add(self, entry: Entry) -> None:
        self._titles[entry.value] = entry.title
        self.line.clear()
        if entry.value not in self.ids():
            self.answered.emit(" ".join([*self.ids(), entry.value]))

    def _drop(self, value: str) -> None:
        self.answered.emit(" ".join(kept for kept in self.ids() if kept != value))
