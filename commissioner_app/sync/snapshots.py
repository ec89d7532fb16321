"""Taking a ready-made copy of a bucket: one request for all of it, stored part by part as it comes. A load that was cut
goes on inside the part, one that was killed with the part it had come to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from urllib.parse import quote

import orjson
import zstandard

from commissioner_app.store.staging import Staged
from commissioner_app.store.store import Store
from commissioner_app.sync import failures, pull
from commissioner_app.sync.ahead import Ask
from commissioner_app.sync.answer import are_records
from commissioner_app.sync.failures import SyncFailure
from commissioner_app.sync.transport import Reply, Transport
from sync_protocol.messages import Snapshot

_STATE: Final = "sync.snapshots"
_LARGEST_PART: Final = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Part:
    """A part ready to be copied, and its JSON for where some of it is here already."""

    staged: Staged
    json: bytes


class Loading:
    """One snapshot on its way into one bucket. ``at`` is when it was offered (ISO). Close it in the end."""

    def __init__(self, store: Store, transport: Transport, bucket: str, snapshot: Snapshot, at: str) -> None:
        self.snapshot = snapshot
        self._store = store
        self._transport = transport
        self._bucket = bucket
        self._at = at
        self._part = -1
        self._here = bytearray()
        self._coming: Iterator[bytes] | None = None

    def parts(self) -> range:
        """The numbers of the parts that are still to be taken."""
        name, part = self._store.sync_state.get(_STATE, {}).get(self._bucket, ("", 0))
        return range(int(part) if name == self.snapshot["name"] else 0, len(self.snapshot["parts"]))

    def ask(self, part: int) -> Ask[Part]:
        """One part of what is coming. Its reading raises ``SyncFailure("server_confused")`` where it is damaged."""
        return Ask((self.snapshot["name"], part), partial(self._fetch, part), self._read)

    def take(self, part: int, ready: Part, *, committing: Callable[[], None]) -> pull.Taken:
        """Store one part and how far the snapshot is read; with the last one the bucket stands at its cursor.

        Nothing is taken where another program on this profile has brought the bucket further meanwhile, or compares it
        with the server from the start: a snapshot is older than that.
        """
        store, bucket, taken = self._store, self._bucket, pull.Taken()
        try:
            with store.buckets.at_hand(ready.staged), store.transaction():
                state = store.buckets.states().get(bucket)
                if (state is not None and state.cursor) or bucket in store.buckets.reloading():
                    return taken
                self._copy(ready, taken)
                if part + 1 < len(self.snapshot["parts"]):
                    _note(store, bucket, (self.snapshot["name"], part + 1))
                else:
                    _note(store, bucket, None)
                    store.buckets.advance(bucket, self.snapshot["cursor"], complete=False)
                committing()
        finally:
            ready.staged.close()
        return taken

    def close(self) -> None:
        """Let go of the line."""
        coming: Any = self._coming
        self._coming = None
        if coming is not None and hasattr(coming, "close"):
            coming.close()

    def _copy(self, ready: Part, taken: pull.Taken) -> None:
        if self._store.buckets.load_staged(self._bucket, ready.staged):
            taken.changed.update(ready.staged.changed)
            taken.pulled += len(ready.staged.changed)
            return
        page = self._store.buckets.page(orjson.loads(ready.json), self._at)
        pull.take_records(self._store, self._bucket, page, self._at, force=False, taken=taken)

    def _fetch(self, part: int) -> Reply:
        """The bytes of a part; those that came before the line broke are not asked for again."""
        if part != self._part:
            self.close()
            self._part, self._here = part, bytearray()
        size = self.snapshot["parts"][part]
        while len(self._here) < size:
            if self._coming is None:
                self._coming = self._open(sum(self.snapshot["parts"][:part]) + len(self._here))
            try:
                self._here += next(self._coming)
            except (StopIteration, SyncFailure) as ended:
                self._coming = None
                if isinstance(ended, SyncFailure):
                    raise
                raise SyncFailure(failures.CONFUSED, what="snapshot") from ended
        body = bytes(self._here[:size])
        del self._here[:size]
        self._part += 1
        return Reply(206, {}, body)

    def _open(self, first: int) -> Iterator[bytes]:
        path = f"/v1/snapshots/{quote(self._bucket, safe='')}/{self.snapshot['name']}"
        return self._transport.stream(path, headers={"Range": f"bytes={first}-{sum(self.snapshot['parts']) - 1}"})

    def _read(self, reply: Reply) -> Part:
        try:
            json = zstandard.ZstdDecompressor().decompress(reply.body, max_output_size=_LARGEST_PART)
            records = orjson.loads(json)
            if not isinstance(records, list) or not are_records(records):
                raise ValueError("records")
            return Part(self._store.buckets.stage(records, self._at), json)
        except (zstandard.ZstdError, ValueError, AttributeError, KeyError, TypeError) as error:
            raise SyncFailure(failures.CONFUSED, what="snapshot") from error


def _note(store: Store, bucket: str, place: tuple[str, int] | None) -> None:
    held = {name: one for name, one in store.sync_state.get(_STATE, {}).items() if name != bucket}
    store.sync_state.set(_STATE, held if place is None else {**held, bucket: place})
