"""Forms and code lists as the server published them."""

from __future__ import annotations

# ruff: noqa: S608 - only this program's own column names are put into statements
from typing import Final

from commissioner_app.store.database import Database
from commissioner_app.store.rows import StoredForm

_FORM: Final = "id, version, kind, title, state, xml, sha256"


class Forms:
    """Every version a laptop once got: drafts and records keep the version they were made with."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, form: StoredForm, received_at: str) -> None:
        """Keep a form version."""
        row = [getattr(form, name) for name in StoredForm.__slots__]
        self._database.write(
            f"INSERT OR REPLACE INTO forms ({_FORM}, received_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [*row, received_at]
        )

    def get(self, form_id: str, version: str = "") -> StoredForm | None:
        """A form in this version; without one the published version that arrived last."""
        where = "id = ? AND version = ?" if version else "id = ? AND state = 'published'"
        row = self._database.row(
            f"SELECT {_FORM} FROM forms WHERE {where} ORDER BY received_at DESC, version DESC LIMIT 1",
            [form_id, version] if version else [form_id],
        )
        return StoredForm(*row) if row else None

    def versions(self) -> dict[tuple[str, str], str]:
        """(id, version) -> SHA-256 of all forms held."""
        return {(row[0], row[1]): row[2] for row in self._database.rows("SELECT id, version, sha256 FROM forms")}

    def published(self) -> list[tuple[str, str, str, str]]:
        """(id, version, kind, title) of the published forms, each in its latest version."""
        rows = self._database.rows(
            "SELECT id, version, kind, title FROM forms WHERE state = 'published' ORDER BY received_at, version"
        )
        return list({row[0]: row for row in rows}.values())

    def set_state(self, form_id: str, version: str, state: str) -> None:
        """Note that a version was published or retired."""
        self._database.write("UPDATE forms SET state = ? WHERE id = ? AND version = ?", [state, form_id, version])


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
