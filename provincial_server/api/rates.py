"""How often one laptop or one address may call: so many at once, then so many a second.

A bucket that leaks is one number per caller (GCRA: the moment at which the caller is even again), so a flood of made-up
callers costs little memory, and the number of those remembered is bounded.
"""

from __future__ import annotations

import hashlib
import ipaddress
import math
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from time import monotonic
from typing import Final

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from provincial_server import metrics
from provincial_server.api.errors import problem
from provincial_server.errors import TooMuch
from provincial_server.settings import Limits

_REMEMBERED: Final = 50_000
_SIGN_IN: Final = "/v1/session"
_FREE: Final = frozenset({"/health", "/metrics"})


class Rate:
    """``rate`` calls a second (not 0) for each key, after ``burst`` at once."""

    def __init__(
        self, rate: float, burst: int, *, remembered: int = _REMEMBERED, clock: Callable[[], float] = monotonic
    ) -> None:
        self._step = 1 / rate
        self._slack = burst / rate
        self._most = remembered
        self._clock = clock
        self._even: OrderedDict[str, float] = OrderedDict()

    def __len__(self) -> int:
        """How many keys are remembered."""
        return len(self._even)

    def take(self, key: str) -> float:
        """Count a call; 0 where it may go on, else after how many seconds it may (it is not counted then)."""
        now = self._clock()
        even = max(self._even.pop(key, now), now) + self._step
        late = even - now - self._slack
        self._even[key] = even if late <= 0 else even - self._step
        if len(self._even) > self._most:
            # The one that was quiet for longest; most likely it is even again, and nothing is forgotten.
            self._even.popitem(last=False)
        return max(0.0, late)


class Networks:
    """Addresses and networks, to be asked whether an address is among them. Raises ``ValueError`` for what is neither."""

    def __init__(self, named: Iterable[str]) -> None:
        self._networks = [ipaddress.ip_network(one, strict=False) for one in named]

    def __contains__(self, address: str) -> bool:
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in self._networks)


class RateLimits:
    """ASGI: answers 429 for whoever calls too often. Comes after the balancer's word for the address was taken."""

    def __init__(self, app: ASGIApp, limits: Limits, proxies: Networks) -> None:
        self._app = app
        self._proxies = proxies
        self._devices = Rate(limits.device_rate, limits.device_burst)
        self._addresses = Rate(limits.address_rate, limits.address_burst)
        self._sign_ins = Rate(limits.sign_in_rate, limits.sign_in_burst)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] not in _FREE:
            seconds = max(self._waits(scope), default=0.0)
            if seconds > 0:
                metrics.turned_away.labels("rate").inc()
                refusal = TooMuch(math.ceil(seconds))
                await problem(Request(scope), refusal, refusal.status)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _waits(self, scope: Scope) -> Iterator[float]:
        address = scope["client"][0] if scope.get("client") else ""
        # A balancer that does not say whom it speaks for, or a program on this machine, is not one laptop.
        if address and address not in self._proxies:
            address = _network(address)
            yield self._addresses.take(address)
            if scope["method"] == "POST" and scope["path"] == _SIGN_IN:
                yield self._sign_ins.take(address)
        token = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
        if token:
            # A token is a secret: only its hash is remembered.
            yield self._devices.take(hashlib.blake2b(token, digest_size=16).hexdigest())


def _network(address: str) -> str:
    """What one caller has: an IPv4 address, or the 64 bits of IPv6 that a line is given (and may vary below)."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return address
    return str(ipaddress.ip_network((int(found) >> 64 << 64, 64)).network_address)
