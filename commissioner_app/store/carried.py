"""What this laptop carries for others: their pieces as they are, and what it shows of them until the server has them.

A piece is a file beside the attachments, sealed as its maker sealed it; its row says what became of it.
"""

from __future__ import annotations

# ruff: noqa: S608 - only this program's own column names are put into statements
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson

from commissioner_app.domain.record import Record
from commissioner_app.store.columns import text
from commissioner_app.store.database import Database, Row
from commissioner_app.store.faults import disk_faults
from commissioner_app.system.disk import Disk

_PIECE: Final = "id, bundle, kind, n, total, device, person, name, size, opened, status, code, received_at, answered_at"


@dataclass(frozen=True, slots=True)
class CarriedPiece:
    """A piece of another laptop. ``name`` is the person's, "" where it could not be opened here; ``status``: ``waiting``,
    ``relayed``, ``refused`` (``code`` says why)."""

    id: str
    bundle: str
    kind: str
    n: int
    total: int
    device: str
    person: str
    name: str
    size: int
    opened: bool
    status: str
    code: str
    received_at: str
    answered_at: str


@dataclass(frozen=True, slots=True)
class CarriedChange:
    """A change of a piece that was opened here. ``status``: ``waiting``, ``accepted``, ``refused``."""

    id: str
    piece: str
    record_id: str
    status: str
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class CarriedRecord:
    """A record that is shown as its writer brought it. ``before`` is the server's version, None where it had none."""

    record_id: str
    kind: str
    person: str
    name: str
    at: str
    before: Record | None


