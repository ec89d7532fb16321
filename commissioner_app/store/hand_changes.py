"""Changes that have left by hand and whose answer is not here yet.

The first of a record is the change in its outbox; those that follow say what was edited after it had left, each made on
the version before. One that its laptop has given up for a better one is remembered until that one has been accepted.
"""

from __future__ import annotations

# ruff: noqa: S608 - only this program's own column names are put into statements
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from commissioner_app.store.columns import text
from commissioner_app.store.database import Database, Row
from commissioner_app.store.rows import OutboxChange, Version

_COLUMNS: Final = "id, record_id, kind, follows, at, patch, base, after"


@dataclass(frozen=True, slots=True)
class HandChange:
    """A change as it left. ``base`` is the version it was made on, None where it creates the record."""

    id: str
    record_id: str
    kind: str
    follows: str
    at: str
    patch: dict[str, Any]
    base: Version | None
    after: Version


class HandChanges:
    """The chains of changes by record."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def left(self, change: OutboxChange, base: Version | None, follows: str = "") -> None:
        """Note that a change leaves by hand; a second time changes nothing."""
        self._database.write(
            f"INSERT OR IGNORE INTO hand_changes ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                change.id,
                change.record_id,
                change.kind,
                follows,
                change.at,
                text(change.patch),
                text(base.to_json()) if base is not None else "",
                text(change.after.to_json()),
            ],
        )

    def chain(self, record_id: str) -> list[HandChange]:
        """What has left of a record and is not answered, in order."""
        return self._changes("record_id = ? AND given_up = 0 ORDER BY number", [record_id])

    def following(self, change_id: str) -> HandChange | None:
        """The change that follows another, or None."""
        found = self._changes("follows = ? AND given_up = 0", [change_id])
        return found[0] if found else None

    def followed(self, record_ids: Sequence[str]) -> set[str]:
        """Those of the records of which more has left than the change in the outbox."""
        rows = self._database.rows(
            "SELECT DISTINCT h.record_id FROM hand_changes h JOIN hand_changes b ON b.id = h.follows"
            " WHERE h.given_up = 0 AND h.record_id IN (SELECT value FROM json_each(?))",
            [text(list(record_ids))],
        )
        return {row[0] for row in rows}

    def first(self, change_id: str) -> None:
        """The change before has been accepted: this one is now the record's change in the outbox."""
        self._database.write("UPDATE hand_changes SET follows = '' WHERE id = ?", [change_id])

    def settled(self, change_ids: Iterable[str]) -> None:
        """These changes are answered."""
        self._database.write_many("DELETE FROM hand_changes WHERE id = ?", [(one,) for one in change_ids])

    def give_up(self, record_id: str) -> list[str]:
        """What has left of a record will be said anew; gives the ids of the changes given up."""
        ids = [one.id for one in self.chain(record_id)]
        self._database.write("UPDATE hand_changes SET given_up = 1 WHERE record_id = ?", [record_id])
        return ids

    def given_up(self, record_ids: Sequence[str]) -> dict[str, list[str]]:
        """The changes that the next one of their record says better, by record."""
        found: dict[str, list[str]] = {}
        for record_id, change_id in self._database.rows(
            "SELECT record_id, id FROM hand_changes WHERE record_id IN (SELECT value FROM json_each(?))"
            " AND given_up = 1 ORDER BY number",
            [text(record_ids)],
        ):
            found.setdefault(record_id, []).append(change_id)
        return found

    def _changes(self, where: str, parameters: list[Any]) -> list[HandChange]:
        return [
            _change(row)
            for row in self._database.rows(f"SELECT {_COLUMNS} FROM hand_changes WHERE {where}", parameters)
        ]


def _change(row: Row) -> HandChange:
    parts = list(row)
    parts[5] = orjson.loads(parts[5])
    parts[6] = Version.from_json(orjson.loads(parts[6])) if parts[6] else None
    parts[7] = Version.from_json(orjson.loads(parts[7]))
    return HandChange(*parts)
