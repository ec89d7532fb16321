"""The first sync of a new laptop in a process of its own: ``URL ACCESS REFRESH FOLDER``; prints seconds and megabytes."""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path

import psutil

from benchmarks import server
from benchmarks.no_change_sync import sync
from commissioner_app.store.rows import ListQuery
from commissioner_app.sync.http import RequestsTransport
from commissioner_app.sync.transport import Tokens

BETWEEN_LOOKS = 0.02


def resident() -> float:
    """Megabytes of this process in memory."""
    return float(psutil.Process().memory_info().rss) / 1e6


def main(url: str, access: str, refresh: str, folder: str) -> None:
    store, line = server.store(Path(folder)), RequestsTransport(url, Tokens(access, refresh))
    idle, done = resident(), threading.Event()
    seen = [idle]

    def watch() -> None:
        while not done.wait(BETWEEN_LOOKS):
            seen.append(resident())

    watching = threading.Thread(target=watch)
    watching.start()
    started = time.perf_counter()
    sync(store, line)
    usable = time.perf_counter() - started
    count = store.records.count(ListQuery())
    store.close()
    closed = time.perf_counter() - started
    done.set()
    watching.join()
    print(json.dumps({"usable": usable, "closed": closed, "records": count, "above_idle": max(seen) - idle}))


if __name__ == "__main__":
    main(*sys.argv[1:])
