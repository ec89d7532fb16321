"""What laptop and server hold at the end of the day, read back by commands of their own and compared."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from commissioner_app.domain.record import attachment_names
from commissioner_app.tour.laptop import Laptop, Server

KINDS = ("host", "visit", "need", "resource", "match", "activity", "plan")
WRITTEN_KINDS = ("visit", "match", "activity", "plan")
"""Of these a commissioner sees what names the person as writer, and what the person's teams have."""


class DifferentError(Exception):
    """Laptop and server, or a photo and its checksum, do not agree."""


def laptop_holdings(laptop: Laptop, folder: Path, records: dict[str, str]) -> dict[str, Any]:
    """Counts by kind, and the photos of the day's records written out and summed again.

    ``records`` maps a kind to the id of the record that was made today."""
    attachments: dict[str, int] = {}
    for record_id in records.values():
        for name in attachment_names(laptop.get(record_id)["answers"]):
            target = folder / name
            laptop.command("record", "attachment", name, "--out", str(target))
            data = target.read_bytes()
            if not name.startswith(hashlib.sha256(data).hexdigest()):
                raise DifferentError(f"attachment {name} does not match its checksum")
            attachments[name] = len(data)
            target.unlink()
    return {"counts": {kind: len(laptop.rows(kind)) for kind in KINDS}, "attachments": attachments}


def server_holdings(server: Server) -> dict[str, Any]:
    """The server's own account of itself."""
    return server.check()


def compare_sight(laptop: Laptop, server: Server, person: str) -> dict[str, int]:
    """The laptop holds each record that this commissioner may see, and no other; how many those are by the server's list.

    Raises ``DifferentError``."""
    grants = [one["answers"] for one in server.records("appointment") if one["answers"]["person"] == person]
    teams = {grant["team"] for grant in grants if grant.get("team")}
    counts: dict[str, int] = {}
    for kind in WRITTEN_KINDS:
        theirs = {one["id"] for one in server.records(kind) if _names(one["answers"], person, teams)}
        held = {one["id"] for one in laptop.rows(kind)}
        if held != theirs:
            raise DifferentError(f"{kind}: {len(theirs - held)} missing, {len(held - theirs)} that are not theirs")
        counts[kind] = len(theirs)
    return counts


def _names(answers: dict[str, Any], person: str, teams: set[str]) -> bool:
    return answers.get("writer") == person or answers.get("team") in teams


def compare(laptop: Laptop, server: Server, records: dict[str, str]) -> None:
    """The day's records are the same on both sides, answer by answer. Raises ``DifferentError``."""
    for kind, record_id in records.items():
        here = laptop.get(record_id)
        there = next((record for record in server.records(kind) if record["id"] == record_id), None)
        if there is None:
            raise DifferentError(f"the server has no {kind} {record_id}")
        for part in ("answers", "state", "rev"):
            if here[part] != there[part]:
                raise DifferentError(f"{kind} {record_id}: {part} differs: {here[part]!r} and {there[part]!r}")


def readable_traces(folder: Path, words: list[str]) -> list[str]:
    """Files below a folder in which one of the words stands readable in a usual encoding."""
    needles = [word.encode(code) for word in words for code in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")]
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and any(needle in path.read_bytes() for needle in needles):
            found.append(path.relative_to(folder).as_posix())
    return found
