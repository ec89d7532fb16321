"""Pieces of bundles that have arrived, and changes that their laptop has given up for others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from provincial_server.db.records import Known
from provincial_server.db.rows import pieces, rows, run, run_many


def note_piece(connection: Connection, piece: Mapping[str, Any]) -> bool:
    """Note a piece; whether it came for the first time."""
    return bool(
        run(
            connection,
            "INSERT INTO bundle_pieces (id, bundle, kind, device_id, person_id, carried_by, road, received_at, n, total) "
            "VALUES (:id, :bundle, :kind, :device_id, :person_id, :carried_by, :road, :received_at, :n, :total) "
            "ON CONFLICT (id) DO NOTHING",
            **piece,
        )
    )


def arrived(connection: Connection, bundle: str) -> set[int]:
    """The numbers of the pieces of a bundle that have arrived."""
    return {one["n"] for one in rows(connection, "SELECT n FROM bundle_pieces WHERE bundle = :bundle", bundle=bundle)}


def taken(connection: Connection, ids: Sequence[str]) -> dict[str, Known]:
    """Changes that were taken, by id."""
    return {
        one["id"]: Known(one["record_id"], one["rev"], bool(one["merged"]), one["person_id"])
        for part in pieces(list(ids))
        for one in rows(
            connection, "SELECT id, record_id, rev, merged, person_id FROM changes WHERE id IN :ids_in", ids_in=part
        )
    }


def replaced(connection: Connection, device_id: str, ids: Sequence[str]) -> dict[str, str]:
    """Change that a laptop has given up -> record it belonged to."""
    return {
        one["id"]: one["record_id"]
        for part in pieces(list(ids))
        for one in rows(
            connection,
            "SELECT id, record_id FROM replaced_changes WHERE device_id = :device AND id IN :ids_in",
            device=device_id,
            ids_in=part,
        )
    }


def note_replaced(connection: Connection, given_up: Iterable[Mapping[str, Any]]) -> None:
    """Note changes that a later one of the same laptop says better."""
    run_many(
        connection,
        "INSERT INTO replaced_changes (device_id, id, record_id, change_id) "
        "VALUES (:device_id, :id, :record_id, :change_id) ON CONFLICT (device_id, id) DO NOTHING",
        given_up,
    )
