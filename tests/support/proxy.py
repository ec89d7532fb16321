"""A small real proxy: forwards plain requests, tunnels private ones, may ask for a password; remembers what it saw."""

from __future__ import annotations

import base64
import contextlib
import socket
import threading
from typing import Self
from urllib.parse import urlsplit


class Proxy:
    """``seen`` has a line per request or tunnel, as its first line was."""

    def __init__(self, account: str = "", password: str = "") -> None:
        self.seen: list[str] = []
        token = base64.b64encode(f"{account}:{password}".encode()).decode()
        self._wanted = f"Basic {token}" if account else ""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        # A listener that is only closed keeps the thread that waits at it.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for held in self._open:
            with contextlib.suppress(OSError):
                held.shutdown(socket.SHUT_RDWR)
            held.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self._open.append(client)
            threading.Thread(target=self._one, args=(client,), daemon=True).start()

    def _one(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError):
            head = self._head(client)
            lines = head.split("\r\n")
            self.seen.append(lines[0])
            named = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
            if self._wanted and named.get("proxy-authorization") != self._wanted:
                client.sendall(b"HTTP/1.1 407 Sign in\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n")
                client.close()
                return
            method, target, version = lines[0].split(" ")
            if method == "CONNECT":
                host, _, port = target.rpartition(":")
                server = self._to(host, int(port))
                client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            else:
                parts = urlsplit(target)
                server = self._to(str(parts.hostname), parts.port or 80)
                kept = [line for line in lines[1:] if line and not line.lower().startswith(("proxy-", "connection"))]
                path = parts.path + (f"?{parts.query}" if parts.query else "")
                asked = [f"{method} {path} {version}", *kept, "Connection: close", "", ""]
                server.sendall("\r\n".join(asked).encode())
            threading.Thread(target=_pump, args=(client, server), daemon=True).start()
            _pump(server, client)

    def _to(self, host: str, port: int) -> socket.socket:
        made = socket.create_connection((host, port), 5)
        self._open.append(made)
        return made

    @staticmethod
    def _head(client: socket.socket) -> str:
        data = b""
        while not data.endswith(b"\r\n\r\n"):
            piece = client.recv(1)
            if not piece:
                raise OSError("gone")
            data += piece
        return data.decode()


def _pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(65536):
            target.sendall(piece)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)