class Carried:
    """Pieces, the changes and stretches in them, records shown, and receipts for other laptops."""

    def __init__(self, database: Database, folder: Path, disk: Disk) -> None:
        self._database = database
        self._folder = folder
        self._disk = disk

    # -- pieces

    def keep(self, piece: CarriedPiece, data: bytes) -> None:
        """Keep a piece: its bytes are on the disk before its row says so."""
        with disk_faults():
            self._disk.write(self._path(piece.id), data)
        values = [getattr(piece, name) for name in CarriedPiece.__slots__]
        self._database.write(
            f"INSERT OR IGNORE INTO carried_pieces ({_PIECE}) VALUES ({', '.join('?' * len(values))})", values
        )

    def piece(self, piece_id: str) -> CarriedPiece | None:
        """One piece, or None."""
        found = self._pieces("id = ?", [piece_id])
        return found[0] if found else None

    def pieces(self) -> list[CarriedPiece]:
        """All pieces, the latest first."""
        return self._pieces("1 = 1 ORDER BY received_at DESC, bundle, n", [])

    def waiting(self, *kinds: str) -> list[CarriedPiece]:
        """Pieces that are still to be relayed, oldest first."""
        return self._pieces(
            "status = 'waiting' AND kind IN (SELECT value FROM json_each(?)) ORDER BY received_at, bundle, n",
            [text(kinds)],
        )

    def numbers(self, bundle: str) -> set[int]:
        """Which pieces of a bundle have come here."""
        return {row[0] for row in self._database.rows("SELECT n FROM carried_pieces WHERE bundle = ?", [bundle])}

    def data(self, piece_id: str) -> bytes | None:
        """The bytes of a piece, None where they are gone."""
        try:
            with disk_faults():
                return self._path(piece_id).read_bytes()
        except FileNotFoundError:
            return None

    def answered(self, piece_id: str, status: str, code: str, at: str) -> None:
        """Note what became of a piece."""
        self._database.write(
            "UPDATE carried_pieces SET status = ?, code = ?, answered_at = ? WHERE id = ?", [status, code, at, piece_id]
        )

    def drop(self, piece_id: str) -> None:
        """Take a relayed piece's bytes off the disk; its row stays, so that it is known when it comes again."""
        self._path(piece_id).unlink(missing_ok=True)

    # -- changes and records

    def add_change(self, change_id: str, piece_id: str, record_id: str) -> None:
        """Note a change of a piece that was opened."""
        self._database.write(
            "INSERT OR IGNORE INTO carried_changes (id, piece, record_id, status, code, detail)"
            " VALUES (?, ?, ?, 'waiting', '', '')",
            [change_id, piece_id, record_id],
        )

    def change(self, change_id: str) -> CarriedChange | None:
        """One change, or None."""
        found = self._changes("id = ?", [change_id])
        return found[0] if found else None

    def changes_of(self, record_id: str) -> list[CarriedChange]:
        """The changes of a record that were carried here, in the order they came."""
        return self._changes("record_id = ? ORDER BY number", [record_id])

    def changes_in(self, piece_id: str) -> list[CarriedChange]:
        """The changes of a piece."""
        return self._changes("piece = ? ORDER BY number", [piece_id])

    def decide(self, change_id: str, status: str, code: str = "", detail: str = "") -> None:
        """Note the server's word about a change."""
        self._database.write(
            "UPDATE carried_changes SET status = ?, code = ?, detail = ? WHERE id = ?",
            [status, code, detail, change_id],
        )

    def show(self, shown: CarriedRecord) -> None:
        """Note that a record is shown as it was brought; what it was before is kept from the first time."""
        before = text(shown.before.to_json()) if shown.before is not None else ""
        self._database.write(
            "INSERT INTO carried_records (record_id, kind, person, name, at, before) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (record_id) DO UPDATE SET person = excluded.person, name = excluded.name, at = excluded.at",
            [shown.record_id, shown.kind, shown.person, shown.name, shown.at, before],
        )

    def shown(self, record_id: str) -> CarriedRecord | None:
        """Whether and how a record is shown as it was brought."""
        rows = self._database.rows(
            "SELECT record_id, kind, person, name, at, before FROM carried_records WHERE record_id = ?", [record_id]
        )
        return _shown(rows[0]) if rows else None

    def shown_of(self, record_ids: Sequence[str]) -> set[str]:
        """Those of the records that are shown as they were brought."""
        rows = self._database.rows(
            "SELECT record_id FROM carried_records WHERE record_id IN (SELECT value FROM json_each(?))",
            [text(record_ids)],
        )
        return {row[0] for row in rows}

    def all_shown(self) -> list[CarriedRecord]:
        """All records that are shown as they were brought."""
        rows = self._database.rows("SELECT record_id, kind, person, name, at, before FROM carried_records ORDER BY at")
        return [_shown(row) for row in rows]

    def unsent(self) -> list[str]:
        """Ids of the records that are shown as they were brought and of which something is still to be relayed."""
        rows = self._database.rows(
            "SELECT record_id FROM carried_records s WHERE EXISTS ("
            "SELECT 1 FROM carried_changes c JOIN carried_pieces p ON p.id = c.piece"
            " WHERE c.record_id = s.record_id AND c.status = 'waiting' AND p.status = 'waiting')"
        )
        return [row[0] for row in rows]

    def hide(self, record_id: str) -> None:
        """A record is again what the server says."""
        self._database.write("DELETE FROM carried_records WHERE record_id = ?", [record_id])

    # -- stretches and receipts

    def add_stretch(self, name: str, start: int, length: int, size: int, piece_id: str) -> None:
        """Note a stretch of a file that a piece holds."""
        self._database.write(
            "INSERT OR IGNORE INTO carried_stretches (name, start, length, size, piece) VALUES (?, ?, ?, ?, ?)",
            [name, start, length, size, piece_id],
        )

    def stretches(self, name: str) -> list[tuple[int, int, int, str]]:
        """(start, length, size, piece) of the stretches of a file, in order."""
        return self._database.rows(
            "SELECT start, length, size, piece FROM carried_stretches WHERE name = ? ORDER BY start", [name]
        )

    def files_in(self, piece_id: str) -> list[str]:
        """The names of the files of which a piece holds stretches."""
        rows = self._database.rows("SELECT DISTINCT name FROM carried_stretches WHERE piece = ?", [piece_id])
        return [row[0] for row in rows]

    def add_receipt(self, receipt_id: str, device: str, data: bytes, at: str) -> None:
        """Keep a receipt for another laptop."""
        self._database.write(
            "INSERT OR IGNORE INTO carried_receipts (id, device, received_at, data) VALUES (?, ?, ?, ?)",
            [receipt_id, device, at, data],
        )

    def receipts(self) -> list[bytes]:
        """The receipts for other laptops, oldest first."""
        return [row[0] for row in self._database.rows("SELECT data FROM carried_receipts ORDER BY received_at, id")]

    def drop_old(self, before: str) -> None:
        """Forget receipts and answered pieces from before a moment (ISO)."""
        with self._database.transaction():
            self._database.write("DELETE FROM carried_receipts WHERE received_at < ?", [before])
            self._database.write(
                "DELETE FROM carried_stretches WHERE piece IN"
                " (SELECT id FROM carried_pieces WHERE status <> 'waiting' AND answered_at < ?)",
                [before],
            )
            self._database.write("DELETE FROM carried_pieces WHERE status <> 'waiting' AND answered_at < ?", [before])

    def _path(self, piece_id: str) -> Path:
        return self._folder / f"{piece_id}.piece"

    def _pieces(self, where: str, parameters: Iterable[Any]) -> list[CarriedPiece]:
        rows = self._database.rows(f"SELECT {_PIECE} FROM carried_pieces WHERE {where}", list(parameters))
        return [_piece(row) for row in rows]

    def _changes(self, where: str, parameters: Iterable[Any]) -> list[CarriedChange]:
        sql = f"SELECT id, piece, record_id, status, code, detail FROM carried_changes WHERE {where}"
        return [CarriedChange(*row) for row in self._database.rows(sql, list(parameters))]


def _piece(row: Row) -> CarriedPiece:
    parts = list(row)
    parts[9] = bool(parts[9])
    return CarriedPiece(*parts)


def _shown(row: Row) -> CarriedRecord:
    parts = list(row)
    parts[5] = Record.from_json(orjson.loads(parts[5])) if parts[5] else None
    return CarriedRecord(*parts)
