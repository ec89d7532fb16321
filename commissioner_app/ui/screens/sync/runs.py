"""The last syncs: when, what went each way, how they ended."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor

from commissioner_app.i18n import sentence
from commissioner_app.services.moments import moment_text
from commissioner_app.services.sync import SyncRun
from commissioner_app.services.sync_words import run_text, size_text
from commissioner_app.ui.shared import theme_state
from commissioner_app.ui.shared.rows_model import LEFT, RIGHT, Index, RowsModel

CHARACTERS: Final = ((0, 10), (1, 5), (2, 5), (3, 5), (4, 6), (5, 5))


class RunModel(RowsModel[SyncRun]):
    """One row per sync, the newest first."""

    columns = ("at", "pushed", "pulled", "conflicts", "bytes", "seconds", "end")
    headings = "syncpage.run"
    numbers = frozenset({"pushed", "pulled", "conflicts", "bytes", "seconds"})

    def __init__(self, today: date, parent: QObject | None = None) -> None:
        super().__init__((), parent)
        self._today = today

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        run = self.row_at(index.row()) if index.isValid() else None
        if run is None:
            return None
        column = self.columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._words(run, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if column in self.numbers else LEFT
        if role == Qt.ItemDataRole.ForegroundRole and column == "end" and run.error:
            return QColor(theme_state.colors().tone("attention"))
        return None

    def _words(self, run: SyncRun, column: str) -> str:
        words = {
            "at": lambda: sentence(moment_text(run.at, self._today)),
            "pushed": lambda: str(run.pushed),
            "pulled": lambda: str(run.pulled),
            "conflicts": lambda: str(run.conflicts),
            "bytes": lambda: size_text(run.bytes_sent + run.bytes_received),
            "seconds": lambda: f"{run.seconds:.1f}",
            "end": lambda: run_text(run),
        }
        return words[column]()
