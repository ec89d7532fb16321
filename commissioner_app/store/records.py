"""The table of records: one at a time, as lists, and as pages of a first load."""

from __future__ import annotations

# ruff: noqa: S608 - only this program's own column names are put into statements
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

import orjson

from commissioner_app.domain.kind import Kind
from commissioner_app.domain.record import Record, attachment_names
from commissioner_app.store import columns, listing
from commissioner_app.store.database import Database
from commissioner_app.store.rows import ListQuery, RecordRow, StoredRecord, Version
from commissioner_app.store.search import SearchIndex

_UNPACKED: Final = (
    "FROM records INDEXED BY records_unsent WHERE dirty = 1 AND kind NOT IN (SELECT value FROM json_each(?))"
    " AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.record_id = records.id)"
    " AND id NOT IN (SELECT value FROM json_each(?))"
)


class RecordTable:
    """Records by id, lists of them, and what waits to be sent. Reads work from any thread."""

    def __init__(self, database: Database, kinds: Mapping[str, Kind], search: SearchIndex) -> None:
        self._database = database
        self._kinds = kinds
        self._search = search
        self._local = columns.text([name for name, kind in kinds.items() if kind.local])

    def get(self, record_id: str) -> Record | None:
        """The record as it stands on this laptop (a deleted one too), or None."""
        row = self._database.row(f"SELECT {columns.RECORD} FROM records WHERE id = ?", [record_id])
        return columns.to_record(row) if row else None

    def stored(self, record_id: str) -> StoredRecord | None:
        """The record with what the store knows beside it, or None."""
        row = self._database.row(
            f"SELECT {columns.RECORD}, dirty, base, received_at FROM records WHERE id = ?", [record_id]
        )
        return columns.to_stored(row) if row else None

    def many(self, ids: Collection[str]) -> dict[str, Record]:
        """The records of these ids; unknown ids are absent."""
        rows = self._database.rows(
            f"SELECT {columns.RECORD} FROM records WHERE id IN (SELECT value FROM json_each(?))",
            [columns.text(list(ids))],
        )
        return {row[0]: columns.to_record(row) for row in rows}

    def records(self, query: ListQuery) -> list[Record]:
        """The whole records of a list, in its order (for reports, matching and checks)."""
        match, few = self._match(query)
        if match == "":
            return []
        return [columns.to_record(row) for row in self._database.rows(*listing.records_sql(query, match, few))]

    def put(self, record: Record, *, dirty: bool, base: Version | None = None, received_at: str = "") -> None:
        """Store a record as given, its list columns, its attachments' names and its place in the search queue.

        ``base`` is the server's version it was edited from (None while clean, or never sent).
        """
        data = record.to_json()
        summary = columns.summary_of(self._kinds, record.kind, record.answers)
        stored_base = columns.text(base.to_json()) if base is not None else None
        with self._database.transaction():
            found = self._database.value("SELECT seq FROM records WHERE id = ?", [record.id])
            seq = found or self.next_seq()
            row = columns.record_row(seq, data, summary, dirty=dirty, base=stored_base, received_at=received_at)
            self._database.write(columns.UPDATE if found else columns.INSERT, row)
            self._database.write("DELETE FROM attachment_refs WHERE record_id = ?", [record.id])
            self._database.write_many(
                "INSERT OR IGNORE INTO attachment_refs (name, record_id) VALUES (?, ?)",
                [(name, record.id) for name in attachment_names(record.answers)],
            )
            self._search.wants([seq])

    def remove(self, ids: Iterable[str]) -> None:
        """Take records off this laptop with all that belongs to them (a bucket was taken away; no deletion)."""
        rows = [(record_id,) for record_id in ids]
        with self._database.transaction():
            for (record_id,) in rows:
                seq = self._database.value("SELECT seq FROM records WHERE id = ?", [record_id])
                if seq is not None:
                    self._search.remove(seq)
                    self._database.write("DELETE FROM record_buckets WHERE seq = ?", [seq])
            for table in ("attachment_refs", "journal", "outbox", "receipts", "hand_changes"):
                self._database.write_many(f"DELETE FROM {table} WHERE record_id = ?", rows)
            self._database.write_many("DELETE FROM records WHERE id = ?", rows)

    def count(self, query: ListQuery) -> int:
        """How many lines a list has, all pages together."""
        if query.text.strip() and listing.asks_text_alone(query) and not self._search.waits():
            return self._search.count(self._expression(query))
        match, few = self._match(query)
        if match == "":
            return 0
        found: int = self._database.value(*listing.count_sql(query, match, few))
        return found

    def counts(self) -> dict[str, int]:
        """Live records per kind."""
        return dict(self._database.rows("SELECT kind, count(*) FROM records WHERE deleted = 0 GROUP BY kind"))

    def waiting_counts(self) -> dict[str, int]:
        """Records per kind with edits that the server has not confirmed."""
        return dict(
            self._database.rows(
                "SELECT kind, count(*) FROM records INDEXED BY records_unsent WHERE dirty = 1"
                " AND kind NOT IN (SELECT value FROM json_each(?)) GROUP BY kind",
                [self._local],
            )
        )

    def waiting(self, limit: int = -1, without: Collection[str] = ()) -> list[StoredRecord]:
        """Records with edits that no change on its way carries yet, oldest first, ``without`` those of these ids."""
        rows = self._database.rows(
            f"SELECT {columns.RECORD}, dirty, base, received_at {_UNPACKED} ORDER BY seq LIMIT ?",
            [self._local, columns.text(list(without)), limit],
        )
        return [columns.to_stored(row) for row in rows]

    def waiting_count(self, most: int, without: Collection[str] = ()) -> int:
        """How many there are of them, counted up to ``most``."""
        found: int = self._database.value(
            f"SELECT count(*) FROM (SELECT 1 {_UNPACKED} LIMIT ?)",
            [self._local, columns.text(list(without)), most],
        )
        return found

    def conflict_count(self) -> int:
        """How many conflicts are open, over all records."""
        found: int = self._database.value(
            "SELECT coalesce(sum(open_conflicts), 0) FROM records INDEXED BY records_in_conflict"
            " WHERE open_conflicts > 0 AND deleted = 0"
        )
        return found

    def answers_of(self, kind: str) -> list[tuple[str, str, dict[str, Any]]]:
        """(id, state, answers) of every live record of a kind, for matching and reports."""
        rows = self._database.rows("SELECT id, state, answers FROM records WHERE kind = ? AND deleted = 0", [kind])
        return [(row[0], row[1], orjson.loads(row[2])) for row in rows]

    def next_seq(self) -> int:
        """The number of the next new record; rising, so that newer records are found first."""
        return (self._database.value("SELECT max(seq) FROM records") or 0) + 1

    def _match(self, query: ListQuery) -> tuple[str | None, bool]:
        if not query.text.strip():
            return None, False
        match = self._expression(query)
        return match, bool(match) and self._search.has_few(query.text, match, listing.FEW_HITS)

    def _expression(self, query: ListQuery) -> str:
        return self._search.expression(query.text, (query.kind,) if query.kind else ())

    def list(self, query: ListQuery) -> list[RecordRow]:
        """The lines of a list; an impossible search text gives none."""
        match, few = self._match(query)
        if match == "":
            return []
        return [columns.to_row(row) for row in self._database.rows(*listing.page_sql(query, match, few))]
