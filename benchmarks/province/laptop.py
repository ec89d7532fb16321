"""A laptop on the line: its calls, tried again as the protocol says when the server is busy."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import os
import random
import time
from typing import Final

import orjson

from benchmarks.province import bodies
from benchmarks.province.people import Member
from benchmarks.province.report import Report
from benchmarks.province.wire import Line, Reply
from sync_protocol.messages import Change

TRIES: Final = 8
_BUSY: Final = (429, 503)
_JSON: Final = {"Content-Type": "application/json"}
_FILE: Final = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}


class Failed(Exception):
    """A call that never succeeded."""


class Laptop:
    """One laptop with a connection of its own."""

    def __init__(self, member: Member, report: Report) -> None:
        self.member = member
        self.line = Line(report.place.port, report.traffic)
        self._report = report
        self._token = member.access

    async def renew(self) -> None:
        """Exchange the refresh token for a new pair."""
        body = orjson.dumps({"refresh_token": self.member.refresh})
        reply = await self.call("renewal of tokens", "POST", "/v1/session/refresh", body, headers=_JSON)
        self._token = str(reply.json()["access_token"])

    async def sync(self, what: str, changes: list[Change], limit: int = 0) -> Reply:
        """One round trip; the cursors move on."""
        body = bodies.sync(changes, self.member.cursors, limit)
        reply = await self.call(what, "POST", "/v1/sync", body, headers=bodies.PACKED)
        said = reply.json()
        wrong = [one for one in said["results"] if one["status"] != "accepted"]
        if wrong:
            raise RuntimeError(f"{what}: {wrong[0]}")
        self.member.cursors = {bucket: page["cursor"] for bucket, page in said["pages"].items()}
        if any(page["more"] for page in said["pages"].values()):
            await self.sync("pull of the rest", [])
        return reply

    async def send(self, content: bytes) -> None:
        """Send a file; its receipt is checked."""
        name = base64.b64encode(name_of(content).encode()).decode()
        headers = {**_FILE, "Upload-Length": str(len(content)), "Upload-Metadata": f"name {name}"}
        reply = await self.call("photo", "POST", "/v1/attachments", content, headers=headers)
        if reply.headers.get("upload-offset") != str(len(content)):
            raise RuntimeError(f"photo: {reply.headers}")

    async def call(
        self, what: str, method: str, path: str, body: bytes = b"", *, headers: dict[str, str] | None = None
    ) -> Reply:
        """A call, until it succeeds; how long that took is reported. Raises ``Failed``."""
        began = time.perf_counter()
        for tried in range(TRIES):
            self._report.retries += tried > 0
            try:
                reply = await self.line.call(method, path, body, token=self._token, headers=headers)
            except (OSError, EOFError) as cut:
                self._report.refusals[type(cut).__name__] += 1
                await asyncio.sleep(min(30, 2**tried) * random.uniform(1, 1.5))
                continue
            if reply.status < 400:
                self._report.waited(what, time.perf_counter() - began)
                return reply
            self._report.refusals[f"{reply.status}"] += 1
            if reply.status not in _BUSY:
                break
            await asyncio.sleep(float(reply.headers.get("retry-after", "1")) * random.uniform(1, 1.5))
        self._report.lost[what] += 1
        raise Failed(what)


def photo(size: int) -> bytes:
    """A file that nothing can pack."""
    return os.urandom(size)


def name_of(content: bytes) -> str:
    """The name of an attachment."""
    return f"{hashlib.sha256(content).hexdigest()}.jpg"
