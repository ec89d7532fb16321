"""Keys of the server, of teams and of county offices, and the public keys of laptops."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from provincial_server.db.rows import Row, rows, run


def held(connection: Connection, names: Sequence[str]) -> dict[str, Row]:
    """The keys of these names, as far as they were made."""
    return {
        one["name"]: one for one in rows(connection, "SELECT * FROM keys WHERE name IN :names_in", names_in=list(names))
    }


def add(connection: Connection, name: str, private: str, public: str, at: str) -> None:
    """Keep a new pair."""
    run(
        connection,
        "INSERT INTO keys (name, private_key, public_key, created_at) VALUES (:name, :private, :public, :at)",
        name=name,
        private=private,
        public=public,
        at=at,
    )


def put_device(connection: Connection, device_id: str, sign: str, box: str) -> None:
    """Keep the public keys of a laptop."""
    run(
        connection,
        "UPDATE devices SET sign_key = :sign, box_key = :box WHERE id = :id",
        id=device_id,
        sign=sign,
        box=box,
    )
