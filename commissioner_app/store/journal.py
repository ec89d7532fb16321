"""The journal: every edit in the order it was made. It is the history, the source of undo, and what is still unsent."""

from __future__ import annotations

# ruff: noqa: S608 - only this program's own column names are put into statements
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

import orjson

from commissioner_app.store.columns import text
from commissioner_app.store.database import Database, Row
from commissioner_app.store.rows import JournalEntry

_COLUMNS: Final = "id, record_id, kind, at, who, device, action, patch, base_rev, reason, change_id, received_at"


class Journal:
    """Entries are added and marked, never changed or taken out (but with the record itself).

    A record's entries are few, the unsent ones may be many: ``+change_id`` keeps SQLite from starting at those.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, entry: JournalEntry) -> None:
        """Append an entry; inside ``Store.write`` it commits together with the record."""
        row: list[Any] = [getattr(entry, name) for name in JournalEntry.__slots__]
        row[7] = text(entry.patch)
        self._database.write(f"INSERT INTO journal ({_COLUMNS}) VALUES ({', '.join('?' * len(row))})", row)

    def of_record(self, record_id: str) -> list[JournalEntry]:
        """The history of a record, oldest first."""
        return self._entries("record_id = ? ORDER BY number", [record_id])

    def recent(self, limit: int) -> list[JournalEntry]:
        """The last entries of all records, newest first."""
        return self._entries("1 = 1 ORDER BY number DESC LIMIT ?", [limit])

    def get(self, entry_id: str) -> JournalEntry | None:
        """One entry by its id, or None."""
        found = self._entries("id = ?", [entry_id])
        return found[0] if found else None

    def unsent(self, record_id: str) -> list[JournalEntry]:
        """Entries of a record that no change carries yet, oldest first (what came from the server does not count)."""
        return self._entries("record_id = ? AND +change_id = '' AND action <> 'receive' ORDER BY number", [record_id])

    def unsent_notes(self, record_ids: Sequence[str], action: str) -> list[JournalEntry]:
        """Those of the unsent entries of some records that give a reason or are of an action, oldest first."""
        return self._entries(
            "record_id IN (SELECT value FROM json_each(?)) AND +change_id = '' AND action <> 'receive'"
            " AND (reason <> '' OR action = ?) ORDER BY number",
            [text(record_ids), action],
        )

    def assign(self, record_id: str, change_id: str) -> None:
        """Note that the unsent entries of a record travel in this change."""
        self.assign_all([(record_id, change_id)])

    def assign_all(self, carried: Iterable[tuple[str, str]]) -> None:
        """Note for records that their unsent entries travel in these changes: (record id, change id)."""
        self._database.write_many(
            "UPDATE journal SET change_id = ?2 WHERE record_id = ?1 AND +change_id = '' AND action <> 'receive'",
            carried,
        )

    def release(self, change_ids: Iterable[str]) -> None:
        """Entries of changes that were not taken are unsent again."""
        self._database.write_many(
            "UPDATE journal SET change_id = '' WHERE change_id = ? AND received_at = ''", [(one,) for one in change_ids]
        )

    def received(self, change_id: str, at: str) -> None:
        """The server has taken the change: its entries get their receipt."""
        self._database.write("UPDATE journal SET received_at = ? WHERE change_id = ?", [at, change_id])

    def settle(self, record_id: str, at: str) -> None:
        """The server already has what the unsent entries of a record say (it came there by another road)."""
        self._database.write(
            "UPDATE journal SET change_id = 'settled', received_at = ?"
            " WHERE record_id = ? AND +change_id = '' AND action <> 'receive'",
            [at, record_id],
        )

    def edited(self, record_ids: Collection[str]) -> set[str]:
        """Those of the records that have unsent entries."""
        rows = self._database.rows(
            "SELECT DISTINCT record_id FROM journal WHERE record_id IN (SELECT value FROM json_each(?))"
            " AND +change_id = '' AND action <> 'receive'",
            [text(list(record_ids))],
        )
        return {row[0] for row in rows}

    def sent_by_us(self, record_id: str) -> bool:
        """Whether the server has once confirmed an edit of this record made on this laptop."""
        return bool(self._database.value("SELECT 1 FROM receipts WHERE record_id = ? LIMIT 1", [record_id]))

    def _entries(self, where: str, parameters: list[Any]) -> list[JournalEntry]:
        sql = f"SELECT {_COLUMNS} FROM journal WHERE {where}"
        return [_entry(row) for row in self._database.rows(sql, parameters)]


def _entry(row: Row) -> JournalEntry:
    parts = list(row)
    parts[7] = orjson.loads(parts[7])
    return JournalEntry(*parts)
