"""Pushes that arrive at the same moment share one transaction: one wait for the writers' lock, one commit on the disk.

Whoever's turn it is writes for all who wait; each is answered only when the transaction that holds its changes is on the
disk. Pushes stay apart otherwise: each is decided with its own caller's rights after those before it, refusals concern one
change, and when a transaction fails the pushes of it are written one by one, so that a failure is told to its own push.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from typing import Final

from provincial_server.db.engine import Database
from provincial_server.errors import ServerError
from provincial_server.logic.ledger import Ledger
from provincial_server.logic.push import Decisions
from provincial_server.logic.roles import Caller
from sync_protocol import codes
from sync_protocol.messages import Change, ChangeResult

TOGETHER: Final = 1000
"""Changes in one transaction, as far as several pushes share it: readers of the disk should not wait for long."""
# What the database itself is short of concerns every push alike; trying each alone would only take longer.
_FOR_ALL: Final = frozenset({codes.TOO_BUSY, "database_away"})


class _Waiting:
    """A push that waits to be written."""

    __slots__ = ("caller", "changes", "error", "results")

    def __init__(self, caller: Caller, changes: Sequence[Change]) -> None:
        self.caller = caller
        self.changes = changes
        self.results: list[ChangeResult] | None = None
        self.error: BaseException | None = None

    @property
    def is_done(self) -> bool:
        return self.results is not None or self.error is not None


class Writer:
    """The door through which this process writes what laptops push. Used from many threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: deque[_Waiting] = deque()
        self._turn = threading.Lock()

    def push(self, caller: Caller, changes: Sequence[Change]) -> list[ChangeResult]:
        """One answer per change, in order; what was accepted is on the disk. Raises what kept it from being written."""
        if not changes:
            return []
        mine = _Waiting(caller, changes)
        self._waiting.append(mine)
        with self._turn:
            while not mine.is_done:
                self._write(self._next())
        if mine.results is None:
            assert mine.error is not None
            raise mine.error
        return mine.results

    def _next(self) -> list[_Waiting]:
        taken, size = [self._waiting.popleft()], 0
        while self._waiting and size + len(self._waiting[0].changes) + len(taken[0].changes) <= TOGETHER:
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
            ledger = Ledger(connection, [change for one in group for change in one.changes])
            answered = [Decisions(ledger, one.caller).take(one.changes) for one in group]
            ledger.write()
        return answered
