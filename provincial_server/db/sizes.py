"""How large the database is, and which schema it has."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection

from provincial_server.db.rows import value

_SIZE: Final = {
    "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
    "postgresql": "SELECT pg_database_size(current_database())",
}


def database_bytes(connection: Connection) -> int:
    """The bytes of the database on its disk, logs aside."""
    return int(value(connection, _SIZE[connection.dialect.name]))


def schema(connection: Connection) -> str:
    """The number of the newest migration that was applied. Reads one row: also tells whether the database answers."""
    return str(value(connection, "SELECT version_num FROM alembic_version"))
