"""The findings of a form's check as a table: what it is, in which sheet, row and column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from commissioner_app.i18n import tr
from commissioner_app.ui.screens.forms.roomy import RoomyDelegate
from commissioner_app.ui.shared.icons import icon
from commissioner_app.ui.shared.rows_model import RIGHT, Index, RowsModel
from commissioner_app.ui.shared.tokens import INSIDE

if TYPE_CHECKING:
    from commissioner_app.forms.errors import FormProblem

_SIGNS: Final = {"error": ("circle-alert", "error"), "warning": ("triangle-alert", "attention")}
_ROWS_SHOWN: Final = 12


class FindingModel(RowsModel["FormProblem"]):
    """One finding per row: errors first, each group by sheet and row."""

    columns = ("sheet", "row", "column", "message")
    headings = "forms.finding"
    numbers = frozenset({"row"})

    def __init__(self, problems: Sequence[FormProblem], parent: QObject | None = None) -> None:
        # What keeps the form from being used comes first; within that, as the author walks through the workbook.
        super().__init__(sorted(problems, key=lambda problem: problem.severity != "error"), parent)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        problem, name = self.rows[index.row()], self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole or (role == Qt.ItemDataRole.ToolTipRole and name == "column"):
            return str(getattr(problem, name) or "")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.words(index.row())
        if role == Qt.ItemDataRole.TextAlignmentRole and name == "row":
            return RIGHT
        if role == Qt.ItemDataRole.DecorationRole and name == "sheet":
            return icon(*_SIGNS[problem.severity])
        return None

    def words(self, number: int) -> str:
        """A finding in one line, for the clipboard and for screen readers."""
        one = self.rows[number]
        place = " ".join(str(part) for part in (one.sheet, one.row or "", one.column) if part)
        return f"{tr(f'forms.finding.{one.severity}')} {place}: {one.message}"


class FindingTable(QTableView):
    """As high as its findings up to a dozen, then it scrolls; Ctrl+C copies the chosen ones."""

    def __init__(self, problems: Sequence[FormProblem]) -> None:
        super().__init__()
        self.setObjectName("formFindings")
        self.setAccessibleName(tr("forms.findings"))
        self.findings = FindingModel(problems, self)
        self.setModel(self.findings)
        self.setItemDelegate(RoomyDelegate(self))
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setWordWrap(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.verticalHeader().setMinimumSectionSize(self.fontMetrics().height() + 2 * INSIDE)
        across = self.horizontalHeader()
        across.setHighlightSections(False)
        across.setStretchLastSection(True)
        for at in range(self.findings.columnCount() - 1):
            across.setSectionResizeMode(at, QHeaderView.ResizeMode.ResizeToContents)
        self._fit()

    def copy(self) -> None:
        """Put the chosen findings, or all, on the clipboard."""
        chosen = sorted({index.row() for index in self.selectionModel().selectedRows()})
        numbers = chosen or range(self.findings.rowCount())
        QGuiApplication.clipboard().setText("\n".join(self.findings.words(number) for number in numbers))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = min(self.findings.rowCount(), _ROWS_SHOWN)
        rows = sum(self.rowHeight(number) for number in range(shown))
        self.setFixedHeight(rows + self.horizontalHeader().sizeHint().height() + 2)
