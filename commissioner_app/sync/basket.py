"""Several files of others on their way here in one call; what came only in part, or is asked for again, by ranges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from commissioner_app.sync import failures
from commissioner_app.sync.attachments import Download
from commissioner_app.sync.failures import SyncFailure
from commissioner_app.sync.transport import Transport
from sync_protocol import codes, parcels

# An older server knows nothing of it.
ONE_BY_ONE: Final = frozenset({codes.NOT_FOUND, codes.TOO_LARGE, codes.BAD_REQUEST})


class Basket:
    """Files that are asked for together; see ``Journey``. ``left`` are those that found no room in the answer: they are
    asked for anew, with others. ``refused``: the server knows no such call."""

    def __init__(self, files: Sequence[Download], most: int, *, together: bool = True) -> None:
        """``most``: bytes to ask for at once. ``together``: in one call, unless the only file was begun before."""
        self.most = most
        self._together = together and not any(file.begun for file in files)
        self.files = list(files)
        self.left: list[Download] = []
        self.refused = False

    @property
    def done(self) -> int:
        """Bytes that have arrived."""
        return sum(file.done for file in self.files)

    @property
    def over(self) -> bool:
        """Whether nothing is left to do."""
        return all(file.over for file in self.files)

    def step(self, line: Transport, piece: int) -> int:
        """One call: all of them, or a step of the first that is left."""
        if not self._together:
            return next(file for file in self.files if not file.over).step(line, piece)
        asked = {"names": [file.name for file in self.files], "bytes": self.most}
        try:
            body = line.call("POST", "/v1/attachments/fetch", json=asked).body
        except SyncFailure as failure:
            if failure.code not in ONE_BY_ONE:
                raise
            self._together, self.refused = False, True
            self._put_back(self.files[1:])
            return 0
        self._together = False
        self._take(body)
        return len(body)

    def _take(self, body: bytes) -> None:
        try:
            came = {one.name: one for one in parcels.served(body)}
        except ValueError as error:
            raise SyncFailure(failures.CONFUSED, what="fetch") from error
        answered = [file for file in self.files if file.name in came]
        if not answered:
            raise SyncFailure(failures.CONFUSED, what="fetch")
        self._put_back([file for file in self.files if file.name not in came])
        for file in answered:
            _take(file, came[file.name])

    def _put_back(self, files: Sequence[Download]) -> None:
        self.left = list(files)
        self.files = [file for file in self.files if file not in self.left]


def _take(file: Download, came: parcels.Served) -> None:
    """What came of a file. What is not there, or not ours to see any more, holds up no other."""
    if not came.size:
        file.end(codes.NOT_FOUND)
    elif came.data:
        file.take(came.data, came.size)
