"""The least of HTTP/1.1 that a laptop needs, so that thousands of them leave the machine to the server."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
import zstandard


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply as it came: names of headers in lower case, the body still packed."""

    status: int
    headers: Mapping[str, str]
    packed: bytes

    @property
    def body(self) -> bytes:
        """The body unpacked."""
        if self.headers.get("content-encoding") != "zstd":
            return self.packed
        return zstandard.ZstdDecompressor().decompressobj().decompress(self.packed)

    def json(self) -> Any:
        """What the body says."""
        return orjson.loads(self.body)


@dataclass
class Traffic:
    """Bytes on the lines, without those of TCP, and calls."""

    sent: int = 0
    received: int = 0
    calls: int = 0


@dataclass
class Line:
    """One connection that is kept open and opened again where it was closed."""

    port: int
    traffic: Traffic
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = field(default=None, repr=False)

    async def call(
        self, method: str, path: str, body: bytes = b"", *, token: str = "", headers: Mapping[str, str] | None = None
    ) -> Reply:
        """One request and its reply. Raises ``OSError`` or ``EOFError`` where the line breaks."""
        lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
        if token:
            lines.append(f"Authorization: Bearer {token}")
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        head = ("\r\n".join(lines) + "\r\n\r\n").encode()
        try:
            return await self._exchanged(head, body, method == "HEAD")
        except (OSError, EOFError):
            self.close()
            raise

    def close(self) -> None:
        """Let the connection go."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None

    async def _exchanged(self, head: bytes, body: bytes, bodiless: bool) -> Reply:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 20)
        reader, writer = self._streams
        writer.writelines((head, body))
        await writer.drain()
        said = await reader.readuntil(b"\r\n\r\n")
        first, *others = said.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (one.partition(":") for one in others) if name}
        length = 0 if bodiless else int(headers.get("content-length", 0))
        packed = await reader.readexactly(length) if length else b""
        self.traffic.calls += 1
        self.traffic.sent += len(head) + len(body)
        self.traffic.received += len(said) + len(packed)
        if headers.get("connection") == "close":
            self.close()
        return Reply(int(first.split(" ")[1]), headers, packed)
