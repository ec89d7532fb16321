"""What the libraries below raise when a line does not come about, as the codes that have words."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import datetime
from typing import Final

import requests
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

UNTRUSTED: Final = "server_untrusted"
EXPIRED: Final = "certificate_expired"
EARLY: Final = "certificate_early"
WRONG_NAME: Final = "certificate_name"
PROXY_AWAY: Final = "proxy_unreachable"
PROXY_SIGN_IN: Final = "proxy_sign_in"

# OpenSSL's numbers, then those of Windows (CERT_E_…) and of macOS (errSec…), which truststore hands on.
_REASONS: Final = {
    9: EARLY, 10: EXPIRED, 62: WRONG_NAME, 64: WRONG_NAME,
    0x800B0101: EXPIRED, 0x800B010F: WRONG_NAME,
    -67818: EXPIRED, -67819: EARLY, -67602: WRONG_NAME,
}  # fmt: skip


def certificate_code(error: BaseException) -> str:
    """Why a certificate was not believed. An unknown issuer, and all else, is ``server_untrusted``."""
    for cause in chain(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            code = getattr(cause, "verify_code", 0) or 0
            return _REASONS.get(code, UNTRUSTED)
    return UNTRUSTED


def today() -> str:
    """What day this laptop thinks it is: a certificate seems expired or early where its clock is wrong."""
    return datetime.now().astimezone().date().isoformat()


def proxy_code(error: BaseException) -> str:
    """Whether it was the proxy that failed: a code, or empty."""
    if isinstance(error, requests.exceptions.ProxyError):
        return PROXY_SIGN_IN if any("407" in str(cause) for cause in chain(error)) else PROXY_AWAY
    return ""


def never_connected(error: Exception) -> bool:
    """Whether the address was not found, or nobody took the call there. requests has the same class for a line that was
    cut later; only urllib3's reason tells them apart."""
    inner = error.args[0] if error.args else None
    reason = getattr(inner, "reason", inner)
    return isinstance(reason, NewConnectionError | ConnectTimeoutError)


def chain(error: BaseException) -> Iterator[BaseException]:
    """An error and all that it was raised from or holds as its reason."""
    seen: set[int] = set()
    waiting: list[object] = [error]
    while waiting:
        one = waiting.pop(0)
        if not isinstance(one, BaseException) or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
