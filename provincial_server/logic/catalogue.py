"""What a laptop fetches besides records: forms and code lists, each set named by a stamp that changes with it."""

from __future__ import annotations

import json
from collections.abc import Mapping

from provincial_server.db import counters, forms, lists
from provincial_server.db.engine import Connection
from provincial_server.logic import keys
from provincial_server.logic.roles import Caller
from sync_protocol.messages import FormNotice


def form_notices(connection: Connection) -> list[FormNotice]:
    """Every published or retired version of every form."""
    return [
        {
            "id": form["id"],
            "version": form["version"],
            "kind": form["kind"],
            "title": form["title"],
            "state": form["state"],
            "sha256": form["sha256"],
            "published_at": form["published_at"],
            "files": json.loads(form["files"]),
        }
        for form in forms.headers(connection)
    ]


def stamps_of(held: Mapping[str, int], caller: Caller) -> dict[str, str]:
    """Resource name -> stamp, as sent in ``SyncReply.known``: how often it changed, above what a restore has undone.

    ``held``: all counters.
    """
    floor = held.get(counters.REVISION_FLOOR, 0)
    counted = {name: f"{floor}.{held.get(name, 0)}" for name in (counters.FORMS, counters.LISTS)}
    # Files and changes do not change; what a restore or damage has cost of them has to be asked for once.
    lost = f"{floor}.{held.get(counters.ATTACHMENTS, 0)}"
    return counted | {"keys": keys.stamp(caller, floor), "files": lost, "changes": str(floor)}


def form_xml(connection: Connection, form_id: str, version: str) -> str | None:
    """The XForm of a version, or None."""
    found = forms.form(connection, form_id, version)
    return None if found is None else str(found["xml"])


def form_file(connection: Connection, sha256: str) -> bytes | None:
    """A file that travels with forms, by its SHA-256."""
    return forms.file(connection, sha256)


def form_texts(connection: Connection) -> dict[str, dict[str, str]]:
    """Form id -> version -> XForm, of the newest published version of each form."""
    return {form["id"]: {form["version"]: form["xml"]} for form in forms.newest(connection)}


def list_versions(connection: Connection) -> dict[str, str]:
    """List id -> version."""
    return lists.versions(connection)


def list_texts(connection: Connection) -> dict[str, dict[str, str]]:
    """List id -> version and csv, of all lists."""
    return lists.texts(connection)


def list_csv(connection: Connection, list_id: str) -> str | None:
    """The text of a list, or None."""
    return lists.csv_text(connection, list_id)
