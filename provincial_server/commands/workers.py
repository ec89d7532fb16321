"""Several worker processes behind one port: started together, watched, replaced when they die or hang, stopped in good
order. They end with the process that watches them, however that ends."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import socket
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import connection, get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Final

from provincial_server import metrics
from provincial_server.commands.cli import ENVIRONMENT, told
from provincial_server.commands.listening import SHUTDOWN_SECONDS, announce, bound, run, server_of
from provincial_server.settings import Settings

log: Final = logging.getLogger("provincial_server")
_BEAT_SECONDS: Final = 5.0
_HUNG_SECONDS: Final = 60.0
_LOOK_SECONDS: Final = 0.25
_STARTING_SECONDS: Final = 120.0
# One that dies again and again is not started again and again at once.
_LONGEST_PAUSE: Final = 30.0
_READY, _ALIVE, _STOP = b"ready", b"alive", b"stop"
_spawned: Final = get_context("spawn")


@dataclass
class Worker:
    """One worker process and the line to it."""

    process: SpawnProcess
    line: Connection
    heard_at: float
    is_ready: bool = False

    def listen(self) -> None:
        """Take in what it said."""
        with suppress(EOFError, OSError):
            while self.line.poll():
                self.is_ready = self.line.recv_bytes() == _READY or self.is_ready
                self.heard_at = time.monotonic()


@dataclass
class Supervisor:
    """Keeps ``count`` workers of one socket alive until told to stop."""

    settings: Settings
    listening: socket.socket
    count: int
    numbers: Path
    workers: list[Worker] = field(default_factory=list)
    _stopping: bool = False
    _pause: float = 0.0
    _not_before: float = 0.0

    def run(self) -> int:
        """Serve; the exit code."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._told)
        try:
            self.workers.extend(self._started() for _ in range(self.count))
            if not self._all_ready():
                return 0 if self._stopping else ENVIRONMENT
            announce(self.listening)
            while not self._stopping:
                self._look()
            return 0
        finally:
            self._end()

    def _told(self, _number: int, _frame: object) -> None:
        self._stopping = True

    def _started(self) -> Worker:
        ours, theirs = _spawned.Pipe()
        process = _spawned.Process(target=_work, args=(self.settings, self.listening, theirs))
        process.start()
        theirs.close()
        return Worker(process, ours, time.monotonic())

    def _all_ready(self) -> bool:
        until = time.monotonic() + _STARTING_SECONDS
        while not self._stopping and time.monotonic() < until:
            self._wait()
            if all(worker.is_ready for worker in self.workers):
                return True
            if any(not worker.process.is_alive() for worker in self.workers):
                return False
        return False

    def _wait(self) -> None:
        """Until something happens, or a moment has passed."""
        asleep = time.monotonic()
        connection.wait([worker.line for worker in self.workers], _LOOK_SECONDS)
        if time.monotonic() - asleep > _BEAT_SECONDS:
            # We ourselves were stopped or starved: whoever was silent meanwhile is not to blame.
            for worker in self.workers:
                worker.heard_at = time.monotonic()
        for worker in self.workers:
            worker.listen()
        if any(not worker.process.is_alive() for worker in self.workers):
            time.sleep(_LOOK_SECONDS)  # a closed line is ready at once, for ever

    def _look(self) -> None:
        self._wait()
        now = time.monotonic()
        for worker in self.workers:
            if now - worker.heard_at > _HUNG_SECONDS and worker.process.is_alive():
                log.error("worker %s does not answer and is ended", worker.process.pid)
                worker.process.kill()
                worker.process.join()
        for place, worker in enumerate(self.workers):
            if not worker.process.is_alive() and now >= self._not_before and not self._stopping:
                self._replace(place, worker, now)

    def _replace(self, place: int, worker: Worker, now: float) -> None:
        lived_long = worker.is_ready and now - self._not_before > _LONGEST_PAUSE
        self._pause = 0.0 if lived_long else min(_LONGEST_PAUSE, max(1.0, 2 * self._pause))
        self._not_before = now + self._pause
        log.error("worker %s ended with %s; another one is started", worker.process.pid, worker.process.exitcode)
        self._forget(worker)
        self.workers[place] = self._started()

    def _forget(self, worker: Worker) -> None:
        worker.line.close()
        if worker.process.pid is not None:
            metrics.forget_worker(self.numbers, worker.process.pid)

    def _end(self) -> None:
        for worker in self.workers:
            with suppress(OSError):
                worker.line.send_bytes(_STOP)
        until = time.monotonic() + SHUTDOWN_SECONDS + 5
        for worker in self.workers:
            worker.process.join(max(0.0, until - time.monotonic()))
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()
        self.listening.close()


def serve_with_workers(settings: Settings, host: str, port: int, count: int) -> int:
    """Serve from ``count`` processes until told to stop; the exit code. Raises ``OSError`` when the port is taken."""
    listening = bound(host, port)
    numbers = Path(tempfile.mkdtemp(prefix="kotexing-numbers-"))
    os.environ[metrics.SHARED] = str(numbers)
    try:
        return Supervisor(settings, listening, count, numbers).run()
    finally:
        shutil.rmtree(numbers, ignore_errors=True)


def _work(settings: Settings, listening: socket.socket, line: Connection) -> None:
    """What a worker process does."""
    sys.exit(told(lambda: _served(settings, listening, line)))


def _served(settings: Settings, listening: socket.socket, line: Connection) -> int:
    beaten = time.monotonic()

    def ready() -> None:
        line.send_bytes(_READY)

    def tick() -> None:
        nonlocal beaten
        if time.monotonic() - beaten >= _BEAT_SECONDS:
            beaten = time.monotonic()
            with suppress(OSError):
                line.send_bytes(_ALIVE)

    server = server_of(settings, ready, tick)

    def obey() -> None:
        # Told to stop, or left alone: whoever watches us is gone.
        with suppress(EOFError, OSError):
            line.recv_bytes()
        server.should_exit = True

    threading.Thread(target=obey, daemon=True, name="obey").start()
    return run(server, listening)
