"""Importing code lists (domain.md 4) and yearly targets (domain.md 7.2) from CSV."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from provincial_server.db import lists
from provincial_server.db.engine import Connection
from provincial_server.db.rows import Row
from provincial_server.errors import ServerError
from provincial_server.logic import audit

COLUMNS: Final = ("code", "zh", "en")
TARGET_COLUMNS: Final = ("year", "scope", "indicator", "target", "unit", "source")
VERSIONS_FILE: Final = "versions.json"
_ALL: Final = "all"  # the address of all lists at once
_LIST_ID: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{1,40}")


def read_text(path: Path) -> str:
    """A CSV file's text. Raises ``bad_list`` when it is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ServerError("bad_list", place=f"{path.name}: UTF-8") from error


def import_list(connection: Connection, list_id: str, text: str, version: str = "") -> str:
    """Store a list; its version (one made from its content where none is given). Raises ``bad_list`` naming the row."""
    if not _LIST_ID.fullmatch(list_id) or list_id == _ALL:
        raise ServerError("bad_list", place=list_id)
    reader = csv.DictReader(io.StringIO(text))
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise ServerError("bad_list", place=f"{list_id}: {missing[0]}")
    seen: set[str] = set()
    for number, line in enumerate(reader, 2):
        code = (line["code"] or "").strip()
        if not code or code in seen or not (line["zh"] or "").strip():
            raise ServerError("bad_list", place=f"{list_id} {number}: {code or 'code'}")
        seen.add(code)
    given = version or hashlib.sha256(text.encode()).hexdigest()[:12]
    lists.put(connection, list_id, given, text)
    audit.note(connection, "list_imported", f"{list_id} {given}")
    return given


def import_folder(connection: Connection, folder: Path) -> dict[str, str]:
    """Store all lists of a folder with the versions that its ``versions.json`` names; list id -> version."""
    file = folder / VERSIONS_FILE
    versions: Mapping[str, str] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return {
        path.stem: import_list(connection, path.stem, read_text(path), versions.get(path.stem, ""))
        for path in sorted(folder.glob("L_*.csv"))
    }


def import_targets(connection: Connection, text: str) -> int:
    """Store yearly targets; how many. Raises ``bad_list`` naming the row."""
    reader = csv.DictReader(io.StringIO(text))
    missing = [name for name in TARGET_COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise ServerError("bad_list", place=missing[0])
    targets = []
    for number, line in enumerate(reader, 2):
        target = {name: (line[name] or "").strip() for name in TARGET_COLUMNS}
        if not target["year"].isdigit() or not target["indicator"] or not _is_number(target["target"]):
            raise ServerError("bad_list", place=str(number))
        targets.append(target)
    lists.put_targets(connection, targets)
    audit.note(connection, "targets_imported", str(len(targets)))
    return len(targets)


def all_targets(connection: Connection) -> list[Row]:
    """All targets by year, scope and indicator."""
    return lists.targets(connection)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
