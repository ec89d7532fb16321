"""Forms that came from other platforms: what the server said of them, the files beside them, and changes to its entities
that it has not shown yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson

from commissioner_app.store.columns import text
from commissioner_app.store.database import Database
from commissioner_app.store.platform_rows import FormSource

_COLUMNS: Final = "form_id, version, server, listed_id, listed_version, hash, etag"


class FormSources:
    """Where fetched forms come from."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, source: FormSource) -> None:
        """Keep what is known of a form version's source."""
        self._database.write(
            f"INSERT OR REPLACE INTO form_sources ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
            [getattr(source, name) for name in FormSource.__slots__],
        )

    def of_server(self, server: str) -> list[FormSource]:
        """All form versions that came from a server."""
        rows = self._database.rows(f"SELECT {_COLUMNS} FROM form_sources WHERE server = ?", [server])  # noqa: S608
        return [FormSource(*row) for row in rows]

    def server_of(self, form_id: str) -> str:
        """The server a form came from, "" for the program's own forms."""
        return str(self._database.value("SELECT server FROM form_sources WHERE form_id = ? LIMIT 1", [form_id]) or "")

    # -- files beside a form

    def put_file(self, form: tuple[str, str], name: str, hash_: str, data: bytes, *, entities: bool) -> None:
        """Keep a file of a form version, in place of the one of that name."""
        self._database.write(
            "INSERT OR REPLACE INTO form_files (form_id, version, name, hash, entities, data) VALUES (?, ?, ?, ?, ?, ?)",
            [*form, name, hash_, int(entities), data],
        )

    def remove_files(self, form: tuple[str, str], names: Sequence[str]) -> None:
        """Forget files that no longer belong to a form version."""
        self._database.write_many(
            "DELETE FROM form_files WHERE form_id = ? AND version = ? AND name = ?", [(*form, name) for name in names]
        )

    def files(self, form: tuple[str, str]) -> dict[str, tuple[str, bool]]:
        """Name -> (hash, whether it is an entity list) of the files of a form version."""
        rows = self._database.rows(
            "SELECT name, hash, entities FROM form_files WHERE form_id = ? AND version = ? ORDER BY name", list(form)
        )
        return {row[0]: (row[1], bool(row[2])) for row in rows}

    def file(self, form: tuple[str, str], name: str) -> bytes | None:
        """The content of a file, or None."""
        found: bytes | None = self._database.value(
            "SELECT data FROM form_files WHERE form_id = ? AND version = ? AND name = ?", [*form, name]
        )
        return found

    # -- entities that a server has not shown yet

    def note_entities(
        self, server: str, record_id: str, changes: Sequence[tuple[str, str, Mapping[str, Any]]]
    ) -> set[str]:
        """(dataset, entity id, change) of what a record does to a server's entities, in place of what it did before;
        gives the servers whose lists are different now."""
        with self._database.transaction():
            before = self._database.rows("SELECT server FROM entity_changes WHERE record_id = ?", [record_id])
            self._database.write("DELETE FROM entity_changes WHERE record_id = ?", [record_id])
            self._database.write_many(
                "INSERT INTO entity_changes (server, dataset, entity_id, record_id, change) VALUES (?, ?, ?, ?, ?)",
                [(server, dataset, entity, record_id, text(dict(change))) for dataset, entity, change in changes],
            )
        return {row[0] for row in before} | ({server} if changes else set())

    def entity_changes(self, server: str, dataset: str) -> list[tuple[int, dict[str, Any]]]:
        """(number, change) of what this laptop did to a list of entities, oldest first."""
        rows = self._database.rows(
            "SELECT number, change FROM entity_changes WHERE server = ? AND dataset = ? ORDER BY number",
            [server, dataset],
        )
        return [(row[0], orjson.loads(row[1])) for row in rows]

    def drop_entities(self, numbers: Sequence[int]) -> None:
        """The server shows these changes by now, or the entities are gone."""
        self._database.write_many("DELETE FROM entity_changes WHERE number = ?", [(number,) for number in numbers])
