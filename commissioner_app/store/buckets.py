"""Which bucket holds which record, where each bucket's cursor stands, and its digest kept up to date row by row."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson

from commissioner_app.domain.kind import Kind
from commissioner_app.store import columns
from commissioner_app.store.database import Database
from commissioner_app.store.rows import BucketState, Page
from commissioner_app.store.search import SearchIndex
from commissioner_app.store.staging import COPY, Staged, stage
from sync_protocol.digest import pair_hash

_MODULUS = 1 << 128
_Place = tuple[str, int, int, int]  # record id, revision, whether it is live, the hash of id and revision


class Buckets:
    """The pulled side of the store."""

    def __init__(self, database: Database, kinds: Mapping[str, Kind], search: SearchIndex) -> None:
        self._database = database
        self._kinds = kinds
        self._search = search

    def states(self) -> dict[str, BucketState]:
        """All buckets this laptop has begun to hold."""
        rows = self._database.rows("SELECT bucket, cursor, count, digest, complete FROM buckets")
        return {row[0]: BucketState(row[0], row[1], row[2], row[3], bool(row[4])) for row in rows}

    def page(self, records: Sequence[Mapping[str, Any]], received_at: str) -> Page:
        """A page of records made ready for ``load_page``: the larger part of the work, of any thread, without the
        database."""
        rows = [self._row(record, received_at) for record in records]
        names = ((row[1], columns.named_attachments(row[columns.ANSWERS_AT])) for row in rows)
        hashes = [pair_hash(record["id"], record["rev"]) for record in records]
        return Page(records, rows, hashes, {record_id: found for record_id, found in names if found})

    def load_own(self, bucket: str, own: Sequence[Mapping[str, Any]]) -> bool:
        """Put records that this laptop sent itself into a bucket, each with what the server put to it; False, and nothing
        done, where one is not here in the revision that is named."""
        if not own:
            return True
        with self._database.transaction():
            known = self._known([one["id"] for one in own])
            if any(one["id"] not in known or known[one["id"]][1] != one["rev"] for one in own):
                return False
            signed, places = list[tuple[Any, ...]](), dict[int, _Place]()
            for one in own:
                seq, rev, dirty, *marks = known[one["id"]]
                now = [one["updated_at"], one["author"], one["created_at"]]
                if not dirty and marks != now:
                    signed.append((*now, seq))
                places[seq] = (one["id"], rev, int(not one["deleted"]), pair_hash(one["id"], rev))
            self._database.write_many(
                "UPDATE records SET updated_at = ?, author = ?, created_at = ? WHERE seq = ?", signed
            )
            self._place(bucket, places)
        return True

    def stage(self, records: Sequence[Mapping[str, Any]], received_at: str) -> Staged:
        """A part of a first load made ready for ``load_staged``, of any thread. Close it in the end."""
        page = self.page(records, received_at)
        return stage(page.rows, page.hashes, [not record["deleted"] for record in records], page.names)

    def load_staged(self, bucket: str, staged: Staged) -> bool:
        """Copy a part whole, inside ``at_hand``; False, and nothing done, where any of it is here already."""
        database = self._database
        with database.transaction():
            if database.value("SELECT 1 FROM staged.records s JOIN main.records r ON r.id = s.id LIMIT 1"):
                return False
            before = database.value("SELECT max(seq) FROM records") or 0
            database.write(COPY, [before])
            database.write(
                "INSERT INTO record_buckets (bucket, seq, rev, live)"
                " SELECT ?, seq + ?, rev, NOT deleted FROM staged.records",
                [bucket, before],
            )
            if staged.named:
                database.write("INSERT OR IGNORE INTO attachment_refs SELECT name, record_id FROM staged.refs")
            self._search.wants_staged(before)
            self._adjust(bucket, staged.count, staged.total)
        return True

    @contextlib.contextmanager
    def at_hand(self, staged: Staged) -> Iterator[None]:
        """Within this a staged part can be copied; it goes around the transaction."""
        with self._database.attached(staged.address, "staged"):
            yield

    def load_page(
        self, bucket: str, page: Page, *, force: bool = False
    ) -> tuple[list[Mapping[str, Any]], list[tuple[str, str]]]:
        """Take a page; gives the records held back, and (kind, id) of what changed.

        Held back are newer versions of records with unsent edits, which only a merge may touch, and, when ``force`` is
        set (a bucket is read again), older versions than this laptop has: the server has lost something.
        """
        with self._database.transaction():
            known = self._known([record["id"] for record in page.records])
            held_back: list[Mapping[str, Any]] = []
            inserts: list[tuple[Any, ...]] = []
            updates: list[tuple[Any, ...]] = []
            changed: list[tuple[str, str]] = []
            places: dict[int, _Place] = {}
            echoes: list[tuple[Any, ...]] = []
            next_seq = (self._database.value("SELECT max(seq) FROM records") or 0) + 1
            fresh: dict[str, int] = {}
            for record, row, hashed in zip(page.records, page.rows, page.hashes, strict=True):
                record_id, rev = record["id"], record["rev"]
                seq, old_rev, dirty, *marks = known.get(record_id, (fresh.get(record_id, 0), -1, 0))
                if not seq:
                    seq = fresh[record_id] = next_seq
                    next_seq += 1
                    inserts.append((seq, *row[1:]))
                    changed.append((record["kind"], record_id))
                elif rev > old_rev or (force and rev != old_rev):
                    if dirty or rev < old_rev:
                        held_back.append(record)
                    else:
                        updates.append((seq, *row[1:]))
                        changed.append((record["kind"], record_id))
                elif marks and not dirty and marks != [record["updated_at"], record["author"], record["created_at"]]:
                    echoes.append((seq, *row[1:]))  # our own edit, as the server signed it
                places[seq] = (record_id, rev, int(not record["deleted"]), hashed)
            self._write(inserts, updates + echoes, page.names)
            self._place(bucket, places)
        return held_back, changed

    def leave(self, bucket: str, gone: Iterable[str]) -> list[tuple[str, str, bool]]:
        """Note that records have left a bucket; gives (kind, id, dirty) of those no bucket holds any more."""
        orphans: list[tuple[str, str, bool]] = []
        removed = 0
        taken = 0
        with self._database.transaction():
            for record_id in gone:
                row = self._database.row(
                    "SELECT b.seq, b.rev, b.live, r.kind, r.dirty FROM records r JOIN record_buckets b"
                    " ON b.seq = r.seq AND b.bucket = ? WHERE r.id = ?",
                    [bucket, record_id],
                )
                if row is None:
                    continue
                self._database.write("DELETE FROM record_buckets WHERE bucket = ? AND seq = ?", [bucket, row[0]])
                if row[2] > 0:
                    removed += 1
                    taken += pair_hash(record_id, row[1])
                if not self._database.value("SELECT 1 FROM record_buckets WHERE seq = ? LIMIT 1", [row[0]]):
                    orphans.append((row[3], record_id, bool(row[4])))
            self._adjust(bucket, -removed, -taken)
        return orphans

    def advance(self, bucket: str, cursor: int, *, complete: bool) -> None:
        """Note how far a bucket has been read."""
        with self._database.transaction():
            self._adjust(bucket, 0, 0)
            self._database.write(
                "UPDATE buckets SET cursor = ?, complete = ? WHERE bucket = ?", [cursor, int(complete), bucket]
            )

    def members(self, bucket: str) -> list[tuple[str, str]]:
        """(kind, id) of the records a bucket holds."""
        return self._database.rows(
            "SELECT r.kind, r.id FROM record_buckets b JOIN records r ON r.seq = b.seq WHERE b.bucket = ?", [bucket]
        )

    def holds(self, record_id: str) -> bool:
        """Whether any bucket holds a record."""
        return bool(
            self._database.value(
                "SELECT 1 FROM record_buckets b JOIN records r ON r.seq = b.seq WHERE r.id = ? LIMIT 1", [record_id]
            )
        )

    def placed(self, record_ids: Sequence[str]) -> set[str]:
        """Those of the records that lie in some bucket."""
        rows = self._database.rows(
            "SELECT DISTINCT r.id FROM records r JOIN record_buckets b ON b.seq = r.seq"
            " WHERE r.id IN (SELECT value FROM json_each(?))",
            [orjson.dumps(list(record_ids)).decode()],
        )
        return {row[0] for row in rows}

    def forget(self, bucket: str) -> None:
        """A bucket holds nothing any more and is not asked for."""
        with self._database.transaction():
            self._database.write("DELETE FROM record_buckets WHERE bucket = ?", [bucket])
            self._database.write("DELETE FROM buckets WHERE bucket = ?", [bucket])

    def start_again(self, bucket: str) -> None:
        """Read a bucket from the start again; what it holds counts as unseen until it comes by (``unseen``).

        The marks are stored, so that a reading which was killed goes on where it stood.
        """
        with self._database.transaction():
            self._database.write("UPDATE record_buckets SET live = -1 WHERE bucket = ?", [bucket])
            self._database.write(
                "UPDATE buckets SET cursor = 0, complete = 0, reloading = 1, count = 0, digest = ? WHERE bucket = ?",
                [f"{0:032x}", bucket],
            )

    def unseen(self, bucket: str) -> list[str]:
        """Ids a bucket held before it was read again and that have not come by since."""
        rows = self._database.rows(
            "SELECT r.id FROM record_buckets b JOIN records r ON r.seq = b.seq WHERE b.bucket = ? AND b.live < 0",
            [bucket],
        )
        return [row[0] for row in rows]

    def reloading(self) -> frozenset[str]:
        """Buckets that are being read again from the start."""
        return frozenset(row[0] for row in self._database.rows("SELECT bucket FROM buckets WHERE reloading = 1"))

    def reloaded(self, bucket: str) -> None:
        """The second reading has ended."""
        self._database.write("UPDATE buckets SET reloading = 0 WHERE bucket = ?", [bucket])

    def true_state(self, bucket: str) -> tuple[int, str]:
        """Count and digest computed from the rows themselves (``check`` compares them with what is kept)."""
        rows = self._database.rows(
            "SELECT r.id, b.rev FROM record_buckets b JOIN records r ON r.seq = b.seq"
            " WHERE b.bucket = ? AND b.live = 1",
            [bucket],
        )
        return len(rows), f"{sum(pair_hash(row[0], row[1]) for row in rows) % _MODULUS:032x}"

    def _known(self, ids: Sequence[str]) -> dict[str, tuple[Any, ...]]:
        rows = self._database.rows(
            "SELECT id, seq, rev, dirty, updated_at, author, created_at FROM records"
            " WHERE id IN (SELECT value FROM json_each(?))",
            [orjson.dumps(ids).decode()],
        )
        return {row[0]: row[1:] for row in rows}

    def _row(self, record: Mapping[str, Any], received_at: str) -> tuple[Any, ...]:
        summary = columns.summary_of(self._kinds, record["kind"], record["answers"])
        return columns.record_row(0, record, summary, dirty=False, base=None, received_at=received_at)

    def _write(
        self, inserts: list[tuple[Any, ...]], updates: list[tuple[Any, ...]], names: Mapping[str, Iterable[str]]
    ) -> None:
        database = self._database
        if inserts:
            database.write_many(columns.INSERT, inserts)
        if updates:
            database.write_many(columns.UPDATE, updates)
            database.write_many("DELETE FROM attachment_refs WHERE record_id = ?", [(row[1],) for row in updates])
        rows = inserts + updates
        refs = [(name, row[1]) for row in rows for name in names.get(row[1], ())] if names else []
        if refs:
            database.write_many("INSERT OR IGNORE INTO attachment_refs (name, record_id) VALUES (?, ?)", refs)
        self._search.wants([row[0] for row in rows])

    def _place(self, bucket: str, places: Mapping[int, _Place]) -> None:
        """Put records (by sequence number) into a bucket at their revision and move its count and digest along."""
        seqs = orjson.dumps(list(places)).decode()
        rows = self._database.rows(
            "SELECT seq, rev, live FROM record_buckets WHERE bucket = ? AND seq IN (SELECT value FROM json_each(?))",
            [bucket, seqs],
        )
        before = {row[0]: (row[1], row[2]) for row in rows}
        count = total = 0
        moved: list[tuple[int, int, int]] = []
        for seq, (record_id, rev, live, hashed) in places.items():
            old = before.get(seq)
            if old == (rev, live):
                continue
            if old and old[1] > 0:
                count -= 1
                total -= pair_hash(record_id, old[0])
            if live:
                count += 1
                total += hashed
            moved.append((seq, rev, live))
        # One statement for all rows, so that the thread that makes the next page ready is not met at every row.
        self._database.write(
            "INSERT OR REPLACE INTO record_buckets (bucket, seq, rev, live)"
            " SELECT ?, value ->> 0, value ->> 1, value ->> 2 FROM json_each(?)",
            [bucket, orjson.dumps(moved).decode()],
        )
        self._adjust(bucket, count, total)

    def _adjust(self, bucket: str, count: int, total: int) -> None:
        row = self._database.row("SELECT count, digest FROM buckets WHERE bucket = ?", [bucket])
        if row is None:
            self._database.write(
                "INSERT INTO buckets (bucket, cursor, count, digest, complete) VALUES (?, 0, ?, ?, 0)",
                [bucket, count, f"{total % _MODULUS:032x}"],
            )
        elif count or total:
            self._database.write(
                "UPDATE buckets SET count = ?, digest = ? WHERE bucket = ?",
                [row[0] + count, f"{(int(row[1], 16) + total) % _MODULUS:032x}", bucket],
            )
