"""A record as a row: the derived columns that lists, filters and search work on, and the way back."""

from __future__ import annotations

# ruff: noqa: S608 - only this program's own column names are put into statements
import re
from collections.abc import Mapping
from typing import Any, Final

import orjson

from commissioner_app.domain.kind import Kind, Summary
from commissioner_app.domain.record import Conflict, Record
from commissioner_app.store.database import Row
from commissioner_app.store.rows import RecordRow, StoredRecord, Version

RECORD: Final = (
    "id, kind, form_id, form_version, answers, state, rev, created_at, updated_at, author, deleted, conflicts"
)
ROW: Final = (
    "id, kind, title, subtitle, date, state, host, county, owner, rev, dirty, open_conflicts, received_at, updated_at,"
    " created_at, form_id"
)
ALL: Final = (
    "seq, id, kind, state, rev, dirty, deleted, open_conflicts, title, subtitle, date, host, county, owner, created_at,"
    " updated_at, received_at, author, form_id, form_version, conflicts, answers, base"
)
INSERT: Final = f"INSERT INTO records ({ALL}) VALUES ({', '.join('?' * 23)})"
UPDATE: Final = (
    "UPDATE records SET "
    + ", ".join(f"{name.strip()} = ?{number}" for number, name in enumerate(ALL.split(","), 1) if name.strip() != "seq")
    + " WHERE seq = ?1"
)
ANSWERS_AT: Final = 21
_NAMES: Final = re.compile(r'"([0-9a-f]{64}\.[a-z0-9]{1,8})"')
_NOTHING: Final = Summary("")


def text(value: Any) -> str:
    """A value as compact JSON text."""
    return orjson.dumps(value).decode()


def named_attachments(answers: str) -> frozenset[str]:
    """The attachments named in answers given as JSON text (quicker than walking them, for pages of a first load)."""
    return frozenset(_NAMES.findall(answers))


def summary_of(kinds: Mapping[str, Kind], kind: str, answers: Mapping[str, Any]) -> Summary:
    """What lists show of a record; nothing for a kind or for answers that this program does not understand.

    A record of a newer server must not stop a sync, so a failing declaration yields an empty line.
    """
    declared = kinds.get(kind)
    if declared is None:
        return _NOTHING
    try:
        return declared.summary(answers)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        return _NOTHING


def record_row(
    seq: int, data: Mapping[str, Any], summary: Summary, *, dirty: bool, base: str | None, received_at: str
) -> tuple[Any, ...]:
    """The row of a record given as the object of the wire, in the order of ``ALL``."""
    conflicts = data["conflicts"]
    return (
        seq,
        data["id"],
        data["kind"],
        data["state"],
        data["rev"],
        int(dirty),
        int(data["deleted"]),
        len(conflicts),
        summary.title,
        summary.subtitle,
        summary.date,
        summary.host,
        summary.county,
        summary.owner,
        data["created_at"],
        data["updated_at"],
        received_at,
        data["author"],
        data["form_id"],
        data["form_version"],
        text(conflicts) if conflicts else "[]",
        text(data["answers"]),
        base,
    )


def to_record(row: Row) -> Record:
    """The record of a row selected as ``RECORD``."""
    values: list[Any] = list(row)
    values[4] = orjson.loads(values[4])
    values[10] = bool(values[10])
    values[11] = () if values[11] == "[]" else tuple(map(Conflict.from_json, orjson.loads(values[11])))
    return Record(*values)


def to_stored(row: Row) -> StoredRecord:
    """The record of a row selected as ``RECORD`` plus dirty, base, received_at."""
    *parts, dirty, base, received_at = row
    version = Version.from_json(orjson.loads(base)) if base else None
    return StoredRecord(to_record(tuple(parts)), bool(dirty), version, received_at)


def to_row(row: Row) -> RecordRow:
    """The list line of a row selected as ``ROW`` plus the refusal code."""
    values: list[Any] = list(row)
    values[10] = bool(values[10])
    values[16] = values[16] or ""
    return RecordRow(*values)
