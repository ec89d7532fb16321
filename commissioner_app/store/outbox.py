"""The outbox: changes as they are sent, kept until the server's answer about each is noted; and the receipts."""

from __future__ import annotations

# ruff: noqa: S608 - only this program's own column names are put into statements
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

import orjson

from commissioner_app.store.columns import text
from commissioner_app.store.database import Database, Row
from commissioner_app.store.rows import OutboxChange, Version

_COLUMNS: Final = "id, record_id, kind, base_rev, at, patch, after, status, code, detail, tries, replaces"
_PATCH, _AFTER, _REPLACES = 5, 6, 11
_HOLES: Final = ", ".join("?" * len(_COLUMNS.split(",")))


class Outbox:
    """At most one change per record is on its way; later edits wait for its answer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, change: OutboxChange) -> None:
        """Store a change before it is sent for the first time."""
        self.add_all([change])

    def add_all(self, changes: Iterable[OutboxChange]) -> None:
        """Store changes before they are sent for the first time."""
        self._database.write_many(f"INSERT INTO outbox ({_COLUMNS}) VALUES ({_HOLES})", map(_row, changes))

    def waiting(
        self, limit: int = -1, without: Collection[str] = (), records: Collection[str] = ()
    ) -> list[OutboxChange]:
        """Changes to send, oldest first, ``without`` those of these ids and those of these ``records``."""
        return [change for change, _ in self.sized(limit, without, records)]

    def sized(
        self, limit: int = -1, without: Collection[str] = (), records: Collection[str] = ()
    ) -> list[tuple[OutboxChange, int]]:
        """The same, each with the length of its patch as text."""
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM outbox WHERE status = 'waiting' AND id NOT IN (SELECT value FROM json_each(?))"
            " AND record_id NOT IN (SELECT value FROM json_each(?)) ORDER BY number LIMIT ?",
            [text(list(without)), text(list(records)), limit],
        )
        return [(_change(row), len(row[_PATCH])) for row in rows]

    def refused(self) -> list[OutboxChange]:
        """Changes the server will not have, oldest first; their edits stay on this laptop."""
        return self._changes("status = 'refused' ORDER BY number", [])

    def refused_counts(self) -> dict[str, int]:
        """Changes the server will not have, by kind of record."""
        return dict(self._database.rows("SELECT kind, count(*) FROM outbox WHERE status = 'refused' GROUP BY kind"))

    def get(self, change_id: str) -> OutboxChange | None:
        """One change, or None once it is settled."""
        found = self._changes("id = ?", [change_id])
        return found[0] if found else None

    def of_record(self, record_id: str) -> OutboxChange | None:
        """The change of a record that is on its way or refused, or None."""
        found = self._changes("record_id = ?", [record_id])
        return found[0] if found else None

    def unsettled(self, change_ids: Sequence[str]) -> set[str]:
        """Those of the changes that are still here (another program on this profile may have settled some)."""
        rows = self._database.rows(
            "SELECT id FROM outbox WHERE id IN (SELECT value FROM json_each(?))", [text(list(change_ids))]
        )
        return {row[0] for row in rows}

    def count(self) -> int:
        """How many changes wait to be sent."""
        found: int = self._database.value("SELECT count(*) FROM outbox WHERE status = 'waiting'")
        return found

    def tried(self, change_ids: Iterable[str]) -> None:
        """Note, before sending, that these go out: without an answer nobody knows whether they arrived."""
        self._database.write_many("UPDATE outbox SET tries = tries + 1 WHERE id = ?", [(one,) for one in change_ids])

    def refuse(self, change_id: str, code: str, detail: str) -> None:
        """Keep a change that the server will not have, with the reason."""
        self._database.write(
            "UPDATE outbox SET status = 'refused', code = ?, detail = ? WHERE id = ?", [code, detail, change_id]
        )

    def remove(self, change_id: str) -> None:
        """A change is settled (accepted, or its edits will be packed anew)."""
        self._database.write("DELETE FROM outbox WHERE id = ?", [change_id])

    def receipt(self, change_id: str, record_id: str, rev: int, at: str) -> None:
        """Keep the server's word that it took a change as revision ``rev``."""
        self._database.write(
            "INSERT OR REPLACE INTO receipts (change_id, record_id, rev, received_at) VALUES (?, ?, ?, ?)",
            [change_id, record_id, rev, at],
        )

    def accepted(self, taken: Sequence[tuple[str, str, int]], at: str) -> None:
        """Settle many changes at once whose records were not edited since: (change id, record id, revision)."""
        with self._database.transaction():
            self._database.write_many(
                "UPDATE records SET rev = ?, dirty = 0, base = NULL, received_at = ? WHERE id = ?",
                [(rev, at, record_id) for _, record_id, rev in taken],
            )
            self._database.write_many(
                "UPDATE journal SET received_at = ? WHERE change_id = ?", [(at, change_id) for change_id, _, _ in taken]
            )
            self._database.write_many(
                "INSERT OR REPLACE INTO receipts (change_id, record_id, rev, received_at) VALUES (?, ?, ?, ?)",
                [(change_id, record_id, rev, at) for change_id, record_id, rev in taken],
            )
            self._database.write_many("DELETE FROM outbox WHERE id = ?", [(change_id,) for change_id, _, _ in taken])

    def all_receipts(self, after: str, limit: int) -> list[tuple[str, str]]:
        """(change id, record id) of the changes that the server once took, by id; those after an id ("": from the start)."""
        return self._database.rows(
            "SELECT change_id, record_id FROM receipts WHERE change_id > ? ORDER BY change_id LIMIT ?", [after, limit]
        )

    def receipts(self, record_id: str) -> list[tuple[str, int, str]]:
        """(change id, revision, when) of all changes of a record that the server took, oldest first."""
        return self._database.rows(
            "SELECT change_id, rev, received_at FROM receipts WHERE record_id = ? ORDER BY rev", [record_id]
        )

    def _changes(self, where: str, parameters: list[Any]) -> list[OutboxChange]:
        sql = f"SELECT {_COLUMNS} FROM outbox WHERE {where}"
        return [_change(row) for row in self._database.rows(sql, parameters)]


def _row(change: OutboxChange) -> list[Any]:
    row: list[Any] = [getattr(change, name) for name in OutboxChange.__slots__]
    row[_PATCH], row[_AFTER], row[_REPLACES] = text(change.patch), text(change.after.to_json()), text(change.replaces)
    return row


def _change(row: Row) -> OutboxChange:
    parts = list(row)
    parts[_PATCH] = orjson.loads(parts[_PATCH])
    parts[_AFTER] = Version.from_json(orjson.loads(parts[_AFTER]))
    parts[_REPLACES] = tuple(orjson.loads(parts[_REPLACES]))
    return OutboxChange(*parts)
