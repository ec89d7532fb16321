"""The tables of a profile, one function per step of ``migrations.STEPS``. A step that was released never changes."""

from __future__ import annotations

from typing import Any


def records(db: Any) -> None:
    """Records with what lists show beside them, and which bucket holds which record.

    Narrow columns come first: a list or a search never reads the pages that long answers overflow to. The list
    indexes carry the filtered columns, so that rows are only visited once they are shown.
    """
    db.execute(
        """CREATE TABLE records (
            seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, state TEXT NOT NULL,
            rev INTEGER NOT NULL, dirty INTEGER NOT NULL, deleted INTEGER NOT NULL, open_conflicts INTEGER NOT NULL,
            title TEXT NOT NULL, subtitle TEXT NOT NULL, date TEXT NOT NULL, host TEXT NOT NULL, county TEXT NOT NULL,
            owner TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL, received_at TEXT NOT NULL,
            author TEXT NOT NULL, form_id TEXT NOT NULL, form_version TEXT NOT NULL, conflicts TEXT NOT NULL,
            answers TEXT NOT NULL, base TEXT)"""
    )
    db.execute("CREATE INDEX records_by_date ON records (kind, deleted, date, state, county, owner, host)")
    db.execute("CREATE INDEX records_by_update ON records (kind, deleted, updated_at, state, county, owner, host)")
    db.execute("CREATE INDEX records_by_title ON records (kind, deleted, title, state, county, owner, host)")
    db.execute("CREATE INDEX records_by_host ON records (host, kind, date) WHERE host <> ''")
    db.execute("CREATE INDEX records_unsent ON records (kind) WHERE dirty = 1")
    db.execute("CREATE INDEX records_in_conflict ON records (kind) WHERE open_conflicts > 0")
    db.execute(
        """CREATE TABLE record_buckets (
            bucket TEXT NOT NULL, seq INTEGER NOT NULL, rev INTEGER NOT NULL, live INTEGER NOT NULL,
            PRIMARY KEY (bucket, seq)) WITHOUT ROWID"""
    )
    db.execute("CREATE INDEX record_buckets_by_record ON record_buckets (seq)")
    db.execute(
        """CREATE TABLE buckets (
            bucket TEXT PRIMARY KEY, cursor INTEGER NOT NULL, count INTEGER NOT NULL, digest TEXT NOT NULL,
            complete INTEGER NOT NULL, reloading INTEGER NOT NULL DEFAULT 0)"""
    )


def journal(db: Any) -> None:
    """The history, and the changes that are on their way."""
    db.execute(
        """CREATE TABLE journal (
            number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, record_id TEXT NOT NULL, kind TEXT NOT NULL,
            at TEXT NOT NULL, who TEXT NOT NULL, device TEXT NOT NULL, action TEXT NOT NULL, patch TEXT NOT NULL,
            base_rev INTEGER NOT NULL, reason TEXT NOT NULL, change_id TEXT NOT NULL, received_at TEXT NOT NULL)"""
    )
    db.execute("CREATE INDEX journal_by_record ON journal (record_id, number)")
    db.execute("CREATE INDEX journal_by_change ON journal (change_id)")
    db.execute(
        """CREATE TABLE outbox (
            number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, record_id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
            base_rev INTEGER NOT NULL, at TEXT NOT NULL, patch TEXT NOT NULL, after TEXT NOT NULL,
            status TEXT NOT NULL, code TEXT NOT NULL, detail TEXT NOT NULL, tries INTEGER NOT NULL)"""
    )
    db.execute(
        """CREATE TABLE receipts (
            change_id TEXT PRIMARY KEY, record_id TEXT NOT NULL, rev INTEGER NOT NULL, received_at TEXT NOT NULL)
            WITHOUT ROWID"""
    )
    db.execute("CREATE INDEX receipts_by_record ON receipts (record_id)")


def drafts(db: Any) -> None:
    """Half-filled forms."""
    db.execute(
        """CREATE TABLE drafts (
            id TEXT PRIMARY KEY, kind TEXT NOT NULL, form_id TEXT NOT NULL, form_version TEXT NOT NULL,
            record_id TEXT NOT NULL, saved TEXT NOT NULL, page TEXT NOT NULL, focus TEXT NOT NULL, title TEXT NOT NULL,
            created_at TEXT NOT NULL, updated_at TEXT NOT NULL, context TEXT NOT NULL, discarded INTEGER NOT NULL)"""
    )


def attachments(db: Any) -> None:
    """Files of records (their bytes lie encrypted beside the database), their thumbnails, and who names them."""
    db.execute(
        """CREATE TABLE attachments (
            name TEXT PRIMARY KEY, size INTEGER NOT NULL, media_type TEXT NOT NULL, created_at TEXT NOT NULL,
            held INTEGER NOT NULL, sent_at TEXT NOT NULL, upload TEXT NOT NULL, meta TEXT NOT NULL)"""
    )
    db.execute("CREATE INDEX attachments_unsent ON attachments (created_at) WHERE held = 1 AND sent_at = ''")
    db.execute("CREATE INDEX attachments_missing ON attachments (created_at) WHERE held = 0")
    db.execute("CREATE TABLE thumbnails (name TEXT PRIMARY KEY, jpeg BLOB NOT NULL)")
    db.execute(
        """CREATE TABLE attachment_refs (
            name TEXT NOT NULL, record_id TEXT NOT NULL, PRIMARY KEY (name, record_id)) WITHOUT ROWID"""
    )
    db.execute("CREATE INDEX attachment_refs_by_record ON attachment_refs (record_id)")


