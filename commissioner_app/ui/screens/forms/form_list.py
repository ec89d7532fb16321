"""The forms of this laptop, one line each: title, version in use, how much was made with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from commissioner_app.i18n import tr
from commissioner_app.services.listing import RecordRow
from commissioner_app.services.publishing import VersionRow
from commissioner_app.ui.shared.record_model import RowRole

Index = QModelIndex | QPersistentModelIndex


def use_words(records: int, drafts: int) -> str:
    """How many records and drafts, in words; "" where there are none."""
    parts = [tr("forms.records", n=records)] if records else []
    if drafts:
        parts.append(tr("forms.drafts", n=drafts))
    return tr("ui.list_comma").join(parts)


class FormListModel(QAbstractListModel):
    """One row per form; ``versions`` gives all versions of one, the newest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._forms: list[list[VersionRow]] = []

    def set_rows(self, rows: Sequence[VersionRow]) -> None:
        """Show these versions, grouped by form; forms out of use come last."""
        grouped: dict[str, list[VersionRow]] = {}
        for row in rows:
            grouped.setdefault(row.id, []).append(row)
        self.beginResetModel()
        self._forms = sorted(grouped.values(), key=lambda versions: _head(versions).state == "retired")
        self.endResetModel()

    def versions(self, number: int) -> list[VersionRow]:
        """All versions of the form in that row."""
        return self._forms[number] if 0 <= number < len(self._forms) else []

    def place(self, form_id: str) -> int:
        """The row of a form, -1 where there is none."""
        return next((at for at, versions in enumerate(self._forms) if versions[0].id == form_id), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() else len(self._forms)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        versions = self.versions(index.row())
        if not versions:
            return None
        if role == RowRole:
            return _shown(versions)
        if role in (int(Qt.ItemDataRole.AccessibleTextRole), int(Qt.ItemDataRole.DisplayRole)):
            row = _shown(versions)
            return tr("ui.list_comma").join(part for part in (row.title, row.subtitle) if part)
        return None


def _head(versions: Sequence[VersionRow]) -> VersionRow:
    """The version in use, else the newest."""
    return next((row for row in versions if row.state in ("current", "shipped")), versions[0])


def _shown(versions: Sequence[VersionRow]) -> RecordRow:
    head = _head(versions)
    records, drafts = (sum(getattr(row, name) for row in versions) for name in ("records", "drafts"))
    parts = [tr("forms.state.retired")] if head.state == "retired" else []
    parts.append(tr("forms.version", version=head.version or "—"))
    parts.append(use_words(records, drafts))
    subtitle = "  ·  ".join(part for part in parts if part)
    return RecordRow(
        head.id, "", head.title or head.id, subtitle, head.published_at[:10], "", "ok", "", "", "", "received", ""
    )
