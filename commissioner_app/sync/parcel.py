"""Several small files on their way in one call; after a cut one by one, each gone on with where it stood."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from typing import Final

from commissioner_app.errors import EnvironmentFault
from commissioner_app.sync import failures
from commissioner_app.sync.attachments import UNREADABLE, Upload
from commissioner_app.sync.failures import SyncFailure
from commissioner_app.sync.http import parsed
from commissioner_app.sync.transport import Transport
from sync_protocol import codes, limits, parcels

# An older server knows nothing of it; one that is told to take less says so.
_ONE_BY_ONE: Final = frozenset({codes.NOT_FOUND, codes.TOO_LARGE, codes.BAD_REQUEST})


class Parcel:
    """At least one file; see ``Journey``. ``together``: in one call, where none of them was begun before."""

    def __init__(self, uploads: Sequence[Upload], *, together: bool) -> None:
        self.uploads = uploads
        self._together = together

    @property
    def done(self) -> int:
        """Bytes that have arrived."""
        return sum(upload.done for upload in self.uploads)

    @property
    def over(self) -> bool:
        """Whether nothing is left to do."""
        return all(upload.over for upload in self.uploads)

    def step(self, line: Transport, piece: int) -> int:
        """One call: all of them, or a step of the first that is left."""
        if not self._together:
            return next(upload for upload in self.uploads if not upload.over).step(line, piece)
        # Whatever becomes of this call: what is left after it goes alone, and can be gone on with.
        self._together = False
        contents = list(self._read())
        if not contents:
            return 0
        body = parcels.packed((upload.name, data) for upload, data in contents)
        headers = {"Content-Type": "application/octet-stream"}
        try:
            reply = parsed(line.call("POST", "/v1/attachments/several", body=body, headers=headers))
        except SyncFailure as failure:
            if failure.code in _ONE_BY_ONE:
                return 0
            raise
        try:
            for upload, _ in contents:
                if reply["files"][upload.name] == "":
                    upload.receipt(str(reply["received_at"]))
        except (KeyError, TypeError) as error:
            raise SyncFailure(failures.CONFUSED, what="several") from error
        return len(body)

    def _read(self) -> Iterator[tuple[Upload, bytes]]:
        for upload in self.uploads:
            try:
                yield upload, upload.read(upload.size)
            except EnvironmentFault as fault:
                if fault.code not in UNREADABLE:
                    raise
                upload.end(fault.code)


def next_parcel(waiting: deque[Upload], most: int) -> Parcel:
    """The first of the files that wait, and what goes with it into a body of ``most`` bytes; they wait no longer."""
    together: list[Upload] = []
    left = min(most, limits.SEVERAL_BYTES)
    while waiting and not waiting[0].address and (left := left - _length(waiting[0])) >= 0:
        together.append(waiting.popleft())
    return Parcel(together, together=True) if together else Parcel([waiting.popleft()], together=False)


def _length(upload: Upload) -> int:
    return upload.size + parcels.overhead(upload.name)
