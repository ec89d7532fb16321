"""Submissions to other platforms: stored as they are sent before they go out, kept as receipts afterwards."""

from __future__ import annotations

# ruff: noqa: S608 - only this program's own column names are put into statements
from collections.abc import Sequence
from typing import Any, Final

import orjson

from commissioner_app.store.columns import text
from commissioner_app.store.database import Database, Row
from commissioner_app.store.platform_rows import Submission, SubmissionNote

_COLUMNS: Final = (
    "server, instance_id, deprecated_id, form_id, record_id, content, record_at, xml, clear, key, files, sent_files,"
    " status, code, detail, tries, made_at, received_at"
)
_NOTE: Final = (
    "server, instance_id, deprecated_id, form_id, record_id, content, record_at, status, code, detail, made_at,"
    " received_at, tries, sent_files <> '[]'"
)
_FILES, _SENT = 10, 11


class Submissions:
    """One row per version of a record that goes, or went, to a server."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, submission: Submission) -> None:
        """Keep a submission that is about to be sent; one of the same server and id that was refused gives way."""
        row: list[Any] = [getattr(submission, name) for name in Submission.__slots__]
        row[_FILES], row[_SENT] = text(submission.files), text(submission.sent_files)
        self._database.write(
            f"INSERT OR REPLACE INTO submissions ({_COLUMNS}) VALUES ({', '.join('?' * len(row))})", row
        )

    def waiting(self, server: str, form_id: str = "") -> list[str]:
        """Instance ids that wait for a server, in the order they were made."""
        where, parameters = ("AND form_id = ?", [form_id]) if form_id else ("", [])
        rows = self._database.rows(
            f"SELECT instance_id FROM submissions WHERE server = ? AND status = 'waiting' {where} ORDER BY number",
            [server, *parameters],
        )
        return [row[0] for row in rows]

    def get(self, server: str, instance_id: str) -> Submission | None:
        """A submission with all that is sent, or None."""
        row = self._database.row(
            f"SELECT {_COLUMNS} FROM submissions WHERE server = ? AND instance_id = ?", [server, instance_id]
        )
        return _submission(row) if row else None

    def of_record(self, record_id: str, server: str = "") -> list[SubmissionNote]:
        """What is known of a record's submissions (to one server), oldest first."""
        where = "record_id = ? AND server = ?" if server else "record_id = ?"
        return self._notes(f"{where} ORDER BY number", [record_id, server] if server else [record_id])

    def latest(self, server: str, form_id: str) -> dict[str, SubmissionNote]:
        """The last submission of each record of a form."""
        notes = self._notes("server = ? AND form_id = ? ORDER BY number", [server, form_id])
        return {note.record_id: note for note in notes}

    def counts(self) -> dict[tuple[str, str], tuple[int, int, str]]:
        """(server, form id) -> how many wait, how many were refused, when the last one arrived ("" for never)."""
        rows = self._database.rows(
            "SELECT server, form_id, sum(status = 'waiting'), sum(status = 'refused'), max(received_at)"
            " FROM submissions GROUP BY server, form_id"
        )
        return {(row[0], row[1]): (row[2], row[3], row[4]) for row in rows}

    def tried(self, server: str, instance_id: str) -> None:
        """Note that an attempt is being made."""
        self._database.write(
            "UPDATE submissions SET tries = tries + 1 WHERE server = ? AND instance_id = ?", [server, instance_id]
        )

    def confirmed(self, server: str, instance_id: str, sent_files: Sequence[str]) -> None:
        """Note which files the server has confirmed so far."""
        self._database.write(
            "UPDATE submissions SET sent_files = ? WHERE server = ? AND instance_id = ?",
            [text(list(sent_files)), server, instance_id],
        )

    def received(self, server: str, instance_id: str, at: str) -> None:
        """The server has all of it: the receipt stays, the content goes."""
        self._database.write(
            "UPDATE submissions SET status = 'received', code = '', detail = '', received_at = ?, xml = x'',"
            " clear = x'', key = x'' WHERE server = ? AND instance_id = ?",
            [at, server, instance_id],
        )

    def refused(self, server: str, instance_id: str, code: str, detail: str) -> None:
        """The server will not have it as it is."""
        self._database.write(
            "UPDATE submissions SET status = 'refused', code = ?, detail = ? WHERE server = ? AND instance_id = ?",
            [code, detail, server, instance_id],
        )

    def replace(self, server: str, record_id: str) -> None:
        """A later version of a record takes the place of what was refused, or never tried."""
        with self._database.transaction():
            self._database.write(
                "DELETE FROM submissions WHERE server = ? AND record_id = ? AND status = 'waiting' AND tries = 0",
                [server, record_id],
            )
            self._database.write(
                "UPDATE submissions SET status = 'replaced', xml = x'', clear = x'', key = x''"
                " WHERE server = ? AND record_id = ? AND status = 'refused'",
                [server, record_id],
            )

    def retry(self, server: str, codes: Sequence[str]) -> int:
        """Let those wait again that were refused for reasons which may have passed; gives how many."""
        return self._database.write(
            "UPDATE submissions SET status = 'waiting' WHERE server = ? AND status = 'refused'"
            " AND code IN (SELECT value FROM json_each(?))",
            [server, text(list(codes))],
        )

    def keep_instance(self, record_id: str, content: str, xml: str) -> None:
        """Keep what a form made of a record when it was finished: later its lists may say something else."""
        self._database.write(
            "INSERT OR REPLACE INTO finished_instances (record_id, content, xml) VALUES (?, ?, ?)",
            [record_id, content, xml],
        )

    def instance(self, record_id: str, content: str) -> str:
        """The kept instance of a record with just these answers, or empty."""
        return str(
            self._database.value(
                "SELECT xml FROM finished_instances WHERE record_id = ? AND content = ?", [record_id, content]
            )
            or ""
        )

    def drop_unseen(self, record_id: str) -> None:
        """A record is gone: forget what no server can have seen of it."""
        with self._database.transaction():
            self._database.write("DELETE FROM finished_instances WHERE record_id = ?", [record_id])
            self._database.write(
                "DELETE FROM submissions WHERE record_id = ? AND status = 'waiting' AND tries = 0", [record_id]
            )

    def candidates(self, form_id: str, kind: str, author: str) -> list[tuple[str, str, str, str]]:
        """(id, kind, state, updated at) of a person's live records that were filled with a form of a kind ("" where that is
        not known), oldest first."""
        of_kind, parameters = ("kind = ? AND", [kind]) if kind else ("", [])
        return self._database.rows(
            f"SELECT id, kind, state, updated_at FROM records WHERE {of_kind} form_id = ? AND author = ? AND deleted = 0"
            " ORDER BY seq",
            [*parameters, form_id, author],
        )

    def last_instance(self, form_id: str) -> str:
        """The instance of a form that was finished last, or empty."""
        return str(
            self._database.value(
                "SELECT f.xml FROM finished_instances f JOIN records r ON r.id = f.record_id"
                " WHERE r.form_id = ? AND r.deleted = 0 ORDER BY r.created_at DESC, r.seq DESC LIMIT 1",
                [form_id],
            )
            or ""
        )

    def _notes(self, where: str, parameters: list[Any]) -> list[SubmissionNote]:
        return [
            SubmissionNote(*(*row[:-1], bool(row[-1])))
            for row in self._database.rows(f"SELECT {_NOTE} FROM submissions WHERE {where}", parameters)
        ]


def _submission(row: Row) -> Submission:
    parts = list(row)
    parts[_FILES], parts[_SENT] = (tuple(orjson.loads(parts[place])) for place in (_FILES, _SENT))
    return Submission(*parts)
