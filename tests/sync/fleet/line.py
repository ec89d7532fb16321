"""The network between the laptops and the server: one ``requests`` adapter for each laptop, and what is still under way."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3 import HTTPResponse
from urllib3.exceptions import MaxRetryError, NewConnectionError, ProtocolError

from tests.sync.fleet import asgi, weather
from tests.sync.fleet.asgi import Answer, Request
from tests.sync.fleet.disk import Killed
from tests.sync.fleet.outside import World
from tests.sync.fleet.server import Server, stage_of
from tests.sync.fleet.tally import Tally
from tests.sync.fleet.trace import Trace

ADDRESS = "http://fleet"
_NOBODY: Any = None  # nobody is connected to


@dataclass
class Line:
    """The way to the server. ``witness`` is shown every request that the server answered, with its answer, and
    ``unanswered`` those that it died of; ``told`` hears whose answer came home whole, and says what it was about."""

    world: World
    server: Server
    tally: Tally = field(default_factory=Tally)
    trace: Trace = field(default_factory=Trace)
    badness: float = weather.CALM
    late: list[tuple[str, Request]] = field(default_factory=list)
    bugs: list[str] = field(default_factory=list)
    witness: Callable[[str, Request, Answer], None] = lambda who, request, answer: None
    unanswered: Callable[[Request], None] = lambda request: None
    told: Callable[[str, Request], str] = lambda who, request: stage_of(request)

    def deliver(self, who: str, request: Request, cut: int | None = None) -> Answer | None:
        """Bring a request to the server; None where it died, is down, or the line broke inside."""
        server = self.server
        if not server.up:
            return None
        try:
            answer = server.call(request, cut)
        except Killed:
            self.unanswered(request)
            self.trace.note("  the server dies")
            return None
        told = asgi.bugs.taken()
        self.bugs += [] if server.disk.hurt() else told
        if answer is not None:
            self.trace.note(f"  {who} {request.method} {_short(request.path)} {answer.status} {len(answer.body)}")
            self.witness(who, request, answer)
        return answer

    def deliver_late(self, number: int) -> None:
        """One of those that were held up arrives after all; nobody waits for its answer any more."""
        who, request = self.late.pop(number)
        self.tally.note("arrives late", stage_of(request))
        self.trace.note(f"late: {request.method} {_short(request.path)} of {who}")
        self.deliver(who, request)


class LaptopLine(BaseAdapter):  # type: ignore[misc]
    """One laptop's line, with all that may befall it."""

    def __init__(self, line: Line, who: str, arrived: Callable[[str], None] = lambda about: None) -> None:
        """``arrived`` is told what an answer that came home is about, in a word."""
        super().__init__()
        self._line = line
        self._who = who
        self._arrived = arrived
        self._builder = HTTPAdapter()

    def send(  # noqa: PLR0917 - requests calls it so
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: Any = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Bring a prepared request to the server and its answer back, or fail as ``requests`` fails."""
        line, random = self._line, self._line.world.random
        sent = _sent(request)
        line.world.pass_(random.uniform(0.02, 2.0))
        kind = weather.fault(random, line.badness)
        if kind == "damaged" and sent.method != "PATCH":
            kind = ""
        if kind:
            line.tally.note(kind, stage_of(sent))
            line.trace.note(f"  {self._who} {sent.method} {_short(sent.path)}: {kind}")
        answer = self._carried(kind, sent, request)
        cut = self._cut(kind, answer)
        if cut is None and answer.status < 300:
            self._arrived(line.told(self._who, sent))
        return self._builder.build_response(request, _response(answer, sent, cut))

    def close(self) -> None:
        """Nothing is held open."""

    def _carried(self, kind: str, sent: Request, request: requests.PreparedRequest) -> Answer:
        line, random = self._line, self._line.world.random
        if kind == "refused" or not line.server.up:
            raise requests.exceptions.ConnectionError(
                MaxRetryError(_NOBODY, "", NewConnectionError(_NOBODY, "refused")),
                request=request,
            )
        if kind.startswith("busy"):
            wait = str(random.randint(1, 20))
            return Answer(int(kind[-3:]), {"retry-after": wait}, b"")
        if kind == "late":
            line.late.append((self._who, sent))
            raise requests.exceptions.ReadTimeout(request=request)
        if kind == "damaged":
            at = random.randrange(len(sent.body))
            broken = sent.body[:at] + bytes([sent.body[at] ^ 1]) + sent.body[at + 1 :]
            sent = Request(sent.method, sent.path, sent.headers, broken)
        if kind == "twice" and random.random() < 0.5:
            line.deliver(self._who, sent)
        answer = line.deliver(self._who, sent, random.randrange(len(sent.body) + 1) if kind == "cut request" else None)
        if kind == "twice" and answer is not None:
            line.deliver(self._who, sent)
        if answer is None:
            cut = ProtocolError("aborted", ConnectionResetError("reset"))
            raise requests.exceptions.ConnectionError(cut, request=request)
        if kind == "lost reply":
            raise requests.exceptions.ReadTimeout(request=request)
        return answer

    def _cut(self, kind: str, answer: Answer) -> int | None:
        return self._line.world.random.randrange(len(answer.body) + 1) if kind == "cut reply" else None


class _Body(io.RawIOBase):
    """What comes over the line, up to where it breaks."""

    def __init__(self, body: bytes, cut: int | None) -> None:
        super().__init__()
        self._rest = io.BytesIO(body if cut is None else body[:cut])
        self._cut = cut is not None

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        piece = self._rest.read(size)
        if not piece and self._cut:
            raise ConnectionResetError("reset")
        return piece


def _sent(request: requests.PreparedRequest) -> Request:
    address = urlsplit(request.url or "")
    path = str(address.path) + (f"?{address.query}" if address.query else "")
    body: Any = request.body
    data = body.read() if hasattr(body, "read") else body
    headers = {str(name): str(value) for name, value in request.headers.items()}
    return Request(request.method or "", path, headers, data if isinstance(data, bytes) else (data or "").encode())


def _response(answer: Answer, sent: Request, cut: int | None) -> HTTPResponse:
    body = b"" if sent.method == "HEAD" else answer.body
    return HTTPResponse(
        body=_Body(body, cut),
        headers=dict(answer.headers),
        status=answer.status,
        preload_content=False,
        decode_content=False,
        request_method=sent.method,
    )


def _short(path: str) -> str:
    return "/".join(part[:12] for part in path.split("/"))
