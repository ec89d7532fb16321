"""The tables of what goes and comes by hand. A step that was released never changes."""

from __future__ import annotations

from typing import Any


def by_hand(db: Any) -> None:
    """Changes that have left by hand, pieces carried for others with what they show here, and receipts on their way."""
    db.execute("ALTER TABLE outbox ADD COLUMN replaces TEXT NOT NULL DEFAULT '[]'")
    db.execute(
        """CREATE TABLE hand_changes (
            number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, record_id TEXT NOT NULL, kind TEXT NOT NULL,
            follows TEXT NOT NULL, at TEXT NOT NULL, patch TEXT NOT NULL, base TEXT NOT NULL, after TEXT NOT NULL,
            given_up INTEGER NOT NULL DEFAULT 0)"""
    )
    db.execute("CREATE INDEX hand_changes_by_record ON hand_changes (record_id)")
    db.execute(
        """CREATE TABLE carried_pieces (
            id TEXT PRIMARY KEY, bundle TEXT NOT NULL, kind TEXT NOT NULL, n INTEGER NOT NULL, total INTEGER NOT NULL,
            device TEXT NOT NULL, person TEXT NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL, opened INTEGER NOT NULL,
            status TEXT NOT NULL, code TEXT NOT NULL, received_at TEXT NOT NULL, answered_at TEXT NOT NULL)"""
    )
    db.execute("CREATE INDEX carried_pieces_of_bundle ON carried_pieces (bundle)")
    db.execute("CREATE INDEX carried_pieces_waiting ON carried_pieces (kind) WHERE status = 'waiting'")
    db.execute(
        """CREATE TABLE carried_changes (
            number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, piece TEXT NOT NULL, record_id TEXT NOT NULL,
            status TEXT NOT NULL, code TEXT NOT NULL, detail TEXT NOT NULL)"""
    )
    db.execute("CREATE INDEX carried_changes_by_record ON carried_changes (record_id)")
    db.execute(
        """CREATE TABLE carried_records (
            record_id TEXT PRIMARY KEY, kind TEXT NOT NULL, person TEXT NOT NULL, name TEXT NOT NULL, at TEXT NOT NULL,
            before TEXT NOT NULL)"""
    )
    db.execute(
        """CREATE TABLE carried_stretches (
            name TEXT NOT NULL, start INTEGER NOT NULL, length INTEGER NOT NULL, size INTEGER NOT NULL,
            piece TEXT NOT NULL, PRIMARY KEY (name, start)) WITHOUT ROWID"""
    )
    db.execute(
        """CREATE TABLE carried_receipts (
            id TEXT PRIMARY KEY, device TEXT NOT NULL, received_at TEXT NOT NULL, data BLOB NOT NULL)"""
    )