def search(db: Any) -> None:
    """The search index (no second copy of the text) and the records that still wait to enter it."""
    db.execute(
        """CREATE VIRTUAL TABLE search USING fts5 (
            words, content = '', contentless_delete = 1, detail = none, prefix = '2 3',
            tokenize = "unicode61 remove_diacritics 0")"""
    )
    db.execute("CREATE TABLE search_pending (seq INTEGER PRIMARY KEY)")


def resources(db: Any) -> None:
    """Forms and code lists from the server, settings, and where the sync stands."""
    db.execute(
        """CREATE TABLE forms (
            id TEXT NOT NULL, version TEXT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL, state TEXT NOT NULL,
            xml TEXT NOT NULL, sha256 TEXT NOT NULL, received_at TEXT NOT NULL, PRIMARY KEY (id, version))"""
    )
    db.execute("CREATE TABLE lists (id TEXT PRIMARY KEY, version TEXT NOT NULL, csv TEXT NOT NULL)")
    db.execute("CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")
    db.execute("CREATE TABLE sync_state (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")


def owners(db: Any) -> None:
    """What one person has written: Today and the counts of the rail ask for it among all visits of a county."""
    db.execute("CREATE INDEX records_by_owner ON records (owner, kind, deleted, date, state) WHERE owner <> ''")


def openrosa(db: Any) -> None:
    """Forms that came from other platforms with the files beside them, entities that are not there yet, and submissions
    on their way to them. A submission is kept as it is sent until its receipt is here."""
    db.execute(
        """CREATE TABLE form_sources (
            form_id TEXT NOT NULL, version TEXT NOT NULL, server TEXT NOT NULL, listed_id TEXT NOT NULL,
            listed_version TEXT NOT NULL, hash TEXT NOT NULL, etag TEXT NOT NULL, PRIMARY KEY (form_id, version))"""
    )
    db.execute(
        """CREATE TABLE form_files (
            form_id TEXT NOT NULL, version TEXT NOT NULL, name TEXT NOT NULL, hash TEXT NOT NULL,
            entities INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (form_id, version, name))"""
    )
    db.execute(
        """CREATE TABLE entity_changes (
            number INTEGER PRIMARY KEY, server TEXT NOT NULL, dataset TEXT NOT NULL, entity_id TEXT NOT NULL,
            record_id TEXT NOT NULL, change TEXT NOT NULL)"""
    )
    db.execute("CREATE INDEX entity_changes_by_list ON entity_changes (server, dataset)")
    db.execute("CREATE INDEX entity_changes_by_record ON entity_changes (record_id)")
    db.execute(
        """CREATE TABLE submissions (
            number INTEGER PRIMARY KEY, server TEXT NOT NULL, instance_id TEXT NOT NULL, deprecated_id TEXT NOT NULL,
            form_id TEXT NOT NULL, record_id TEXT NOT NULL, content TEXT NOT NULL, record_at TEXT NOT NULL,
            xml BLOB NOT NULL, clear BLOB NOT NULL, key BLOB NOT NULL, files TEXT NOT NULL, sent_files TEXT NOT NULL,
            status TEXT NOT NULL, code TEXT NOT NULL, detail TEXT NOT NULL, tries INTEGER NOT NULL, made_at TEXT NOT NULL,
            received_at TEXT NOT NULL, UNIQUE (server, instance_id))"""
    )
    db.execute("CREATE TABLE finished_instances (record_id TEXT PRIMARY KEY, content TEXT NOT NULL, xml TEXT NOT NULL)")
    db.execute("CREATE INDEX submissions_by_record ON submissions (record_id, server)")
    db.execute("CREATE INDEX submissions_waiting ON submissions (server) WHERE status = 'waiting'")


def sync_runs(db: Any) -> None:
    """What the last syncs did."""
    db.execute(
        """CREATE TABLE sync_runs (
            number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, pushed INTEGER NOT NULL, pulled INTEGER NOT NULL,
            conflicts INTEGER NOT NULL, bytes_sent INTEGER NOT NULL, bytes_received INTEGER NOT NULL, seconds REAL NOT NULL,
            error TEXT NOT NULL)"""
    )


def form_media(db: Any) -> None:
    """Lists and pictures that travel with forms, kept once by content; when each version was published."""
    db.execute("ALTER TABLE forms ADD COLUMN published_at TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE forms ADD COLUMN files TEXT NOT NULL DEFAULT '{}'")
    db.execute("CREATE TABLE form_media (sha256 TEXT PRIMARY KEY, data BLOB NOT NULL)")
