"""Taking a ready-made copy of a bucket, part by part; a load that was cut goes on with the part it had come to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final
from urllib.parse import quote

import orjson
import zstandard

from commissioner_app.store.rows import Page
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
class Loading:
    """One snapshot on its way into one bucket. ``at`` is when it was offered (ISO)."""

    store: Store
    transport: Transport
    bucket: str
    snapshot: Snapshot
    at: str

    def parts(self) -> range:
        """The numbers of the parts that are still to be taken."""
        name, part = self.store.sync_state.get(_STATE, {}).get(self.bucket, ("", 0))
        return range(int(part) if name == self.snapshot["name"] else 0, len(self.snapshot["parts"]))

    def ask(self, part: int) -> Ask[Page]:
        """The request for one part. Its reading raises ``SyncFailure("server_confused")`` where it is damaged."""
        first, size = sum(self.snapshot["parts"][:part]), self.snapshot["parts"][part]
        path = f"/v1/snapshots/{quote(self.bucket, safe='')}/{self.snapshot['name']}"
        headers = {"Range": f"bytes={first}-{first + size - 1}"}
        fetch = partial(self.transport.call, "GET", path, headers=headers)
        return Ask((self.snapshot["name"], part), fetch, partial(_read, self.store, size, self.at))

    def take(self, part: int, page: Page, *, committing: Callable[[], None]) -> pull.Taken:
        """Store one part and how far the snapshot is read; with the last one the bucket stands at its cursor.

        Nothing is taken where another program on this profile has brought the bucket further meanwhile, or compares it
        with the server from the start: a snapshot is older than that.
        """
        store, bucket, taken = self.store, self.bucket, pull.Taken()
        with store.transaction():
            state = store.buckets.states().get(bucket)
            if (state is not None and state.cursor) or bucket in store.buckets.reloading():
                return taken
            pull.take_records(store, bucket, page, self.at, force=False, taken=taken)
            if part + 1 < len(self.snapshot["parts"]):
                _note(store, bucket, (self.snapshot["name"], part + 1))
            else:
                _note(store, bucket, None)
                store.buckets.advance(bucket, self.snapshot["cursor"], complete=False)
            committing()
        return taken


def _note(store: Store, bucket: str, place: tuple[str, int] | None) -> None:
    held = {name: one for name, one in store.sync_state.get(_STATE, {}).items() if name != bucket}
    store.sync_state.set(_STATE, held if place is None else {**held, bucket: place})


def _read(store: Store, size: int, at: str, reply: Reply) -> Page:
    if len(reply.body) != size:
        raise SyncFailure(failures.CONFUSED, what="snapshot")
    try:
        records = orjson.loads(zstandard.ZstdDecompressor().decompress(reply.body, max_output_size=_LARGEST_PART))
        sound = isinstance(records, list) and are_records(records)
    except (zstandard.ZstdError, orjson.JSONDecodeError, AttributeError, KeyError, TypeError) as error:
        raise SyncFailure(failures.CONFUSED, what="snapshot") from error
    if not sound:
        raise SyncFailure(failures.CONFUSED, what="snapshot")
    return store.buckets.page(records, at)
