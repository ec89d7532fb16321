"""A line from a laptop's engine straight into the real server's logic, with the rights of one person and no network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from commissioner_app.sync.failures import SyncFailure
from commissioner_app.sync.transport import Meter, Reply
from provincial_server.db.engine import Database
from provincial_server.db.state import state
from provincial_server.logic.pull import pull
from provincial_server.logic.push import Push
from provincial_server.logic.roles import Caller
from sync_protocol import codes


@dataclass
class Direct:
    """Pushes and pulls as ``caller``; there are no forms, lists or files."""

    database: Database
    caller: Caller
    meter: Meter = field(default_factory=Meter)

    def call(
        self, method: str, path: str, *, json: Any = None, body: bytes | None = None,
        headers: Mapping[str, str] | None = None, signed: bool = True,
    ) -> Reply:  # fmt: skip
        self.meter.requests += 1
        if path.startswith("/v1/attachments"):
            raise SyncFailure(codes.NOT_FOUND, status=404)
        if path != "/v1/sync":
            return Reply(200, {}, b"[]" if path == "/v1/forms" else b"{}")
        request = orjson.loads(orjson.dumps(json))
        with self.database.write() as connection:
            results = Push(connection, self.caller).take(request["changes"])
        buckets = sorted(self.caller.buckets)
        with self.database.read() as connection:
            now = state(connection, buckets)
            cursors = {bucket: now.read_from(request["cursors"].get(bucket, 0)) for bucket in buckets}
            pulled = pull(connection, now, cursors, request["limit"])
        reply = {
            "protocol": 1, "server_time": "2026-11-22T10:00:00.000+08:00", "results": results, "buckets": buckets,
            "pages": orjson.loads(f"{{{','.join(pulled.pages)}}}"), "fingerprints": pulled.fingerprints, "known": {},
        }  # fmt: skip
        return Reply(200, {}, orjson.dumps(reply))

    def stream(self, path: str, *, headers: Mapping[str, str] | None = None) -> Iterator[bytes]:
        raise AssertionError("nothing is streamed here")
