"""The real transport: one kept-open HTTP connection, zstd both ways, short patience for connecting, and none for a line
that has stopped moving. Slow is fine; standing still is not."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urljoin

import orjson
import requests
import zstandard

from commissioner_app.errors import InputError
from commissioner_app.sync import failures, line_failures
from commissioner_app.sync.failures import SyncFailure, of_reply
from commissioner_app.sync.line_failures import never_connected
from commissioner_app.sync.network import USUAL, Network, Session
from commissioner_app.sync.packing import Packing
from commissioner_app.sync.transport import Meter, Reply, Tokens
from sync_protocol import codes, limits

CONNECT_SECONDS: Final = 5.0
STALL_SECONDS: Final = 30.0
_PIECE: Final = 64 * 1024
_AT_ONCE: Final = 8 * 1024 * 1024
_LARGEST_REPLY: Final = 256 * 1024 * 1024
_DIGITS: Final = 9


class RequestsTransport:
    """Talks to one server for one device. ``on_tokens`` is told of renewed tokens before they are used.

    A read waits at most ``stall`` seconds for the next bytes, however long the whole takes; a body is sent in small
    pieces for the same reason.
    """

    def __init__(
        self,
        server: str,
        tokens: Tokens | None = None,
        *,
        on_tokens: Callable[[Tokens, Mapping[str, Any]], None] | None = None,
        network: Network = USUAL,
        connect: float = CONNECT_SECONDS,
        stall: float = STALL_SECONDS,
        adapter: requests.adapters.BaseAdapter | None = None,
    ) -> None:
        """``adapter`` carries the requests in place of a real line."""
        self.meter = Meter()
        self._server = server.rstrip("/") + "/"
        self._keys = _Keys(tokens or Tokens(), on_tokens)
        self._network = network
        self._packing = Packing()
        self._patience = (connect, stall)
        self._session = Session(network)
        self._session.headers.clear()  # what says nothing need not travel: a sync without changes is a kilobyte
        self._session.headers["User-Agent"] = "kotexing"
        self._session.auth = _as_it_is
        if adapter is not None:
            self._session.mount(self._server, adapter)

    def call(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        signed: bool = True,
    ) -> Reply:
        """Send a request and read its whole answer; renews the access token once where it has run out."""
        if not signed:
            return self._send(method, path, json, body, dict(headers or {}))
        access = self._keys.tokens.access or self._renewed("")
        try:
            return self._send(method, path, json, body, _signed(headers, access))
        except SyncFailure as failure:
            if failure.code not in (codes.TOKEN_EXPIRED, codes.TOKEN_INVALID) or not self._keys.tokens.refresh:
                raise
        return self._send(method, path, json, body, _signed(headers, self._renewed(access)))

    def beside(self) -> RequestsTransport:
        """A further line of the same laptop to the same server, with a connection and a meter of its own. Lines may be
        used at the same time by different threads; they share the tokens."""
        connect, stall = self._patience
        other = RequestsTransport(self._server, network=self._network, connect=connect, stall=stall)
        other._keys = self._keys
        return other

    def stream(self, path: str, *, headers: Mapping[str, str] | None = None) -> Iterator[bytes]:
        """Ask for ``path`` and give its bytes as they come, not unpacked."""
        access = self._keys.tokens.access or self._renewed("")
        try:
            yield from self._stream(path, _signed(headers, access))
            return
        except SyncFailure as failure:
            if failure.code not in (codes.TOKEN_EXPIRED, codes.TOKEN_INVALID) or not self._keys.tokens.refresh:
                raise
        yield from self._stream(path, _signed(headers, self._renewed(access)))

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def _renewed(self, access: str) -> str:
        """The access token that follows ``access``. One line asks for it: a spent refresh token that comes a second
        time would end the session."""
        keys = self._keys
        with keys.lock:
            if keys.tokens.access != access:
                return keys.tokens.access
            if not keys.tokens.refresh:
                raise SyncFailure(codes.TOKEN_EXPIRED)
            asked = {"refresh_token": keys.tokens.refresh} | (
                {"device_id": keys.tokens.device} if keys.tokens.device else {}
            )
            session = parsed(self._send("POST", "v1/session/refresh", asked, None, {}))
            try:
                keys.tokens = Tokens(session["access_token"], session["refresh_token"], keys.tokens.device)
            except (KeyError, TypeError) as error:
                raise SyncFailure(failures.CONFUSED) from error
            if keys.on_tokens is not None:
                keys.on_tokens(keys.tokens, session)
            return keys.tokens.access

    def _send(self, method: str, path: str, json: Any, body: bytes | None, headers: dict[str, str]) -> Reply:
        headers["Accept-Encoding"] = "zstd"
        if json is not None:
            body = orjson.dumps(json)
            headers["Content-Type"] = "application/json"
            if len(body) > limits.COMPRESS_ABOVE_BYTES:
                body = self._packing.packed(body)
                headers["Content-Encoding"] = "zstd"
        began = time.monotonic()
        with self._answered(method, path, body, headers) as answer:
            reply = self._whole(answer, method)
        if json is not None:
            self._packing.went(len(body or b""), time.monotonic() - began)
        return reply

    def _stream(self, path: str, headers: dict[str, str]) -> Iterator[bytes]:
        headers["Accept-Encoding"] = "identity"
        with self._answered("GET", path, None, headers) as answer:
            if not 200 <= answer.status_code < 300:
                self._whole(answer, "GET")
            yield from self._pieces(answer)

    @contextmanager
    def _answered(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> Iterator[requests.Response]:
        """An answer whose head is here; raises ``SyncFailure`` for what goes wrong before and while it is read."""
        self.meter.requests += 1
        try:
            with self._session.request(
                method,
                urljoin(self._server, path.lstrip("/") if path.startswith("/") else path),
                data=io.BytesIO(body) if body else body,
                headers=headers,
                timeout=self._patience,
                stream=True,
                allow_redirects=False,
            ) as answer:
                self._count_heads(answer, body)
                yield answer
        except requests.exceptions.SSLError as error:
            raise SyncFailure(line_failures.certificate_code(error), today=line_failures.today()) from error
        except requests.exceptions.ReadTimeout as error:
            raise SyncFailure(failures.STALLED) from error
        except (requests.exceptions.InvalidURL, requests.exceptions.MissingSchema) as error:
            raise SyncFailure("bad_server_address") from error
        except InputError as error:
            raise SyncFailure(error.code, **error.params) from error
        except (requests.exceptions.RequestException, OSError) as error:
            proxy = line_failures.proxy_code(error)
            if proxy:
                raise SyncFailure(proxy, connected=False) from error
            raise SyncFailure(failures.UNREACHABLE, connected=not never_connected(error)) from error

    def _whole(self, answer: requests.Response, method: str) -> Reply:
        content = b"".join(self._pieces(answer, _AT_ONCE)) if method != "HEAD" else b""
        if answer.headers.get("Content-Encoding") == "zstd":
            content = _unpacked(content)
        if 200 <= answer.status_code < 300:
            named = {name.lower(): value for name, value in answer.headers.items()}
            return Reply(answer.status_code, named, content)
        raise of_reply(answer.status_code, _problem(content), asked_to_wait(answer.headers))

    def _pieces(self, answer: requests.Response, most: int = _PIECE) -> Iterator[bytes]:
        """The body as it comes over the line: what is counted is what went there."""
        size = 0
        while piece := _next(answer, most):
            size += len(piece)
            self.meter.bytes_received += len(piece)
            yield piece
        announced = answer.headers.get("Content-Length")
        if announced and announced.isdigit() and size < int(announced):
            raise SyncFailure(failures.UNREACHABLE)

    def _count_heads(self, answer: requests.Response, body: bytes | None) -> None:
        asked = answer.request
        head = sum(len(name) + len(str(value)) + 4 for name, value in asked.headers.items())
        self.meter.bytes_sent += head + len(asked.path_url) + 16 + len(body or b"")
        self.meter.bytes_received += sum(len(name) + len(value) + 4 for name, value in answer.headers.items())


def _next(answer: requests.Response, most: int) -> bytes:
    try:
        piece: bytes = answer.raw.read(most, decode_content=False)
    except Exception as error:
        raise _line_failure(error) from error
    return piece


@dataclass
class _Keys:
    """The tokens of a laptop, the same for all its lines."""

    tokens: Tokens
    on_tokens: Callable[[Tokens, Mapping[str, Any]], None] | None
    lock: threading.Lock = field(default_factory=threading.Lock)


def _signed(headers: Mapping[str, str] | None, access: str) -> dict[str, str]:
    return {**(headers or {}), "Authorization": f"Bearer {access}"}


def parsed(reply: Reply) -> Any:
    """The JSON of a reply. Raises ``SyncFailure("server_confused")`` for anything else."""
    try:
        return orjson.loads(reply.body)
    except orjson.JSONDecodeError as error:
        raise SyncFailure(failures.CONFUSED) from error


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Keeps requests from replacing our token by a password it finds in the person's netrc file."""
    return request


def _unpacked(content: bytes) -> bytes:
    try:
        unpacked: bytes = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(content)).read(_LARGEST_REPLY + 1)
    except zstandard.ZstdError as error:
        raise SyncFailure(failures.CONFUSED) from error
    if len(unpacked) > _LARGEST_REPLY:
        raise SyncFailure(failures.CONFUSED)
    return unpacked


def _problem(content: bytes) -> Any:
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        return None


def asked_to_wait(headers: Mapping[str, str]) -> float:
    """The seconds of ``Retry-After``; a date (which balancers send) counts from the server's own clock. 0 without one."""
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:_DIGITS])
    try:
        until, now = parsedate_to_datetime(value), parsedate_to_datetime(headers.get("Date", ""))
        return max(0.0, (until - now).total_seconds())
    except (TypeError, ValueError):
        return 0.0


def _line_failure(error: Exception) -> SyncFailure:
    """urllib3's own errors come through unwrapped when the body is read piece by piece."""
    name = type(error).__name__
    return SyncFailure(failures.STALLED if "Timeout" in name else failures.UNREACHABLE)
