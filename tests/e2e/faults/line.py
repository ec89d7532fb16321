"""A line that breaks: passes bytes between laptops and servers, and does to each connection what a seed says.

A connection is cut after so many bytes in one direction, slowed, stopped in the middle for a while, or what went up on it is
sent to the server a second time. When ``watch`` bytes have passed, somebody is told: whoever kills processes at that moment.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

FAULTS: Final = ("none", "cut_up", "cut_down", "slow", "stand_still", "twice")
_FAR: Final = 1 << 60


@dataclass
class Fault:
    """What happens to one connection after ``after`` bytes (of its direction)."""

    kind: str
    after: int


@dataclass
class Line:
    """Listens on ``url`` and passes on to the ports of ``servers``, one after the other. ``faulty``: how many of the next
    connections are at the seed's mercy; the others are sound."""

    servers: Sequence[int]
    random: Random
    faulty: int = 0
    happened: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._lock = threading.Lock()
        self._turn = 0
        self._watch: tuple[int, Callable[[], None]] | None = None
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def watch(self, count: int, then: Callable[[], None]) -> None:
        """Call ``then`` once, when ``count`` more bytes have passed in any direction."""
        with self._lock:
            self._watch = (count, then)

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._connect, args=(near,), daemon=True).start()

    def _connect(self, near: socket.socket) -> None:
        fault = self._next_fault()
        far = self._far()
        if far is None:
            near.close()
            return
        said = bytearray() if fault.kind == "twice" else None
        up = threading.Thread(target=self._pass, args=(near, far, fault, "up", said), daemon=True)
        up.start()
        self._pass(far, near, fault, "down", None)
        up.join()
        if said:
            self._repeat(bytes(said))

    def _next_fault(self) -> Fault:
        with self._lock:
            if self.faulty <= 0:
                return Fault("none", _FAR)
            self.faulty -= 1
            kind = self.random.choice(FAULTS)
            # Mostly inside the heads and small bodies, now and then deep in a large one.
            after = self.random.choice((1, 200, 700, 2_000, 20_000, 200_000)) * self.random.randint(1, 3)
            self.happened[kind] += 1
            return Fault(kind, after)

    def _far(self) -> socket.socket | None:
        with self._lock:
            port = self.servers[self._turn % len(self.servers)]
            self._turn += 1
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=5)
        except OSError:
            return None

    def _pass(self, source: socket.socket, sink: socket.socket, fault: Fault, way: str, said: bytearray | None) -> None:
        passed = 0
        hit = fault.kind == f"cut_{way}" or (way == "down" and fault.kind in ("slow", "stand_still"))
        with contextlib.suppress(OSError):
            source.settimeout(120)
            while data := source.recv(4096):
                if said is not None:
                    said += data
                if hit and passed + len(data) > fault.after:
                    if fault.kind.startswith("cut"):
                        sink.sendall(data[: max(0, fault.after - passed)])
                        break
                    time.sleep(0.02 if fault.kind == "slow" else 1.5)
                    hit = fault.kind == "slow"
                sink.sendall(data)
                passed += len(data)
                self._note(len(data))
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _note(self, count: int) -> None:
        then: Callable[[], None] | None = None
        with self._lock:
            if self._watch is not None:
                left = self._watch[0] - count
                self._watch, then = ((left, self._watch[1]), None) if left > 0 else (None, self._watch[1])
        if then is not None:
            then()

    def _repeat(self, said: bytes) -> None:
        """The same requests come a second time; nobody hears the answers."""
        far = self._far()
        if far is None:
            return
        far.settimeout(2)
        with contextlib.suppress(OSError):
            far.sendall(said)
            while far.recv(65536):
                pass
        far.close()
