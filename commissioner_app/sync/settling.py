"""Files that came whole are flushed and put in their places beside the fetching, which need not wait for the disk."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future, wait
from types import TracebackType

from commissioner_app.store.attachments import Attachments
from commissioner_app.sync.attachments import Download, settle
from commissioner_app.system.workers import Workers


class Settling:
    """What comes while the disk is busy goes together afterwards: a disk takes many flushes in little more time than one."""

    def __init__(self, files: Attachments, workers: Workers) -> None:
        self._files = files
        self._worker = workers(1, "sync-settle")
        self._lock = threading.Lock()
        self._waiting: list[Download] = []
        self._under_way: list[Future[None]] = []

    def __enter__(self) -> Settling:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._worker.shutdown(wait=True)

    @property
    def busy(self) -> bool:
        """Whether any are not in their places yet."""
        return not all(one.done() for one in self._under_way)

    def add(self, whole: Sequence[Download]) -> None:
        """Settle these as soon as the disk is free."""
        with self._lock:
            self._waiting += whole
        self._under_way.append(self._worker.submit(self._settle))

    def finish(self) -> None:
        """Wait until all are in their places. Raises ``EnvironmentFault`` where some could not be put there."""
        under_way, self._under_way = self._under_way, []
        wait(under_way)
        for one in under_way:
            one.result()

    def _settle(self) -> None:
        with self._lock:
            whole, self._waiting = self._waiting, []
        if whole:
            settle(self._files, whole)
