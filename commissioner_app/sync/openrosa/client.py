"""One OpenRosa server: its lists, its files, and handing submissions in (docs.getodk.org, openrosa specification).

What it has to do with secrets: they go to the configured origin over a private line only; a redirect or a download
address that leads elsewhere is followed without them, and no error carries an address.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any, Final, TypeVar
from urllib.parse import urlencode, urljoin

import requests

from commissioner_app.forms.errors import FormError
from commissioner_app.forms.openrosa import listing
from commissioner_app.forms.openrosa.address import ServerAddress, is_private, origin_of
from commissioner_app.forms.openrosa.parts import Part, Post, pieces
from commissioner_app.sync import line_failures
from commissioner_app.sync.network import USUAL, Network, Session
from commissioner_app.sync.openrosa import failures
from commissioner_app.sync.openrosa.body import Body, Reader
from commissioner_app.sync.openrosa.failures import OpenRosaFailure, of_status
from commissioner_app.sync.openrosa.reading import largest_of, message_of, read_whole, seconds_of
from commissioner_app.sync.openrosa.signing_in import Auth, answering, nobody

T = TypeVar("T")
CONNECT_SECONDS: Final = 10.0
STALL_SECONDS: Final = 30.0
LARGEST_LIST: Final = 16 * 1024 * 1024
LARGEST_FORM: Final = 64 * 1024 * 1024
LARGEST_FILE: Final = 200 * 1024 * 1024
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_HOPS: Final = 5
# Not 200: that is what the login page of a hotel says to everything.
_TAKEN: Final = frozenset({201, 202})


@dataclass(frozen=True, slots=True)
class Fetched:
    """A downloaded file; ``data`` None where it is still what the ETag named."""

    data: bytes | None
    etag: str = ""


class OpenRosaClient:
    """Talks to one server as one account (or with the key in its address). Raises ``OpenRosaFailure`` for everything
    that is not the answer asked for; it never retries."""

    def __init__(
        self,
        address: ServerAddress,
        account: str = "",
        secret: str = "",
        *,
        network: Network = USUAL,
        connect: float = CONNECT_SECONDS,
        stall: float = STALL_SECONDS,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._address = address
        self._account = account
        self._secret = secret
        self._patience = (connect, stall)
        self._now = now
        self._session = Session(network)
        self._auth: Auth = nobody
        self._post_to = ""

    def form_list(self) -> list[listing.ListedForm]:
        """The forms that the server offers to this account."""
        try:
            data = self._get(self._url("formList"), LARGEST_LIST).data or b""
        except OpenRosaFailure as failure:
            if failure.code == failures.NOT_FOUND:
                raise OpenRosaFailure(failures.NO_SERVER, status=failure.status) from failure
            raise
        return _parsed(listing.parse_form_list, data)

    def manifest(self, url: str) -> list[listing.ListedFile]:
        """The files beside a form."""
        return _parsed(listing.parse_manifest, self._get(url, LARGEST_LIST).data or b"")

    def form(self, listed: listing.ListedForm, etag: str = "") -> Fetched:
        """A form's XML, unless it is still the one with that ETag; its sum is checked."""
        return self._checked(self._get(listed.download_url, LARGEST_FORM, etag), listed.hash)

    def file(self, listed: listing.ListedFile) -> bytes:
        """A file beside a form; its sum is checked."""
        return self._checked(self._get(listed.download_url, LARGEST_FILE), listed.hash).data or b""

    def deleted(self, integrity_url: str, ids: Sequence[str]) -> dict[str, bool]:
        """Of each of these entities whether the server has deleted it; those it does not know are absent."""
        mark = "&" if "?" in integrity_url else "?"
        url = integrity_url + mark + urlencode({"id": ",".join(ids)})
        return _parsed(listing.parse_integrity, self._get(url, LARGEST_LIST).data or b"")

    def largest(self) -> int:
        """How long a body the server takes, in bytes; 0 where it does not say. Also the proof that one may hand in."""
        url = self._url("submission")
        with self._answer("HEAD", url) as answer:
            if answer.status_code != 204:
                raise self._refusal(answer)
            self._post_to = urljoin(url, answer.headers.get("Location", "")) if answer.headers.get("Location") else url
            return largest_of(answer)

    def submit(self, xml: Part, post: Post, boundary: str, read: Reader) -> None:
        """Hand in one body of a submission; returns once the server has confirmed it."""
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        url = self._post_to or self._url("submission")
        with self._answer("POST", url, headers, lambda: Body(pieces(xml, post, boundary), read)) as answer:
            if answer.status_code not in _TAKEN:
                raise self._refusal(answer)
            read_whole(answer, LARGEST_LIST)

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def _url(self, path: str) -> str:
        return self._address.url(path, self._secret)

    def _checked(self, fetched: Fetched, hash_: str) -> Fetched:
        if fetched.data is not None and not listing.matches(fetched.data, hash_):
            raise OpenRosaFailure(failures.CONFUSED)
        return fetched

    def _get(self, url: str, most: int, etag: str = "") -> Fetched:
        with self._answer("GET", url, {"If-None-Match": etag} if etag else {}) as answer:
            if answer.status_code == 304 and etag:
                return Fetched(None, etag)
            if answer.status_code != 200:
                raise self._refusal(answer)
            return Fetched(read_whole(answer, most), answer.headers.get("ETag", ""))

    @contextmanager
    def _answer(
        self, method: str, url: str, headers: dict[str, str] | None = None, body: Callable[[], Body] | None = None
    ) -> Iterator[requests.Response]:
        """The answer to a request, after redirects and signing in."""
        for _ in range(_HOPS):
            with _told(), self._request(method, url, headers or {}, body) as answer:
                if answer.status_code not in _REDIRECTS:
                    yield answer
                    return
                url = self._followed(method, url, answer)
        raise OpenRosaFailure(failures.REDIRECTED)

    def _followed(self, method: str, url: str, answer: requests.Response) -> str:
        """Where a redirect leads. What is handed in follows to the same server only, and only where it stays a POST."""
        following: str = urljoin(url, answer.headers.get("Location", ""))
        elsewhere = origin_of(following) != origin_of(url)
        if method != "GET" and (elsewhere or (method == "POST" and answer.status_code not in (307, 308))):
            raise OpenRosaFailure(failures.REDIRECTED, status=answer.status_code)
        return following

    def _request(
        self, method: str, url: str, headers: dict[str, str], body: Callable[[], Body] | None
    ) -> requests.Response:
        if not is_private(url):
            raise OpenRosaFailure(failures.PLAIN)
        ours = origin_of(url) == self._address.origin
        answer = self._send(method, url, headers, body, self._auth if ours else nobody)
        if answer.status_code != 401 or not ours or not self._account or self._auth is not nobody:
            return answer
        auth = answering(answer.headers.get("WWW-Authenticate", ""), url, self._account, self._secret)
        if auth is None:
            return answer
        answer.close()
        signed = self._send(method, url, headers, body, auth)
        if signed.status_code != 401:
            self._auth = auth
        return signed

    def _send(
        self, method: str, url: str, headers: dict[str, str], body: Callable[[], Body] | None, auth: Auth
    ) -> requests.Response:
        named = {"X-OpenRosa-Version": "1.0", "Date": formatdate(self._now(), usegmt=True), "User-Agent": "kotexing"}
        data: Any = body() if body else None
        return self._session.request(
            method,
            url,
            data=data,
            headers=named | headers,
            auth=auth,
            timeout=self._patience,
            stream=True,
            allow_redirects=False,
        )

    def _refusal(self, answer: requests.Response) -> OpenRosaFailure:
        return of_status(answer.status_code, seconds_of(answer), self._clean(message_of(answer)))

    def _clean(self, text: str) -> str:
        """What a server says may quote the address it was asked at."""
        return text.replace(self._secret, "…") if self._secret else text


@contextmanager
def _told() -> Iterator[None]:
    """What the libraries raise, in our words."""
    try:
        yield
    except requests.exceptions.SSLError as error:
        code = line_failures.certificate_code(error)
        code = failures.UNTRUSTED if code == line_failures.UNTRUSTED else code
        raise OpenRosaFailure(code, today=line_failures.today()) from error
    except requests.exceptions.ReadTimeout as error:
        raise OpenRosaFailure(failures.STALLED) from error
    except (requests.exceptions.InvalidURL, requests.exceptions.MissingSchema, UnicodeError) as error:
        raise OpenRosaFailure(failures.CONFUSED) from error
    except (requests.exceptions.RequestException, OSError) as error:
        raise OpenRosaFailure(
            line_failures.proxy_code(error) or failures.UNREACHABLE,
            connected=not line_failures.never_connected(error) and not line_failures.proxy_code(error),
        ) from error


def _parsed(parse: Callable[[bytes], T], data: bytes) -> T:
    try:
        return parse(data)
    except FormError as error:
        raise OpenRosaFailure(failures.CONFUSED) from error
