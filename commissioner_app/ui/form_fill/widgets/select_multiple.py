"""Several of a few choices: check boxes in columns."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QWidget

from commissioner_app.forms.screen import Node
from commissioner_app.ui.form_fill.markup import on_button
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.widgets.base import QuestionWidget
from commissioner_app.ui.form_fill.widgets.select_one import flow_for
from commissioner_app.ui.shared.form_layout import clear_layout


class SelectMultipleWidget(QuestionWidget):
    """One box per choice; the answer keeps the order of the list."""

    def __init__(self, node: Node, tools: FieldTools) -> None:
        super().__init__(node, tools)
        self._holder = QWidget()
        self._flow = flow_for(node, self._holder)
        self._layout.addWidget(self._holder)
        self._painted: list[tuple[str, str]] = []
        self._name = ""
        self.boxes: list[QCheckBox] = []
        self.refresh()

    def entry(self) -> QWidget:
        return self.boxes[0] if self.boxes else self._holder

    def name_inputs(self, label: str, name: str) -> None:
        self._name = name
        self._holder.setObjectName(name)
        self._holder.setAccessibleName(label)
        self._name_boxes()

    def refresh(self) -> None:
        wanted = [(choice.value, choice.label) for choice in self.node.choices]
        if wanted != self._painted:
            self._rebuild(wanted)
        chosen = set(self.node.values)
        for box, (value, _label) in zip(self.boxes, self._painted, strict=True):
            box.setChecked(value in chosen)
        self.setEnabled(not self.node.readonly)

    def _rebuild(self, wanted: list[tuple[str, str]]) -> None:
        clear_layout(self._flow)
        self._painted = wanted
        self.boxes = []
        for _value, label in wanted:
            box = QCheckBox(on_button(label))
            box.clicked.connect(lambda _on: self._clicked())
            self._flow.addWidget(box)
            box.show()
            self.boxes.append(box)
        self._name_boxes()
        self._holder.updateGeometry()

    def _name_boxes(self) -> None:
        for box, (value, _label) in zip(self.boxes, self._painted, strict=True):
            box.setObjectName(f"{self._name}:{value}")

    def _clicked(self) -> None:
        pairs = zip(self.boxes, self._painted, strict=True)
        self.answered.emit([value for box, (value, _label) in pairs if box.isChecked()])
