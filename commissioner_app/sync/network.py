"""How this laptop gets to a server: through which proxy, and whose certificates it believes. One session for all calls."""

from __future__ import annotations

import ipaddress
import os
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import urlsplit

import certifi
import requests
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies

from commissioner_app.errors import InputError

ProxyUse = Literal["system", "none", "manual"]
# What requests itself listens to: an administrator may have set one of them for all programs.
_BUNDLE_VARIABLES: Final = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")


@dataclass(frozen=True, slots=True)
class Network:
    """``proxy``: that of the system (its environment, the Windows registry, the settings of macOS), none, or ``address``.

    ``direct`` are hosts, ``*.domains`` and networks (``10.0.0.0/8``) that ``address`` is not used for. ``authorities`` is
    a PEM file of certificates believed besides the shipped ones; ``system_trust`` believes what this computer believes.
    """

    proxy: ProxyUse = "system"
    address: str = field(default="", repr=False)  # it may hold a password
    direct: tuple[str, ...] = ()
    authorities: Path | None = None
    system_trust: bool = False

    def proxies(self, url: str) -> dict[str, str]:
        """The proxies for an address, as requests takes them; empty where the way is direct. This laptop itself is
        never asked for through a proxy."""
        host = urlsplit(url).hostname or ""
        if self.proxy == "none" or is_loopback(host):
            return {}
        if self.proxy == "system":
            found: dict[str, str] = get_environ_proxies(url)
            return found
        if not self.address or any(covers(rule, host) for rule in self.direct):
            return {}
        return {"http": self.address, "https": self.address}

    def context(self) -> ssl.SSLContext:
        """Whom to believe. Raises ``InputError`` ca_unreadable where the file of authorities is gone or damaged."""
        context = _system_context() if self.system_trust else ssl.create_default_context(cafile=_bundle())
        if self.authorities is not None:
            try:
                context.load_verify_locations(cadata=self.authorities.read_text(encoding="ascii"))
            except (OSError, ValueError, ssl.SSLError) as error:
                raise InputError("ca_unreadable", file=self.authorities.name) from error
        return context


USUAL: Final = Network()
"""The system's proxy and the shipped certificates."""


def parse_proxy(text: str) -> str:
    """A proxy as a person types it (``10.1.2.3:8080``, ``http://name:password@host:8080``) as an address.

    Raises ``InputError`` bad_proxy_address."""
    typed = text.strip()
    address = typed if "://" in typed else f"http://{typed}"
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise InputError("bad_proxy_address") from error
    plain = parts.path in ("", "/") and not parts.query and not parts.fragment
    if parts.scheme not in ("http", "https") or not parts.hostname or not port or not plain or " " in typed:
        raise InputError("bad_proxy_address")
    return address.rstrip("/")


def parse_direct(text: str) -> tuple[str, ...]:
    """The exceptions from a proxy, typed with commas, semicolons, blanks or new lines between."""
    for mark in ",;，；、\n\t":
        text = text.replace(mark, " ")
    return tuple(text.lower().split())


def is_loopback(host: str) -> bool:
    """Whether a host is this laptop."""
    found = _address(host)
    return host.lower().rstrip(".") == "localhost" or (found is not None and found.is_loopback)


def covers(rule: str, host: str) -> bool:
    """Whether an exception names a host: a network holds addresses, ``*.domain`` and ``.domain`` all below it."""
    host, rule = host.lower().rstrip("."), rule.lower()
    found = _address(host)
    if found is not None:
        try:
            return found in ipaddress.ip_network(rule, strict=False)
        except ValueError:
            return False
    if rule.startswith(("*.", ".")):
        domain = rule.lstrip("*").lstrip(".")
        return bool(domain) and (host == domain or host.endswith(f".{domain}"))
    return host == rule


class Session(requests.Session):  # type: ignore[misc]  # requests is untyped
    """A session that goes the laptop's way; whom it believes is made ready at the first private call."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self._network = network
        self._private: _Believing | None = None

    def merge_environment_settings(
        self, url: str, _proxies: Any, stream: Any, _verify: Any, cert: Any
    ) -> dict[str, Any]:
        return {"proxies": self._network.proxies(url), "stream": stream, "verify": True, "cert": cert}

    def get_adapter(self, url: str) -> Any:
        if url.lower().startswith("https:") and self._private is None:
            self._private = _Believing(self._network.context())
            self.mount("https://", self._private)
        return super().get_adapter(url)


class _Believing(HTTPAdapter):  # type: ignore[misc]  # requests is untyped
    """Verifies by a context of its own, not by the bundle that requests would load into it."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        super().__init__()

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, ssl_context=self._context, **options)

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        options |= {"ssl_context": self._context, "proxy_ssl_context": self._context}
        return super().proxy_manager_for(proxy, **options)

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        if url.lower().startswith("https"):
            conn.cert_reqs = "CERT_REQUIRED"


def _system_context() -> ssl.SSLContext:
    import truststore

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _bundle() -> str:
    named = (os.environ.get(name, "") for name in _BUNDLE_VARIABLES)
    return next((path for path in named if path and Path(path).is_file()), certifi.where())


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
