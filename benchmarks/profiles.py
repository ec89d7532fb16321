"""Profiles filled with synthetic records through the store's own bulk path; made once and kept under ``.run/bench``."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks import data
from commissioner_app import bootstrap
from commissioner_app.domain import searching
from commissioner_app.services.program import Program
from commissioner_app.store import schema
from commissioner_app.system.secrets import MemoryStore

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / ".run" / "bench"
PASSWORD = "tea-and-chestnut"
PERSON = "person-1"
BUCKET = f"county:{data.COUNTY}"
PAGE = 2000
# The program's own way of making a password slow stays as it is: a start pays for it.
SIGN_IN: dict[str, Any] = {
    "access_token": "a", "expires_in": 600, "refresh_token": "r", "device_id": "bench", "device_code": "A1",
    "person_id": PERSON, "display": "程岚", "unit": "安农大", "phone": "13900000000", "buckets": ["province", BUCKET],
    "server_time": "2026-03-05T10:00:00+08:00",
    "appointments": [{
        "id": "appointment-1", "role": "STC", "level": "county", "county": data.COUNTY, "city": "341500", "team": "T1",
        "team_role": "member", "town": "", "start": "2020-01-01", "end": "2099-12-31", "hosts": [],
    }],
}  # fmt: skip


def scratch() -> tempfile.TemporaryDirectory[str]:
    """A folder that goes away, on the disk of the checkout: the usual place may be memory, where a commit costs nothing."""
    CACHE.mkdir(parents=True, exist_ok=True)
    return tempfile.TemporaryDirectory(dir=CACHE)


def fresh(folder: Path) -> Program:
    """A new, empty profile of the person; nothing listens at its server's address."""
    return bootstrap.make_profile(folder, "http://127.0.0.1:1", "程岚", PASSWORD, SIGN_IN, secrets=MemoryStore())


def load(program: Program, records: Sequence[dict[str, Any]], *, index: bool) -> None:
    """Take records as a first sync would, page by page; with ``index`` their words too."""
    store = program.desk.store
    at = datetime.now(data.CHINA).isoformat(timespec="milliseconds")
    with store.database.bulk():
        for start in range(0, len(records), PAGE):
            with store.transaction():
                store.buckets.load_page(BUCKET, store.buckets.page(records[start : start + PAGE], at))
                store.buckets.advance(BUCKET, start + PAGE, complete=True)
        while index and store.search.index_some(PAGE):
            pass


def filled(hosts: int, visits: int, *, index: bool = True) -> Path:
    """The folder of a closed profile with so many records; kept for the next run while neither data nor tables change.

    Benchmarks may write to it only what a person who looks around would write.
    """
    folder = CACHE / f"profile-{hosts}-{visits}-{'words' if index else 'bare'}-{_fingerprint()}"
    if (folder / "whole").exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    program = fresh(folder)
    try:
        load(program, data.county(hosts, visits), index=index)
    finally:
        program.close()
    (folder / "whole").touch()
    return folder


def opened(folder: Path) -> Program:
    """The program on a closed profile, with a keyring in memory."""
    return bootstrap.open_profile(folder, PASSWORD, secrets=MemoryStore())


def environment() -> dict[str, str]:
    """What a probe process starts with: no screen, compiled modules kept as in an installed program, and no keyring."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {
        **kept,
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(ROOT),
        "COMMISSIONER_PASSWORD": PASSWORD,
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    }


def _fingerprint() -> str:
    """Of everything that decides what a filled profile looks like."""
    parts = (data.__file__, schema.__file__, searching.__file__)
    return hashlib.sha256(b"".join(Path(str(part)).read_bytes() for part in parts)).hexdigest()[:12]
