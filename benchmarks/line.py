"""A slow line on loopback, as a process of its own: a one-way delay and a rate in each direction, nothing lost.

``python -m benchmarks.line TARGET_PORT DELAY_MS MBIT`` prints the port it listens on and ends with its standard input. A
new connection waits one round trip more, as its handshake would.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from benchmarks import profiles

DELAY_MS = 25.0
MBIT = 10.0
_PIECE = 16 * 1024
_UNDER_WAY = 256


@contextmanager
def slow(url: str, delay_ms: float = DELAY_MS, mbit: float = MBIT) -> Iterator[str]:
    """The address at which the server of ``url`` is reached over the slow line."""
    port = urlsplit(url).port
    command = [sys.executable, "-m", "benchmarks.line", str(port), str(delay_ms), str(mbit)]
    process = subprocess.Popen(
        command, cwd=profiles.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )  # fmt: skip
    try:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
    finally:
        process.terminate()
        process.communicate()


class Direction:
    """One way of the line, shared by all connections: each byte waits for those before it."""

    def __init__(self, bytes_per_second: float) -> None:
        self._rate = bytes_per_second
        self._free = 0.0

    def leaves(self, size: int, now: float) -> float:
        """When the last of so many bytes has left, given when they came."""
        self._free = max(now, self._free) + size / self._rate
        return self._free


async def _carry(
    source: asyncio.StreamReader, target: asyncio.StreamWriter, way: Direction, delay: float, handshake: float
) -> None:
    loop = asyncio.get_running_loop()
    under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(_UNDER_WAY)

    async def arrive() -> None:
        while True:
            due, data = await under_way.get()
            if not data:
                break
            await asyncio.sleep(max(0.0, due - loop.time()))
            target.write(data)
            await target.drain()
        if target.can_write_eof():
            target.write_eof()

    arriving = asyncio.create_task(arrive())
    try:
        while data := await source.read(_PIECE):
            await under_way.put((way.leaves(len(data), loop.time() + handshake) + delay, data))
            handshake = 0.0
        await under_way.put((0.0, b""))
        await arriving
    except ConnectionError:
        arriving.cancel()


async def _serve(port: int, delay: float, bytes_per_second: float) -> None:
    up, down = Direction(bytes_per_second), Direction(bytes_per_second)

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(_carry(reader, back, up, delay, 2 * delay), _carry(there, writer, down, delay, 0.0))
        writer.close()
        back.close()

    server = await asyncio.start_server(connect, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    os._exit(0)


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), float(sys.argv[2]) / 1000, float(sys.argv[3]) * 1e6 / 8))
