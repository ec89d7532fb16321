"""Beside a form that is tried: what would be stored of it, with the core fields marked."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from commissioner_app.domain.registry import KINDS
from commissioner_app.forms.instance.form import FormInstance
from commissioner_app.i18n import language, tr
from commissioner_app.services.stored_answers import StoredLine, missing_core, stored_lines
from commissioner_app.ui.screens.forms.roomy import RoomyDelegate
from commissioner_app.ui.shared import theme_state
from commissioner_app.ui.shared.form_layout import column, heading, text, widened
from commissioner_app.ui.shared.rows_model import Index, RowsModel
from commissioner_app.ui.shared.tokens import BETWEEN, INSIDE

WIDTH: Final = 400


class StoredModel(RowsModel[StoredLine]):
    """One answer per row."""

    columns = ("question", "words", "place")
    headings = "forms.stored.column"

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        line, name = self.rows[index.row()], self.columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            if name == "question":
                return "　" * line.depth + line.question if role == Qt.ItemDataRole.DisplayRole else line.question
            if name == "words":
                return line.words
            return line.core or line.key
        if role == Qt.ItemDataRole.ForegroundRole and name == "place":
            colors = theme_state.colors()
            return QColor(colors.accent if line.core else colors.muted)
        return None


class StoredPanel(QFrame):
    """What the record would be called, what it still lacks, and its answers."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.setObjectName("panel")
        self._kind = kind
        self._title = heading(tr("forms.stored.title"), 3)
        self._about = text("", muted=True)
        self._about.setObjectName("storedAbout")
        self._lacks = text("")
        self._lacks.setObjectName("storedLacks")
        self._lacks.setProperty("tone", "attention")
        self.model = StoredModel(parent=self)
        self.table = QTableView()
        self.table.setObjectName("storedTable")
        self.table.setAccessibleName(tr("forms.stored.title"))
        self.table.setModel(self.model)
        self._dress()
        layout = column(self, margin=BETWEEN, spacing=INSIDE)
        for widget in (self._title, self._about, self._lacks):
            layout.addWidget(widget)
        layout.addWidget(self.table, 1)
        self._width = widened(self, WIDTH)
        self.setFixedWidth(self._width)

    def _dress(self) -> None:
        table = self.table
        table.setItemDelegate(RoomyDelegate(table))
        table.setShowGrid(False)
        table.setWordWrap(True)
        table.setTabKeyNavigation(False)
        table.setCornerButtonEnabled(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.verticalHeader().hide()
        across = table.horizontalHeader()
        across.setHighlightSections(False)
        across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        across.sectionResized.connect(lambda *_sizes: table.resizeRowsToContents())

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(self._width, super().sizeHint().height())

    def show_form(self, form: FormInstance) -> None:
        """Read the form again."""
        self.model.set_rows(stored_lines(form, self._kind))
        self.table.resizeRowsToContents()
        kind = KINDS.get(self._kind)
        word = (kind.en if language() == "en" else kind.zh) if kind else tr("forms.kind.none")
        title = form.instance_name.strip() or (kind.summary(form.to_answers()).title if kind else "")
        about = tr("forms.stored.about", kind=word)
        self._about.setText(f"{about}  ·  {title}" if title else about)
        lacking = missing_core(form, self._kind)
        self._lacks.setText(tr("forms.stored.lacks", names=tr("ui.list_comma").join(lacking)))
        self._lacks.setVisible(bool(lacking))
