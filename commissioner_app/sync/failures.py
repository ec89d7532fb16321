"""What can go wrong on the way to the server, and the only questions anybody asks of it."""

from __future__ import annotations

from typing import Any, Final

from commissioner_app.errors import EnvironmentFault
from commissioner_app.sync.line_failures import PROXY_AWAY, PROXY_SIGN_IN
from sync_protocol import codes

UNREACHABLE: Final = "server_unreachable"
STALLED: Final = "server_stalled"
UNTRUSTED: Final = "server_untrusted"
CONFUSED: Final = "server_confused"
SERVER_ERROR: Final = "server_error"
SERVER_OLD: Final = "server_too_old"
DIFFERS: Final = "server_differs"
NOT_ALLOWED: Final = "server_not_allowed"

_RETRYABLE: Final = codes.RETRYABLE | {UNREACHABLE, STALLED, SERVER_ERROR, PROXY_AWAY}
_NEEDS_LOGIN: Final = codes.NEEDS_SIGN_IN | {codes.BAD_PASSWORD, codes.LOCKED_OUT}


class SyncFailure(EnvironmentFault):
    """The server could not be reached, or said no. ``status`` is the HTTP status, 0 without an answer.

    ``wait`` is how many seconds the server asked us to wait, 0 where it did not say.
    """

    def __init__(self, code: str, *, status: int = 0, wait: float = 0.0, connected: bool = True, **params: Any) -> None:
        super().__init__(code, **params)
        self.status = status
        self.wait = wait
        self.connected = connected
        """False where no connection came about: nothing was sent, and there is probably no network."""

    @property
    def retryable(self) -> bool:
        """Whether the same request may succeed a little later."""
        return self.code in _RETRYABLE

    @property
    def needs_login(self) -> bool:
        """Whether the person has to sign in again."""
        return self.code in _NEEDS_LOGIN

    @property
    def needs_update(self) -> bool:
        """Whether this program is too old for the server."""
        return self.code == codes.PROTOCOL_TOO_OLD


def of_reply(status: int, problem: Any, wait: float = 0.0) -> SyncFailure:
    """The failure that an error reply stands for; a body that is no ``Problem`` counts by its status."""
    body = problem if isinstance(problem, dict) else {}
    code = str(body.get("code") or "")
    # What the server says of a request has its own words; the same codes are said of records on this laptop too.
    code = {codes.PROTOCOL_TOO_NEW: SERVER_OLD, codes.NOT_ALLOWED: NOT_ALLOWED}.get(code, code)
    if status == 407:
        code = PROXY_SIGN_IN
    elif status in (429, 503) and code not in codes.RETRYABLE:
        code = codes.TOO_BUSY
    elif status >= 500 and not code:
        code = SERVER_ERROR
    elif not code:
        code = codes.TOKEN_INVALID if status == 401 else codes.NOT_FOUND if status == 404 else CONFUSED
    elif status >= 500 and code not in (*codes.RETRYABLE, codes.STORAGE_FULL):
        code = SERVER_ERROR
    detail = body.get("detail")
    params = {key: value for key, value in detail.items() if isinstance(key, str)} if isinstance(detail, dict) else {}
    params.pop("code", None)
    params.pop("status", None)
    params.pop("wait", None)
    return SyncFailure(code, status=status, wait=wait, **params)
