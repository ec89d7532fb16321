"""Where an OpenRosa server is: a base address, and the secret that some servers put into it.

An app user of ODK Central signs in by a key in the path (``/v1/key/KEY/projects/N``), a data collector of KoboToolbox by
a token (``/collector/TOKEN``). Whoever keeps an address must not keep these, so they are taken apart here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

from commissioner_app.forms.errors import FormError

MARK: Final = "{key}"
_SECRET: Final = re.compile(r"(/v1/key/|/v1/test/|/collector/)([^/]+)")
_ENDS: Final = ("/formList", "/submission")
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """``base`` has no slash at its end; ``{key}`` stands where the secret belongs."""

    base: str

    @property
    def has_key(self) -> bool:
        """Whether the secret is part of the path; otherwise an account signs in."""
        return MARK in self.base

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port: what has to be the same for a secret to be shown."""
        return origin_of(self.base)

    @property
    def host(self) -> str:
        """The host with its port, for a person."""
        return urlsplit(self.base).netloc

    def url(self, path: str, key: str = "") -> str:
        """The whole address of ``path`` (``formList``, ``submission``)."""
        return f"{self.base.replace(MARK, quote(key, safe='!$'))}/{path}"


def parse_address(text: str) -> tuple[ServerAddress, str]:
    """The address a person typed or pasted, and the key that was in it ("" where there was none).

    Raises ``FormError``: "openrosa_address", or "openrosa_plain" for plain http to another computer.
    """
    written = text.strip().rstrip("/")
    for end in _ENDS:
        written = written.removesuffix(end)
    try:
        parts = urlsplit(written)
        port = parts.port
    except ValueError as error:
        raise FormError("openrosa_address") from error
    wrong = parts.scheme not in ("http", "https") or not parts.hostname or port == 0
    if wrong or parts.username or parts.password or parts.query or parts.fragment or not written.isprintable():
        raise FormError("openrosa_address")
    if not is_private(written):
        raise FormError("openrosa_plain")
    found = _SECRET.search(parts.path)
    key = found[2] if found and found[2] != MARK else ""
    path = _SECRET.sub(lambda match: match[1] + MARK, parts.path, count=1)
    return ServerAddress(f"{parts.scheme}://{parts.netloc}{path}"), key


def origin_of(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of an address; empty parts where it is none."""
    try:
        parts = urlsplit(url)
        return parts.scheme, parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        return "", "", 0


def is_private(url: str) -> bool:
    """Whether nobody on the way can read along: https, or this very computer."""
    scheme, host, _ = origin_of(url)
    return scheme == "https" or (scheme == "http" and host in _LOOPBACK)
