"""Pushes that arrive at the same moment share one transaction: one wait for the writers' lock, one commit on the disk.

Whoever comes while nobody writes, writes, for all who have come by then; who comes meanwhile waits, and the first of those
is the next to write. Each is answered only when the transaction that holds its changes is on the disk. Pushes stay apart
otherwise: each is decided with its own caller's rights, after those before it or (``drafts``) beforehand; refusals concern
one change, and when a transaction fails the pushes of it are written one by one, so that a failure is told to its own push.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from provincial_server.db.engine import Database
from provincial_server.db.rows import commit, together
from provincial_server.errors import ServerError
from provincial_server.logic.drafts import AskThePast, Draft
from provincial_server.logic.ledger import Ledger
from provincial_server.logic.push import Decisions
from provincial_server.logic.roles import Caller
from provincial_server.logic.thinking import ALONE
from sync_protocol import codes
from sync_protocol.messages import Change, ChangeResult

TOGETHER: Final = 1000
"""Changes in one transaction, as far as several pushes share it: readers of the disk should not wait for long."""
# What the database itself is short of concerns every push alike; trying each alone would only take longer.
_FOR_ALL: Final = frozenset({codes.TOO_BUSY, "database_away"})


class _Waiting:
    """A push that waits to be written."""

    __slots__ = ("caller", "changes", "draft", "error", "expected", "results", "woken")

    def __init__(self, caller: Caller, changes: Sequence[Change], floor: int = 0) -> None:
        self.caller = caller
        self.changes = changes
        # Decided while others write, as far as that can be: the transaction is for what only one may do at a time.
        self.draft: Draft | None = None
        self.expected: list[ChangeResult] = []
        with suppress(AskThePast):
            draft = Draft(floor, changes)
            self.expected = Decisions(draft, caller).take(changes)
            self.draft = draft
        self.results: list[ChangeResult] | None = None
        self.error: BaseException | None = None
        # Set when it is done, or when it is its turn to write.
        self.woken = threading.Event()

    @property
    def buckets(self) -> frozenset[str]:
        """Where the new records lie, as far as that is known already."""
        return self.draft.buckets if self.draft is not None else frozenset()

    @property
    def is_done(self) -> bool:
        return self.results is not None or self.error is not None

    def decided(self, ledger: Ledger) -> list[ChangeResult]:
        """The answers, after those that were decided on this ledger before."""
        if self.draft is not None and ledger.adopt(self.draft):
            return self.expected
        return Decisions(ledger, self.caller).take(self.changes)


class Writer:
    """The door through which this process writes what laptops push. Used from many threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: deque[_Waiting] = deque()
        self._lock = threading.Lock()
        self._is_writing = False
        self._floor = 0

    def push(self, caller: Caller, changes: Sequence[Change]) -> list[ChangeResult]:
        """One answer per change, in order; what was accepted is on the disk. Raises what kept it from being written."""
        if not changes:
            return []
        with ALONE:
            mine = _Waiting(caller, changes, self._floor)
        with self._lock:
            self._waiting.append(mine)
            waits, self._is_writing = self._is_writing, True
        if waits:
            mine.woken.wait()
        if not mine.is_done:
            self._write_for_all(mine)
        if mine.results is None:
            assert mine.error is not None
            raise mine.error
        return mine.results

    def _write_for_all(self, mine: _Waiting) -> None:
        try:
            while not mine.is_done:
                self._write_and_wake(self._next())
        finally:
            with self._lock:
                self._is_writing = bool(self._waiting)
                following = self._waiting[0] if self._waiting else None
            if following is not None:
                following.woken.set()

    def _write_and_wake(self, group: Sequence[_Waiting]) -> None:
        try:
            self._write(group)
        finally:
            for one in group:
                one.woken.set()

    def _next(self) -> list[_Waiting]:
        with self._lock:
            taken = [self._waiting.popleft()]
            size = len(taken[0].changes)
            while self._waiting and size + len(self._waiting[0].changes) <= TOGETHER:
                taken.append(self._waiting.popleft())
                size += len(taken[-1].changes)
        return taken

    def _write(self, group: Sequence[_Waiting]) -> None:
        try:
            answered = self._written(group)
        except BaseException as error:
            alone = len(group) == 1 or (isinstance(error, ServerError) and error.code in _FOR_ALL)
            if not alone and isinstance(error, Exception):
                for one in group:
                    self._write([one])
                return
            for one in group:
                one.error = error
            if not isinstance(error, Exception):
                raise
            return
        for one, results in zip(group, answered, strict=True):
            one.results = results

    def _written(self, group: Sequence[_Waiting]) -> list[list[ChangeResult]]:
        with self._database.write() as connection:
            changes = [change for one in group for change in one.changes]
            ledger = Ledger(connection, changes, frozenset().union(*(one.buckets for one in group)))
            answered = [one.decided(ledger) for one in group]
            with together(connection):
                ledger.write()
                commit(connection)
        self._floor = ledger.floor
        return answered
