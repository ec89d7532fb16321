"""A first load of 100,000 records from the server's ready-made copy, beside the least that any program could do: a
database file of the same tables and rows, downloaded, unpacked, and encrypted anew with the laptop's key.

Ours stores nothing readable on the way and takes up where it was cut; the floor does neither. Both in seconds until the
database is closed.
"""

from __future__ import annotations

import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
import sqlcipher3
import zstandard

from benchmarks import data, profiles, server
from benchmarks.measure import Figure, seconds
from benchmarks.no_change_sync import sync
from commissioner_app.store.database import PAGE_SIZES, connect

GOAL = 2.0
GOAL_MEMORY = 200.0
KEY = bytes(range(32))
PIECE = 1 << 20
PATIENCE_SECONDS = 60


def run(*, quick: bool) -> Iterator[Figure]:
    """Seconds as a ratio to the floor, and megabytes above an idle program."""
    size, runs = (2_500, 1) if quick else (100_000, 3)
    with (
        profiles.scratch() as name,
        server.running(Path(name) / "server", data.county(size // 5, size - size // 5)) as url,
    ):
        folder = Path(name)
        files = _ready_made(folder, url)
        _wait_for_copy(folder / "server")
        ours: list[dict[str, Any]] = []
        floors: list[float] = []
        with _served(files) as address:
            for number in range(runs):
                ours.append(_probe(folder / f"ours{number}", url))
                floors.append(seconds(lambda: _by_file(folder, address)))
    if any(one["records"] < size for one in ours):
        raise RuntimeError("records are missing")
    taken = statistics.median(one["closed"] for one in ours)
    named = "a ready-made file, downloaded and encrypted anew"
    yield Figure(
        f"first load of {size:,} records from the copy", taken, "s", statistics.median(floors), named, GOAL, True,
        "Anki 2.8 s, unencrypted",
    )  # fmt: skip
    yield Figure("memory of it above an idle program", max(one["above_idle"] for one in ours), "MB", goal=GOAL_MEMORY)


def _ready_made(folder: Path, url: str) -> Path:
    """A folder with the plain, packed database file; made from the profile of a laptop that has loaded everything."""
    store, line = server.store(folder / "first"), server.signed_in(url)
    sync(store, line)
    line.close()
    store.close()
    files = folder / "files"
    files.mkdir()
    source = connect(folder / "first" / "profile.db", KEY)
    source.execute("ATTACH ? AS plain KEY ''", [str(files / "plain.db")])
    source.execute(f"PRAGMA plain.page_size = {PAGE_SIZES[0]}")
    source.execute("SELECT sqlcipher_export('plain')")
    source.execute("DETACH plain")
    source.close()
    packer = zstandard.ZstdCompressor(level=3)
    with (files / "plain.db").open("rb") as stream, (files / "plain.zst").open("wb") as packed:
        packer.copy_stream(stream, packed)
    return files


def _wait_for_copy(served: Path) -> None:
    """The server makes its copy in the background."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not list((served / "snapshots").glob("*/*.json")):
        if time.monotonic() > until:
            raise RuntimeError("the server made no copy")
        time.sleep(0.1)


def _probe(folder: Path, url: str) -> dict[str, Any]:
    access, refresh = server.tokens(url)
    command = [sys.executable, "-m", "benchmarks.probes.first_load", url, access, refresh, str(folder)]
    said = subprocess.run(command, cwd=profiles.ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    found: dict[str, Any] = json.loads(said)
    return found


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1", "--directory", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}/plain.zst"
    try:
        while not _answers(address):
            time.sleep(0.05)
        yield address
    finally:
        process.terminate()
        process.wait()


def _answers(address: str) -> bool:
    try:
        return bool(requests.head(address, timeout=1).ok)
    except requests.ConnectionError:
        return False


def _by_file(folder: Path, address: str) -> None:
    plain, encrypted = folder / "got.db", folder / "encrypted.db"
    for path in (plain, encrypted):
        path.unlink(missing_ok=True)
    unpacker = zstandard.ZstdDecompressor().decompressobj()
    with requests.get(address, stream=True, timeout=PATIENCE_SECONDS) as answer, plain.open("wb") as stream:
        for piece in answer.iter_content(PIECE):
            stream.write(unpacker.decompress(piece))
        stream.flush()
        os.fsync(stream.fileno())
    connection = sqlcipher3.connect(str(plain))
    connection.execute("PRAGMA cipher_default_page_size = " + str(PAGE_SIZES[0]))
    connection.execute(f"ATTACH ? AS encrypted KEY \"x'{KEY.hex()}'\"", [str(encrypted)])
    connection.execute("SELECT sqlcipher_export('encrypted')")
    connection.execute("DETACH encrypted")
    connection.close()
