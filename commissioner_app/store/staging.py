"""A part of a first load as the rows of a small database in memory, from which SQLite copies it whole.

Row by row, the thread that writes and the one that makes the next part ready would take the interpreter from each other
at every row; one statement for a whole part leaves it to the other. Nothing of this ever touches a disk.
"""

from __future__ import annotations

# ruff: noqa: S608 - only this program's own column names are put into statements
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlcipher3

from commissioner_app.store import columns

_NAMES: Final = columns.ALL.split(", ")
_NUMBER: Final = itertools.count(1)
COPY: Final = f"INSERT INTO records ({columns.ALL}) SELECT seq + ?, {', '.join(_NAMES[1:])} FROM staged.records"


@dataclass(frozen=True, slots=True)
class Staged:
    """``address`` is what a connection attaches; it lasts until ``close``. ``count`` live records, ``total`` the sum of
    their hashes, ``changed`` the (kind, id) of all; ``named``: whether any names an attachment."""

    address: str
    count: int
    total: int
    changed: Sequence[tuple[str, str]]
    named: bool
    _connection: Any

    def close(self) -> None:
        """Give its memory back."""
        self._connection.close()


def stage(
    rows: Sequence[tuple[Any, ...]], hashes: Sequence[int], live: Sequence[bool], names: Mapping[str, frozenset[str]]
) -> Staged:
    """Rows of records (in the order of ``columns.ALL``), numbered from 1, ready to be copied. Of any thread.

    Raises ``ValueError`` where an id comes twice.
    """
    if len({row[1] for row in rows}) < len(rows):
        raise ValueError("id")
    address = f"file:/staged-{next(_NUMBER)}?vfs=memdb"
    connection = sqlcipher3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("BEGIN")
        connection.execute(f"CREATE TABLE records (seq INTEGER PRIMARY KEY, {', '.join(_NAMES[1:])})")
        connection.execute("CREATE TABLE refs (name, record_id)")
        places = ", ".join("?" * len(_NAMES))
        connection.executemany(
            f"INSERT INTO records VALUES ({places})", ((seq, *row[1:]) for seq, row in enumerate(rows, 1))
        )
        refs = [(name, record_id) for record_id, found in names.items() for name in found]
        connection.executemany("INSERT INTO refs VALUES (?, ?)", refs)
        connection.execute("COMMIT")
    except BaseException:
        connection.close()
        raise
    counted = [one for one, alive in zip(hashes, live, strict=True) if alive]
    return Staged(address, len(counted), sum(counted), [(row[2], row[1]) for row in rows], bool(refs), connection)
