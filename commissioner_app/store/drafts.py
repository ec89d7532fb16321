"""Half-filled forms, restored exactly after a kill."""

from __future__ import annotations

# ruff: noqa: S608 - only this program's own column names are put into statements
from typing import Any, Final

import orjson

from commissioner_app.store.columns import text
from commissioner_app.store.database import Database, Row
from commissioner_app.store.rows import Draft

_COLUMNS: Final = (
    "id, kind, form_id, form_version, record_id, saved, page, focus, title, created_at, updated_at, context"
)


class Drafts:
    """One row per half-filled form. A discarded draft can be brought back until it is purged."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, draft: Draft) -> None:
        """Store a draft as it is now, durably."""
        row: list[Any] = [getattr(draft, name) for name in Draft.__slots__]
        row[5], row[11] = text(draft.saved), text(draft.context)
        places = ", ".join("?" * len(row))
        self._database.write(f"INSERT OR REPLACE INTO drafts ({_COLUMNS}, discarded) VALUES ({places}, 0)", row)

    def get(self, draft_id: str) -> Draft | None:
        """One draft (a discarded one too), or None."""
        row = self._database.row(f"SELECT {_COLUMNS} FROM drafts WHERE id = ?", [draft_id])
        return _draft(row) if row else None

    def all(self) -> list[Draft]:
        """All drafts that were not discarded, the last edited first."""
        sql = f"SELECT {_COLUMNS} FROM drafts WHERE discarded = 0 ORDER BY updated_at DESC, id DESC"
        return [_draft(row) for row in self._database.rows(sql)]

    def of_record(self, record_id: str) -> list[Draft]:
        """Drafts that edit this record."""
        sql = f"SELECT {_COLUMNS} FROM drafts WHERE record_id = ? AND discarded = 0 ORDER BY updated_at DESC"
        return [_draft(row) for row in self._database.rows(sql, [record_id])]

    def count(self) -> int:
        """How many drafts there are."""
        found: int = self._database.value("SELECT count(*) FROM drafts WHERE discarded = 0")
        return found

    def discard(self, draft_id: str, discarded: bool = True) -> None:
        """Put a draft aside, or bring it back."""
        self._database.write("UPDATE drafts SET discarded = ? WHERE id = ?", [int(discarded), draft_id])

    def remove(self, draft_id: str) -> None:
        """Forget a draft: its record has been written."""
        self._database.write("DELETE FROM drafts WHERE id = ?", [draft_id])

    def purge(self, before: str) -> int:
        """Forget drafts that were discarded and last edited before this ISO time; gives how many."""
        return self._database.write("DELETE FROM drafts WHERE discarded = 1 AND updated_at < ?", [before])


def _draft(row: Row) -> Draft:
    parts = list(row)
    parts[5], parts[11] = orjson.loads(parts[5]), orjson.loads(parts[11])
    return Draft(*parts)
