"""The way to the servers as the person set it: proxy, exceptions, certificates; and a try that says whether it works."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from commissioner_app.errors import InputError
from commissioner_app.services.desk import Desk
from commissioner_app.services.preferences import Preferences
from commissioner_app.store import keys
from commissioner_app.system.files import write_atomic

if TYPE_CHECKING:
    from commissioner_app.sync.network import Network

FILE_NAME: Final = "authorities.pem"
"""Lies open in the profile's folder: a certificate is no secret, and it is needed before anything is unlocked."""


def read(path: Path, now: datetime) -> bytes:
    """The certificates of authorities in a file, judged, as PEM. Raises ``InputError`` ca_unreadable, ca_expired …"""
    from commissioner_app.sync.certificates import LARGEST, read_authorities

    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise InputError("ca_unreadable", file=path.name) from error
    return read_authorities(data, now)[0]


@dataclass(frozen=True, slots=True)
class AuthorityRow:
    """Whom an added certificate names, until when it holds (ISO 8601), and its SHA-256 as it is read out."""

    subject: str
    until: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom a first sign-in believes besides the shipped authorities: those of a file, and those this computer believes."""

    authorities: Path | None = None
    system: bool = False

    def read(self, now: datetime) -> bytes:
        """The certificates of the file as PEM, empty without one. Raises ``InputError`` ca_unreadable, ca_expired …"""
        return read(self.authorities, now) if self.authorities else b""

    @contextmanager
    def network(self, now: datetime) -> Iterator[Network]:
        """The way to a server before there is a profile."""
        from commissioner_app.sync.network import Network

        with tempfile.TemporaryDirectory(prefix="kotexing-") as folder:
            kept, pem = Path(folder) / FILE_NAME, self.read(now)
            kept.write_bytes(pem)
            yield Network(authorities=kept if pem else None, system_trust=self.system)


SHIPPED: Final = Trust()


class Networking:
    """What the settings show and keep, and what every call goes by."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._preferences = Preferences(desk.store)

    def network(self) -> Network:
        """The way as it is set now."""
        from commissioner_app.sync.network import Network, parse_direct

        get = self._preferences.get
        own = self._file()
        return Network(
            proxy=get("proxy"),
            address=get("proxy_address"),
            direct=parse_direct(get("proxy_direct")),
            authorities=own if own.exists() else None,
            system_trust=get("trust_system"),
        )

    def set_proxy_address(self, typed: str) -> str:
        """Keep the proxy that was typed; gives it as it was understood. Raises ``InputError`` bad_proxy_address."""
        from commissioner_app.sync.network import parse_proxy

        address = parse_proxy(typed) if typed.strip() else ""
        self._preferences.set("proxy_address", address)
        return address

    def try_it(self, typed: str | None = None) -> float:
        """Look for the provincial server on the way that is set, or through the proxy ``typed`` without keeping it; gives
        how many seconds the answer took. Raises ``InputError`` bad_proxy_address, ``EnvironmentFault`` server_unreachable,
        proxy_unreachable, server_untrusted …"""
        from commissioner_app.sync import reach
        from commissioner_app.sync.network import parse_proxy

        network = self.network()
        if typed is not None:
            network = replace(network, address=parse_proxy(typed))
        began = self._desk.clock.monotonic()
        reach.look(keys.read(self._desk.folder).server, network)
        return self._desk.clock.monotonic() - began

    def authorities(self) -> list[AuthorityRow]:
        """The certificates that were added, also those that have expired since; none where the file is damaged."""
        from commissioner_app.sync.certificates import shown_authorities

        try:
            found = shown_authorities(self._file().read_bytes())
        except OSError:
            return []
        return [AuthorityRow(one.subject, one.until, one.fingerprint) for one in found]

    def add_authorities(self, path: Path) -> list[AuthorityRow]:
        """Believe the certificates of a file (PEM or DER) from now on, in place of any added before; the file itself is no
        longer needed. Raises ``InputError`` ca_unreadable, ca_not_authority, ca_expired, ca_not_yet."""
        write_atomic(self._file(), read(path, self._desk.clock.now()))
        return self.authorities()

    def remove_authorities(self) -> None:
        """Believe only the shipped certificates again."""
        self._file().unlink(missing_ok=True)

    def _file(self) -> Path:
        return self._desk.folder / FILE_NAME
