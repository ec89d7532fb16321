"""One file on its way: up by tus 1.0, going on inside the file after a cut, with the server's word for its checksum; down
by ranges. Each step is one call of the server and may be made on any thread; the database belongs to the caller."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from typing import Final, Protocol

from commissioner_app.errors import EnvironmentFault
from commissioner_app.store.attachments import Attachments, preview_of
from commissioner_app.store.rows import Attachment
from commissioner_app.store.store import Store
from commissioner_app.sync import failures
from commissioner_app.sync.failures import SyncFailure
from commissioner_app.sync.pace import LARGEST
from commissioner_app.sync.transport import Reply, Transport
from sync_protocol import codes
from sync_protocol.limits import UPLOAD_CHUNK_BYTES

_TUS: Final = {"Tus-Resumable": "1.0.0"}
_PIECE: Final = {**_TUS, "Content-Type": "application/offset+octet-stream"}
_BEGIN_AGAIN: Final = frozenset({codes.NOT_FOUND, codes.CHECKSUM_MISMATCH})
UNREADABLE: Final = frozenset({"file_missing", "file_damaged"})
_ATTEMPTS: Final = 3
_TOTAL: Final = re.compile(r"bytes \d+-\d+/(\d{1,18})")


class Journey(Protocol):
    """A file on its way. ``step`` makes one call and gives how many bytes it moved; raises ``SyncFailure`` where the
    line or the server failed, after which the same step may be made again. ``over``: nothing is left to do."""

    @property
    def done(self) -> int: ...

    @property
    def over(self) -> bool: ...

    def step(self, line: Transport, piece: int) -> int: ...


class Upload:
    """A file to the server. ``address`` is where it was begun: where it is not ``kept_address``, keep it before the next
    step, so that it goes on there after a kill. ``received_at`` is when the server says it had all of it; ``trouble``
    says, once it is over, why it has not."""

    def __init__(self, store: Store, file: Attachment) -> None:
        self._files = store.attachments
        self.name, self.size = file.name, file.size
        self.address = self.kept_address = self._files.upload_of(file.name)
        self.done = 0
        self.over = False
        self.received_at = ""
        self.trouble = ""
        self._asked = not self.address
        self._vain = 0

    def step(self, line: Transport, piece: int) -> int:
        """The next call: the beginning, a piece, or the question how far it is."""
        try:
            return self._step(line, piece)
        except SyncFailure as failure:
            self._asked = not self.address
            if failure.code == codes.OFFSET_MISMATCH:
                return 0
            if failure.code not in _BEGIN_AGAIN:
                raise
            self._begin_again(failure.code)
        except EnvironmentFault as fault:
            if fault.code not in UNREADABLE:
                raise
            self.end(fault.code)
        return 0

    def _step(self, line: Transport, piece: int) -> int:
        if not self.address:
            self._begin(line)
            return 0
        before = self.done
        if not self._asked:
            self._take(line.call("HEAD", self.address, headers=_TUS))
            self._asked = True
            return 0
        body = self.read(min(piece, UPLOAD_CHUNK_BYTES))
        self._take(line.call("PATCH", self.address, body=body, headers={**_PIECE, "Upload-Offset": str(self.done)}))
        if self.done == before:
            raise SyncFailure(failures.CONFUSED, what="Upload-Offset")
        return self.done - before

    def _begin(self, line: Transport) -> None:
        encoded = base64.b64encode(self.name.encode()).decode()
        headers = {**_TUS, "Upload-Length": str(self.size), "Upload-Metadata": f"name {encoded}"}
        self.address = line.call("POST", "/v1/attachments", headers=headers).headers.get("location", "")
        if not self.address:
            raise SyncFailure(failures.CONFUSED, what="Location")

    def _take(self, reply: Reply) -> None:
        value = reply.headers.get("upload-offset", "")
        if not value.isascii() or not value.isdigit() or int(value) > self.size:
            raise SyncFailure(failures.CONFUSED, what="Upload-Offset")
        self.done = int(value)
        if self.done == self.size:
            self.receipt(reply.headers.get("upload-received-at", ""))

    def receipt(self, received_at: str) -> None:
        """The server has all of it and found it sound."""
        self.done, self.received_at, self.over = self.size, received_at, True

    def _begin_again(self, code: str) -> None:
        self.address, self.done, self._asked = "", 0, True
        self._vain += 1
        if self._vain >= _ATTEMPTS:
            self.end(code)

    def end(self, trouble: str) -> None:
        """It will not get there in this sync."""
        self.trouble, self.over = trouble, True

    def read(self, length: int) -> bytes:
        """So many bytes of the file from where it stands. Raises ``EnvironmentFault`` (``UNREADABLE``)."""
        with self._files.open_stream(self.name) as stream:
            return stream.read(self.done, length)


class Download:
    """A file from the server. ``size`` is 0 until the server has told it; ``trouble`` says why it did not come. One that is
    ``over`` without trouble is whole, but safe only once it is ``settled``."""

    def __init__(self, store: Store, name: str, *, aside: bool = False) -> None:
        self._files = store.attachments
        self.incoming = self._files.incoming(name, aside=aside)
        self.name = name
        self.size = 0
        self.done = self.incoming.offset
        self.over = False
        self.settled = False
        self.preview: bytes | None = None
        self.trouble = ""
        self._vain = 0

    @property
    def begun(self) -> bool:
        """Whether some of it is here."""
        return self.done > 0

    def step(self, line: Transport, piece: int) -> int:
        """The next piece; with the last the file is checked."""
        before = self.done
        wanted = {"Range": f"bytes={before}-{before + piece - 1}"}
        try:
            reply = line.call("GET", f"/v1/attachments/{self.name}", headers=wanted)
        except SyncFailure as failure:
            if failure.status == 416:
                # More is here than there is of it: what is here cannot be right.
                self.incoming.begin_again()
                self._damaged()
            # Another laptop has not sent it yet, or this one may not see it any more: the others still can come.
            elif failure.code in (codes.NOT_FOUND, failures.NOT_ALLOWED):
                self.end(failure.code)
            else:
                raise
            return 0
        total = _total(reply, before)
        if reply.status != 206 and before:
            self.incoming.begin_again()
        if not reply.body:
            raise SyncFailure(failures.CONFUSED, what="Content-Range")
        self.take(reply.body, total)
        return len(reply.body)

    def take(self, data: bytes | memoryview, total: int) -> None:
        """Add what follows of a file of so many bytes. Once it is whole and sound, and where it is a picture looked at, it
        waits to be settled."""
        self.size = total
        try:
            whole = self.incoming.add(data, total)
        except EnvironmentFault as fault:
            if fault.code != "file_damaged":
                raise
            self._damaged()
            return
        self.done = self.incoming.offset
        if whole:
            self.preview = preview_of(self.name, lambda: bytes(data) if len(data) == total else self.incoming.read())
            self.over = True

    def drop(self) -> None:
        """Leave nothing of what came."""
        self.incoming.drop()

    def end(self, trouble: str) -> None:
        """It will not come in this sync."""
        self.trouble, self.over = trouble, True

    def _damaged(self) -> None:
        self._vain += 1
        self.done = 0
        if self._vain >= _ATTEMPTS:
            self.end(codes.CHECKSUM_MISMATCH)


def settle(files: Attachments, whole: Sequence[Download]) -> None:
    """Put files that are whole in their places, all at once."""
    files.settle([file.incoming for file in whole])
    for file in whole:
        file.settled = True


def fetch(store: Store, line: Transport, name: str) -> None:
    """Bring one file here at once. Raises ``SyncFailure`` (``not_found`` where no one has sent it yet,
    ``checksum_mismatch``), ``EnvironmentFault`` (``disk_full``)."""
    file = Download(store, name, aside=True)
    try:
        while not file.over:
            file.step(line, LARGEST)
        if not file.trouble:
            settle(store.attachments, [file])
    except BaseException:
        file.drop()
        raise
    if file.trouble:
        file.drop()
        raise SyncFailure(file.trouble, name=name)
    store.attachments.arrived([(name, file.size, file.preview)])


def _total(reply: Reply, start: int) -> int:
    """The size of the whole file, as the answer to a request for a range tells it."""
    if reply.status != 206:
        return len(reply.body)
    found = _TOTAL.fullmatch(reply.headers.get("content-range", ""))
    total = int(found[1]) if found else -1
    if start + len(reply.body) > total:
        raise SyncFailure(failures.CONFUSED, what="Content-Range")
    return total
