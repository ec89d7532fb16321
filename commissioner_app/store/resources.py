"""Forms and code lists as the server published them."""

from __future__ import annotations

# ruff: noqa: S608 - only this program's own column names are put into statements
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from commissioner_app.store.database import Database
from commissioner_app.store.rows import FormHeader, StoredForm

_FORM: Final = "id, version, kind, title, state, xml, sha256, published_at, files"
# What was published last is what a new record takes; a server of an earlier release does not say when that was.
_NEWEST: Final = "published_at DESC, received_at DESC, version DESC"


class Forms:
    """Every version a laptop once got, with the files it needs: drafts and records keep the version they were made with."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, form: StoredForm, received_at: str) -> None:
        """Keep a form version."""
        row = [getattr(form, name) for name in StoredForm.__slots__[:-1]]
        self._database.write(
            f"INSERT OR REPLACE INTO forms ({_FORM}, received_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [*row, json.dumps(dict(form.files)), received_at],
        )

    def get(self, form_id: str, version: str = "") -> StoredForm | None:
        """A form in this version; without one the published version that is the newest."""
        where = "id = ? AND version = ?" if version else "id = ? AND state = 'published'"
        row = self._database.row(
            f"SELECT {_FORM} FROM forms WHERE {where} ORDER BY {_NEWEST} LIMIT 1",
            [form_id, version] if version else [form_id],
        )
        return replace(StoredForm(*row[:8]), files=json.loads(row[8])) if row else None

    def knows(self, form_id: str) -> bool:
        """Whether any version of a form is held, be it retired."""
        return self._database.value("SELECT 1 FROM forms WHERE id = ? LIMIT 1", [form_id]) is not None

    def versions(self) -> dict[tuple[str, str], str]:
        """(id, version) -> SHA-256 of all forms held."""
        return {(row[0], row[1]): row[2] for row in self._database.rows("SELECT id, version, sha256 FROM forms")}

    def headers(self) -> list[FormHeader]:
        """All versions of all forms, by id, the newest of each first."""
        return [
            FormHeader(*row)
            for row in self._database.rows(
                f"SELECT id, version, kind, title, state, published_at FROM forms ORDER BY id, {_NEWEST}"
            )
        ]

    def published(self) -> list[tuple[str, str, str, str]]:
        """(id, version, kind, title) of the published forms, each in its newest version."""
        newest: dict[str, FormHeader] = {}
        for one in self.headers():
            if one.state == "published":
                newest.setdefault(one.id, one)
        return [(one.id, one.version, one.kind, one.title) for one in newest.values()]

    def set_state(self, form_id: str, version: str, state: str) -> None:
        """Note that a version was published or retired."""
        self._database.write("UPDATE forms SET state = ? WHERE id = ? AND version = ?", [state, form_id, version])

    def note(self, form_id: str, version: str, state: str, published_at: str, files: Mapping[str, str]) -> None:
        """Note what the server says of a version that is held: published or retired, since when, with which files."""
        self._database.write(
            "UPDATE forms SET state = ?, published_at = ?, files = ? WHERE id = ? AND version = ?",
            [state, published_at, json.dumps(dict(files)), form_id, version],
        )

    def use(self) -> dict[tuple[str, str], tuple[int, int]]:
        """(id, version) -> how many records and how many drafts were made with it."""
        counted: dict[tuple[str, str], tuple[int, int]] = {}
        for table, live, at in (("records", "deleted", 0), ("drafts", "discarded", 1)):
            rows = self._database.rows(
                f"SELECT form_id, form_version, COUNT(*) FROM {table} WHERE {live} = 0 GROUP BY form_id, form_version"
            )
            for form_id, version, number in rows:
                records, drafts = counted.get((form_id, version), (0, 0))
                counted[form_id, version] = (records, number) if at else (number, drafts)
        return counted

    def put_file(self, sha256: str, data: bytes) -> None:
        """Keep a file that forms name."""
        self._database.write("INSERT OR IGNORE INTO form_media (sha256, data) VALUES (?, ?)", [sha256, data])

    def file(self, sha256: str) -> bytes | None:
        """The content of a file, or None."""
        found = self._database.value("SELECT data FROM form_media WHERE sha256 = ?", [sha256])
        return None if found is None else bytes(found)

    def held_files(self) -> frozenset[str]:
        """SHA-256 of the files of forms held here."""
        return frozenset(row[0] for row in self._database.rows("SELECT sha256 FROM form_media"))


class Lists:
    """Code lists as CSV text."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, list_id: str, version: str, csv: str) -> None:
        """Keep a code list, in place of its former version."""
        self._database.write(
            "INSERT OR REPLACE INTO lists (id, version, csv) VALUES (?, ?, ?)", [list_id, version, csv]
        )

    def get(self, list_id: str) -> str | None:
        """The CSV text of a list, or None."""
        found: str | None = self._database.value("SELECT csv FROM lists WHERE id = ?", [list_id])
        return found

    def versions(self) -> dict[str, str]:
        """Version of every list held."""
        return dict(self._database.rows("SELECT id, version FROM lists"))

    def all(self) -> dict[str, str]:
        """CSV text of every list held."""
        return dict(self._database.rows("SELECT id, csv FROM lists"))
