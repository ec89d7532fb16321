"""An order of preference: a list whose lines move up and down."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from commissioner_app.forms.screen import Node
from commissioner_app.i18n import tr
from commissioner_app.ui.form_fill.markup import plain
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.visibility import show_if
from commissioner_app.ui.form_fill.widgets.base import QuestionWidget
from commissioner_app.ui.shared.form_layout import icon_button
from commissioner_app.ui.shared.tokens import HAIR


class _List(QListWidget):
    """Ctrl+Up and Ctrl+Down (or Alt) move the chosen line; so does the mouse, which takes it along."""

    def __init__(self, owner: RankWidget) -> None:
        super().__init__()
        self._owner = owner
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        super().dropEvent(event)
        # The list is made anew from the answer, which Qt must not see while it still moves the line.
        QTimer.singleShot(0, self, self._owner.take_order)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        held = bool(event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier))
        if held and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._owner.move_by(-1 if event.key() == Qt.Key.Key_Up else 1)
            return
        super().keyPressEvent(event)


class RankWidget(QuestionWidget):
    """The order shown is an answer only once somebody moved a line or agreed to it."""

    def __init__(self, node: Node, tools: FieldTools) -> None:
        super().__init__(node, tools)
        self.list = _List(self)
        self.list.setStyleSheet("QListWidget::item { padding: 5px 8px; }")
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.up = icon_button("chevron-up", tr("form.rank.up"))
        self.down = icon_button("chevron-down", tr("form.rank.down"))
        self.up.clicked.connect(lambda: self.move_by(-1))
        self.down.clicked.connect(lambda: self.move_by(1))
        self.agree = QPushButton()
        self.agree.setProperty("flat", True)
        self.agree.clicked.connect(self.take_order)
        side = QVBoxLayout()
        side.setSpacing(HAIR)
        side.addWidget(self.up)
        side.addWidget(self.down)
        side.addStretch(1)
        across = QHBoxLayout()
        across.addWidget(self.list, 1)
        across.addLayout(side)
        self._layout.addLayout(across)
        self._layout.addWidget(self.agree, 0, Qt.AlignmentFlag.AlignLeft)
        self.refresh()

    def entry(self) -> QWidget:
        return self.list

    def order(self) -> list[str]:
        """The values as they stand, first first."""
        return [str(self.list.item(row).data(Qt.ItemDataRole.UserRole)) for row in range(self.list.count())]

    def take_order(self) -> None:
        """The order that shows is the answer."""
        self.answered.emit(self.order())

    def refresh(self) -> None:
        labels = {choice.value: plain(choice.label) for choice in self.node.choices}
        ranked = [value for value in self.node.values if value in labels]
        values = ranked + [value for value in labels if value not in ranked]
        row = self.list.currentRow()
        self.list.clear()
        for number, value in enumerate(values, 1):
            item = QListWidgetItem(f"{number}. {labels[value]}")
            item.setData(Qt.ItemDataRole.UserRole, value)
            self.list.addItem(item)
        self.list.setCurrentRow(max(0, row))
        height = self.list.sizeHintForRow(0) * len(values) + 2 * self.list.frameWidth() + HAIR
        self.list.setFixedHeight(min(max(height, 40), 320))
        self.agree.setText(tr("form.rank.agree"))
        for button, key in ((self.up, "form.rank.up"), (self.down, "form.rank.down")):
            button.setToolTip(tr(key))
            button.setAccessibleName(tr(key))
        show_if(self.agree, not ranked)
        self.setEnabled(not self.node.readonly)

    def move_by(self, step: int) -> None:
        """Move the chosen line up (-1) or down (1)."""
        row = self.list.currentRow()
        order = self.order()
        if not 0 <= row + step < len(order):
            return
        order.insert(row + step, order.pop(row))
        self.list.setCurrentRow(row + step)
        self.answered.emit(order)
        self.list.setCurrentRow(row + step)
