"""One of several choices that have a place: a map with the list beside it, the same choice in both."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QListView, QWidget

from commissioner_app.forms.screen import Choice, Node
from commissioner_app.i18n import tr
from commissioner_app.ui.form_fill.choice_filter import fitting
from commissioner_app.ui.form_fill.map.choices import ChoiceLayer
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.visibility import show_if
from commissioner_app.ui.form_fill.widgets.base import QuestionWidget
from commissioner_app.ui.shared.form_layout import column, row, widened
from commissioner_app.ui.shared.tokens import INSIDE

Index = QModelIndex | QPersistentModelIndex
_LIST_WIDTH = 210
_FILTER_FROM = 12


class _Choices(QAbstractListModel):
    """The choices that fit the filter."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.shown: list[Choice] = []

    def show(self, choices: list[Choice]) -> None:
        self.beginResetModel()
        self.shown = choices
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's own signature
        return 0 if parent.isValid() else len(self.shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        texts = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
        return self.shown[index.row()].label if role in texts and index.isValid() else None


class _List(QListView):
    """Delete takes the choice away, as with radio buttons."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())
            return
        super().keyPressEvent(event)


class SelectMapWidget(QuestionWidget):
    """List and map side by side; choices without a place stand in the list all the same."""

    def __init__(self, node: Node, tools: FieldTools) -> None:
        super().__init__(node, tools)
        self.layer = ChoiceLayer(self._choose)
        self.map = tools.new_map(self.layer)
        self.filter = QLineEdit()
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(lambda _text: self._fill())
        self._model = _Choices(self)
        self.list = _List()
        self.list.setProperty("framed", True)
        self.list.setModel(self._model)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setUniformItemSizes(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.selectionModel().currentChanged.connect(lambda now, _before: self._listed(now))
        self.list.setMinimumHeight(self.list.fontMetrics().height() * 8)
        beside = column(spacing=INSIDE)
        beside.addWidget(self.filter)
        beside.addWidget(self.list, 1)
        holder = QWidget()
        holder.setLayout(beside)
        holder.setFixedWidth(widened(self, _LIST_WIDTH))
        beside.setContentsMargins(0, 0, 0, 0)
        across = row(spacing=INSIDE)
        across.addWidget(holder)
        across.addWidget(self.map, 1)
        self._layout.addLayout(across)
        self._choices: tuple[Choice, ...] = ()
        self._marking = False
        self.refresh()
        self.map.fit()

    def entry(self) -> QWidget:
        return self.list

    def name_inputs(self, label: str, name: str) -> None:
        super().name_inputs(label, name)
        self.filter.setObjectName(name + ":filter")
        self.filter.setAccessibleName(f"{label}: {tr('form.map.filter')}")
        self.map.setObjectName(name + ":map")
        self.map.setAccessibleName(f"{label}: {tr('form.geo.map')}")
        self.map.setAccessibleDescription(tr("form.map.help"))

    def refresh(self) -> None:
        self.filter.setPlaceholderText(tr("form.map.filter"))
        self.map.setToolTip(tr("form.map.help"))
        choices = tuple(self.node.choices)
        if choices != self._choices:
            self._choices = choices
            self.layer.take(choices)
            self.map.fit()
            self._fill()
        show_if(self.filter, len(choices) >= _FILTER_FROM)
        self.layer.editable = not self.node.readonly
        self.list.setEnabled(not self.node.readonly)
        self._mark()

    def _fill(self) -> None:
        self._marking = True
        self._model.show(fitting(self._choices, self.filter.text(), limit=len(self._choices)))
        self._marking = False
        self._mark()

    def _mark(self) -> None:
        value = self.node.value
        self.layer.chosen = value
        self._marking = True
        at = next((i for i, choice in enumerate(self._model.shown) if choice.value == value), -1) if value else -1
        self.list.setCurrentIndex(self._model.index(at) if at >= 0 else QModelIndex())
        if at < 0:
            self.list.clearSelection()
        self._marking = False
        self.map.update()

    def _listed(self, now: QModelIndex) -> None:
        if self._marking:
            return
        value = self._model.shown[now.row()].value if now.isValid() else ""
        self._choose(value)
        place = self.layer.place_of(value)
        if place is not None:
            self.map.reveal(*place)

    def _choose(self, value: str) -> None:
        if value != self.node.value and not self.node.readonly:
            self.answered.emit(value)
            if value and "quick" in self.node.appearances:
                self.finished.emit()
