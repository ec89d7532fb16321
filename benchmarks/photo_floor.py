"""The least that files can cost: one PUT or GET each over one kept-open connection, to a process that checks and stores.

``python -m benchmarks.photo_floor DIR`` prints its port and serves until stopped.
"""

from __future__ import annotations

import hashlib
import http.client
import os
import socketserver
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks import profiles

_ANSWER = b"HTTP/1.1 %d OK\r\nContent-Length: %d\r\n\r\n"


class _Handler(socketserver.StreamRequestHandler):
    """Knows just enough of HTTP for the client below; ``folder`` is set before serving."""

    disable_nagle_algorithm = True
    folder = Path()

    def handle(self) -> None:
        while line := self.rfile.readline():
            method, path, _ = line.split(b" ")
            length = 0
            while (header := self.rfile.readline().lower()) not in (b"\r\n", b""):
                if header.startswith(b"content-length:"):
                    length = int(header.split(b":")[1])
            place = self.folder / path.decode().strip("/")
            if method == b"PUT":
                self._store(place, self.rfile.read(length))
            else:
                data = place.read_bytes()
                self.wfile.write(_ANSWER % (200, len(data)) + data)

    def _store(self, place: Path, data: bytes) -> None:
        good = hashlib.sha256(data).hexdigest() == place.name
        with place.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        self.wfile.write(_ANSWER % (201 if good else 400, 0))


@contextmanager
def running(folder: Path) -> Iterator[http.client.HTTPConnection]:
    """A connection to a new process of it."""
    folder.mkdir(parents=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.photo_floor", str(folder)],
        cwd=profiles.ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        yield http.client.HTTPConnection("127.0.0.1", int(process.stdout.readline()))
    finally:
        process.kill()
        process.communicate()


def put(line: http.client.HTTPConnection, files: Sequence[bytes]) -> list[str]:
    """Send files; their names."""
    names = []
    for data in files:
        names.append(hashlib.sha256(data).hexdigest())
        line.request("PUT", f"/{names[-1]}", data)
        answer = line.getresponse()
        answer.read()
        if answer.status != 201:
            raise RuntimeError(answer.status)
    return names


def get(line: http.client.HTTPConnection, names: Sequence[str], folder: Path) -> None:
    """Fetch files, check them and write them."""
    folder.mkdir(parents=True)
    for name in names:
        line.request("GET", f"/{name}")
        data = line.getresponse().read()
        if hashlib.sha256(data).hexdigest() != name:
            raise RuntimeError(name)
        (folder / name).write_bytes(data)


def main(folder: str) -> None:
    """Serve."""
    _Handler.folder = Path(folder)
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Handler) as server:
        server.daemon_threads = True
        print(server.server_address[1], flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main(sys.argv[1])
