"""Several of many choices: a line that filters, and what was taken as chips that can be removed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from commissioner_app.forms.screen import Node
from commissioner_app.i18n import tr
from commissioner_app.ui.form_fill.choice_filter import fitting
from commissioner_app.ui.form_fill.flow import ColumnFlow
from commissioner_app.ui.form_fill.markup import on_button, plain
from commissioner_app.ui.form_fill.popup import Entry, PopupLine
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.visibility import show_if
from commissioner_app.ui.form_fill.widgets.base import QuestionWidget
from commissioner_app.ui.shared.form_layout import clear_layout
from commissioner_app.ui.shared.icons import icon

_WIDEST = 440


class _Line(PopupLine):
    """Backspace in the empty line takes the last chip away."""

    def __init__(self, owner: SelectManyWidget) -> None:
        super().__init__()
        self._owner = owner

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_Backspace and not self.text():
            self._owner.drop_last()
            return
        super().keyPressEvent(event)


class SelectManyWidget(QuestionWidget):
    """A filter line above the chips of the choices taken."""

    def __init__(self, node: Node, tools: FieldTools) -> None:
        super().__init__(node, tools)
        self.line = _Line(self)
        self.line.setMaximumWidth(_WIDEST)
        self.line.wanted.connect(self._offer)
        self.line.chosen.connect(self._add)
        self._holder = QWidget()
        self._flow = ColumnFlow(self._holder, packed=True)
        self._name = ""
        self.chips: list[QPushButton] = []
        self._painted: list[tuple[str, str]] | None = None
        self._layout.addWidget(self.line)
        self._layout.addWidget(self._holder)
        self.refresh()

    def entry(self) -> QWidget:
        return self.line

    def name_inputs(self, label: str, name: str) -> None:
        super().name_inputs(label, name)
        self._name = name
        self.line.name_list(name + ":list")
        self._name_chips()

    def refresh(self) -> None:
        self.line.setPlaceholderText(tr("form.choices.type_many", n=len(self.node.choices)))
        labels = {choice.value: choice.label for choice in self.node.choices}
        wanted = [(value, plain(labels.get(value, value))) for value in self.node.values]
        if wanted != self._painted:
            self._rebuild(wanted)
        self.line.setReadOnly(self.node.readonly)
        self._holder.setEnabled(not self.node.readonly)

    def leave(self) -> None:
        """What was typed but not taken is no answer; it must not look like one."""
        self.line.clear()

    def drop_last(self) -> None:
        """Take the last choice away again."""
        if self.node.values and not self.node.readonly:
            self.answered.emit(self.node.values[:-1])

    def _rebuild(self, wanted: list[tuple[str, str]]) -> None:
        clear_layout(self._flow)
        self._painted = wanted
        self.chips = []
        for value, label in wanted:
            chip = QPushButton(on_button(label))
            chip.setIcon(icon("x", "muted"))
            chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
            chip.setToolTip(tr("form.choices.drop", label=label))
            chip.setAccessibleName(tr("form.choices.drop", label=label))
            chip.clicked.connect(lambda _on=False, gone=value: self._drop(gone))
            self._flow.addWidget(chip)
            chip.show()
            self.chips.append(chip)
        show_if(self._holder, bool(wanted))
        self._name_chips()
        self._holder.updateGeometry()

    def _name_chips(self) -> None:
        for chip, (value, _label) in zip(self.chips, self._painted or [], strict=True):
            chip.setObjectName(f"{self._name}:{value}")

    def _offer(self, text: str) -> None:
        taken = set(self.node.values)
        left = [choice for choice in self.node.choices if choice.value not in taken]
        self.line.offer([Entry(choice.value, plain(choice.label)) for choice in fitting(left, text)])

    def _add(self, entry: Entry) -> None:
        self.line.clear()
        if entry.value not in self.node.values:
            self.answered.emit([*self.node.values, entry.value])

    def _drop(self, value: str) -> None:
        self.answered.emit([kept for kept in self.node.values if kept != value])
