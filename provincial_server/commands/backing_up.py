"""Backups that a server makes by itself: the same command that a timer would run, in a process of its own."""

from __future__ import annotations

import argparse
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

from provincial_server import outside
from provincial_server.logic import backups

log: Final = logging.getLogger("provincial_server")
_LOOK_SECONDS: Final = 30.0
_AGAIN_AFTER: Final = timedelta(minutes=15)


@contextmanager
def backing_up(arguments: argparse.Namespace) -> Iterator[None]:
    """Inside, backups are made where the arguments of ``serve`` ask for them."""
    if arguments.backup_to is None:
        yield
        return
    stop = threading.Event()
    worker = threading.Thread(target=_keep_at_it, args=(arguments, stop), name="backups", daemon=True)
    worker.start()
    try:
        yield
    finally:
        stop.set()
        worker.join(_LOOK_SECONDS)


def _keep_at_it(arguments: argparse.Namespace, stop: threading.Event) -> None:
    every, not_before = timedelta(hours=arguments.backup_every), outside.now()
    while not stop.is_set():
        # Read from the disk each time: a server that was started anew, or a backup made by hand, shifts nothing.
        last = backups.newest(arguments.backup_to)
        due = last.made_at + every if last is not None else outside.now()
        if max(due, not_before) <= outside.now() and not _made(arguments, stop):
            not_before = outside.now() + min(every, _AGAIN_AFTER)
        stop.wait(min(_LOOK_SECONDS, every.total_seconds() / 4))


def _made(arguments: argparse.Namespace, stop: threading.Event) -> bool:
    command = [sys.executable, "-m", "provincial_server", "backup", "--to", str(arguments.backup_to)]
    places = {"--data": arguments.data, "--database": arguments.database, "--attachments": arguments.attachments}
    for option, value in places.items():
        command += [option, str(value)] if value else []
    command += ["--keep", str(arguments.keep)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        while process.poll() is None:
            if stop.wait(0.2):
                process.terminate()
                return True
        said = process.stderr.read().strip() if process.stderr is not None else ""
    if process.returncode != 0:
        log.error("backup ended with %s: %s", process.returncode, said or "attachments are missing, see check")
    return process.returncode == 0
