"""How a profile's tables came to be: named steps in order, each in one transaction with the row that records it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from commissioner_app.errors import EnvironmentFault
from commissioner_app.store import schema, schema_by_hand

Step = tuple[str, Callable[[Any], None]]

STEPS: tuple[Step, ...] = (
    ("records", schema.records),
    ("journal and outbox", schema.journal),
    ("drafts", schema.drafts),
    ("attachments", schema.attachments),
    ("search", schema.search),
    ("resources and settings", schema.resources),
    ("records by owner", schema.owners),
    ("other platforms", schema.openrosa),
    ("files of forms", schema.form_media),
    ("last syncs", schema.sync_runs),
    ("by hand", schema_by_hand.by_hand),
)


def migrate(db: Any, steps: Sequence[Step] = STEPS) -> list[str]:
    """Run the steps a database still lacks and give their names; a kill between two steps loses neither.

    ``db`` is a ``sqlite_utils.Database``. Raises ``EnvironmentFault("profile_newer")`` where steps are recorded that
    this program does not know, before anything is touched.
    """
    done = applied(db)
    unknown = [name for name in done if name not in {name for name, _ in steps}]
    if unknown:
        raise EnvironmentFault("profile_newer", step=unknown[0])
    made: list[str] = []
    for name, step in steps:
        if name in done:
            continue
        with _immediate(db):
            if name in applied(db):
                continue
            step(db)
            db.execute("INSERT INTO schema_steps (name) VALUES (?)", [name])
        made.append(name)
    return made


def missing(db: Any, steps: Sequence[Step] = STEPS) -> bool:
    """Whether the steps a database has are others than these. ``db`` may be a plain connection."""
    return applied(db) != [name for name, _ in steps]


def applied(db: Any) -> list[str]:
    """The names of the steps a database has, in the order they were made."""
    exists = db.execute("SELECT 1 FROM sqlite_master WHERE name = 'schema_steps'").fetchone()
    if not exists:
        return []
    return [row[0] for row in db.execute("SELECT name FROM schema_steps ORDER BY number").fetchall()]


class _immediate:  # noqa: N801 - used as a statement
    """One write transaction in which the recording table exists."""

    def __init__(self, db: Any) -> None:
        self._db = db

    def __enter__(self) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS schema_steps (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
            " at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')))"
        )

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._db.execute("COMMIT" if kind is None else "ROLLBACK")
