"""What can go wrong on the way to another platform's server, and the only questions anybody asks of it."""

from __future__ import annotations

from typing import Any, Final

from commissioner_app.errors import EnvironmentFault
from commissioner_app.sync.line_failures import PROXY_AWAY

UNREACHABLE: Final = "openrosa_unreachable"
STALLED: Final = "openrosa_stalled"
UNTRUSTED: Final = "openrosa_untrusted"
CONFUSED: Final = "openrosa_confused"
BUSY: Final = "openrosa_busy"
SIGN_IN: Final = "openrosa_sign_in"
NOT_ALLOWED: Final = "openrosa_not_allowed"
PLAIN: Final = "openrosa_plain"
REDIRECTED: Final = "openrosa_redirected"
NOT_FOUND: Final = "openrosa_not_found"
NO_SERVER: Final = "openrosa_no_server"
CONFLICT: Final = "openrosa_conflict"
REFUSED: Final = "openrosa_refused"
TOO_LARGE: Final = "openrosa_too_large"

_BY_STATUS: Final = {
    400: REFUSED, 401: SIGN_IN, 403: NOT_ALLOWED, 404: NOT_FOUND, 405: NOT_FOUND, 409: CONFLICT, 413: TOO_LARGE,
    429: BUSY,
}  # fmt: skip
_PASSING: Final = frozenset({UNREACHABLE, STALLED, BUSY, PROXY_AWAY})
_OF_SUBMISSION: Final = frozenset({CONFLICT, REFUSED, TOO_LARGE, NOT_FOUND})
CURABLE: Final = frozenset({NOT_FOUND, TOO_LARGE})
"""Refusals that the server's side can mend (the form is published, the limit raised): worth asking again later."""


class OpenRosaFailure(EnvironmentFault):
    """The server could not be reached, or said no. ``status`` is the HTTP status, 0 without an answer; ``wait`` how many
    seconds the server asked for; ``detail`` what it said, cut to a line; ``connected`` False where nobody took the call.
    No address is ever part of it: it may hold a key.
    """

    def __init__(
        self,
        code: str,
        *,
        status: int = 0,
        wait: float = 0.0,
        detail: str = "",
        connected: bool = True,
        **params: Any,
    ) -> None:
        super().__init__(code, **params)
        self.connected = connected
        self.status = status
        self.wait = wait
        self.detail = detail

    @property
    def passes(self) -> bool:
        """Whether the same request may succeed a little later."""
        return self.code in _PASSING

    @property
    def of_submission(self) -> bool:
        """Whether it says no to this one submission, and others may still go."""
        return self.code in _OF_SUBMISSION


def of_status(status: int, wait: float = 0.0, detail: str = "") -> OpenRosaFailure:
    """The failure that an HTTP status stands for."""
    code = BUSY if status >= 500 else _BY_STATUS.get(status, CONFUSED)
    return OpenRosaFailure(code, status=status, wait=wait, detail=detail)
