"""After damage: what was not sent yet is carried over from the set-aside database into the restored one, row by row, as
far as it can still be read. Everything else comes back from the server."""

from __future__ import annotations

# ruff: noqa: S608 - only this program's own column names are put into statements
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from commissioner_app.errors import EnvironmentFault
from commissioner_app.store import columns
from commissioner_app.store.database import FILE_NAME, Database, Row, connect
from commissioner_app.store.faults import translated

_WHOLE: Final = {
    "drafts": "id",
    "attachments": "name",
    "thumbnails": "name",
    "settings": "key",
    "submissions": "number",
    "finished_instances": "record_id",
}
_JOURNAL: Final = "id, record_id, kind, at, who, device, action, patch, base_rev, reason, change_id, received_at"


@dataclass
class Salvaged:
    """How many unsent records and drafts were carried over, and how many could not be read."""

    records: int = 0
    drafts: int = 0
    unreadable: int = 0


def carry_over(profile: Path, key: bytes, aside: Path) -> Salvaged:
    """Carry unsent work from the database in ``aside`` into the profile's restored one. Never raises for damage."""
    old = _Damaged(aside / FILE_NAME, key)
    new = Database.open(profile, key)
    try:
        with new.transaction():
            _rows_of(old, new)
            for seq in _unsent(old):
                _record(old, new, seq)
    finally:
        old.close()
        new.close()
    return old.done


class _Damaged:
    """A database of which parts cannot be read. SQLCipher shuts a connection at the first bad page, so each failure is
    counted and followed by a new connection."""

    def __init__(self, path: Path, key: bytes) -> None:
        self.done = Salvaged()
        self._path = path
        self._key = key
        self._connection: Any = None

    def keys(self, sql: str, *parameters: Any) -> list[Any]:
        """The first column of all rows, as far as they can be read one after the other."""
        found: list[Any] = []
        try:
            with translated():
                found.extend(row[0] for row in self._open().execute(sql, parameters))
        except EnvironmentFault:
            self._failed()
        return found

    def row(self, sql: str, key: Any) -> Row | None:
        """One row, or None where it is absent or cannot be read."""
        try:
            with translated():
                row: Row | None = self._open().execute(sql, [key]).fetchone()
                return row
        except EnvironmentFault:
            self._failed()
            return None

    def close(self) -> None:
        """Close the connection, if there is one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _open(self) -> Any:
        if self._connection is None:
            self._connection = connect(self._path, self._key, read_only=True)
        return self._connection

    def _failed(self) -> None:
        self.done.unreadable += 1
        self.close()


def _rows_of(old: _Damaged, new: Database) -> None:
    for table, key in _WHOLE.items():
        for name in old.keys(f"SELECT {key} FROM {table}"):
            row = old.row(f"SELECT * FROM {table} WHERE {key} = ?", name)
            if row is not None:
                verb = "REPLACE" if table == "drafts" else "IGNORE"
                new.write(f"INSERT OR {verb} INTO {table} VALUES ({', '.join('?' * len(row))})", row)
                old.done.drafts += table == "drafts"


def _unsent(old: _Damaged) -> list[int]:
    """The numbers of unsent records, from their index alone: a bad page of the table must not hide those behind it. Where
    the index is bad itself, it is read from both ends."""
    sql = "SELECT seq FROM records INDEXED BY records_unsent WHERE dirty = 1 ORDER BY kind {0}, seq {0}"
    before = old.done.unreadable
    found = old.keys(sql.format("ASC"))
    if old.done.unreadable > before:
        found += old.keys(sql.format("DESC"))
    return list(dict.fromkeys(found))


def _record(old: _Damaged, new: Database, number: int) -> None:
    row = old.row(f"SELECT {columns.ALL} FROM records WHERE seq = ?", number)
    if row is None:
        return
    record_id = row[1]
    held = new.value("SELECT seq FROM records WHERE id = ?", [record_id])
    seq = held or (new.value("SELECT max(seq) FROM records") or 0) + 1
    new.write(columns.UPDATE if held else columns.INSERT, (seq, *row[1:]))
    # What is carried over is packed anew: a change that was on its way is answered as stale and merges to nothing.
    new.write("DELETE FROM outbox WHERE record_id = ?", [record_id])
    new.write_many(
        "INSERT OR IGNORE INTO attachment_refs (name, record_id) VALUES (?, ?)",
        [(name, record_id) for name in columns.named_attachments(row[columns.ANSWERS_AT])],
    )
    new.write("INSERT OR IGNORE INTO search_pending (seq) VALUES (?)", [seq])
    for step in old.keys("SELECT number FROM journal WHERE record_id = ?", record_id):
        entry = old.row(f"SELECT {_JOURNAL} FROM journal WHERE number = ?", step)
        if entry is not None:
            new.write(f"INSERT OR IGNORE INTO journal ({_JOURNAL}) VALUES ({', '.join('?' * len(entry))})", entry)
    new.write("UPDATE journal SET change_id = '' WHERE record_id = ? AND received_at = ''", [record_id])
    old.done.records += 1
