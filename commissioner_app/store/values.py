"""Named values: settings a person chose, and where the sync stands."""

from __future__ import annotations

# ruff: noqa: S608 - only this program's own column names are put into statements
from collections.abc import Sequence
from typing import Any, Literal

import orjson

from commissioner_app.store.columns import text
from commissioner_app.store.database import Database


class Values:
    """A table of JSON values by name (``settings`` or ``sync_state``)."""

    def __init__(self, database: Database, table: Literal["settings", "sync_state"]) -> None:
        self._database = database
        self._table = table

    def get(self, key: str, default: Any = None) -> Any:
        """The value, or ``default`` where none was set."""
        found = self._database.value(f"SELECT value FROM {self._table} WHERE key = ?", [key])
        return default if found is None else orjson.loads(found)

    def several(self, keys: Sequence[str]) -> dict[str, Any]:
        """The values of those of the names that have one."""
        rows = self._database.rows(
            f"SELECT key, value FROM {self._table} WHERE key IN (SELECT value FROM json_each(?))", [text(keys)]
        )
        return {key: orjson.loads(value) for key, value in rows}

    def set(self, key: str, value: Any) -> None:
        """Keep a value."""
        self._database.write(f"INSERT OR REPLACE INTO {self._table} (key, value) VALUES (?, ?)", [key, text(value)])

    def remove(self, key: str) -> None:
        """Forget a value, so that its default holds again."""
        self._database.write(f"DELETE FROM {self._table} WHERE key = ?", [key])

    def all(self) -> dict[str, Any]:
        """All values by name."""
        rows = self._database.rows(f"SELECT key, value FROM {self._table}")
        return {key: orjson.loads(value) for key, value in rows}
