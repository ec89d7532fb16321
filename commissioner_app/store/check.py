"""Is everything still whole? Pages, indexes, the digests of the buckets, and every attachment against its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commissioner_app.errors import EnvironmentFault
from commissioner_app.store.database import Database
from commissioner_app.store.rows import CheckReport

if TYPE_CHECKING:
    from commissioner_app.store.store import Store

_SHOWN = 20


def damages(database: Database) -> tuple[str, ...]:
    """What is wrong with the database file itself (its pages' checksums, its trees); empty when sound."""
    try:
        pages = [row[0] for row in database.rows("PRAGMA cipher_integrity_check")]
        if pages:
            return tuple(pages[:_SHOWN])
        trees = [row[0] for row in database.rows("PRAGMA quick_check")]
    except EnvironmentFault as fault:
        return (fault.code,)
    return () if trees == ["ok"] else tuple(trees[:_SHOWN])


def full(store: Store) -> CheckReport:
    """The whole examination; nothing is changed. Attachments are read one by one, so it takes a while."""
    found = damages(store.database)
    if found:
        return CheckReport(database=found)
    trees = [row[0] for row in store.database.rows("PRAGMA integrity_check")]
    files = tuple(name for name, code in store.attachments.verify() if code)
    buckets = [
        state.bucket
        for state in store.buckets.states().values()
        if store.buckets.true_state(state.bucket) != (state.count, state.digest)
    ]
    unread = store.database.rows("SELECT id FROM records WHERE NOT json_valid(answers) LIMIT ?", [_SHOWN])
    return CheckReport(
        database=() if trees == ["ok"] else tuple(trees[:_SHOWN]),
        attachments=files,
        records=tuple(buckets) + tuple(row[0] for row in unread),
    )
