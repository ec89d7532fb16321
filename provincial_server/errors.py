"""The one error of the server: a stable code of ``sync_protocol.codes``, the HTTP status and the exit code it means."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

from sync_protocol import codes

RESOURCES: Final = Path(__file__).resolve().parents[1] / "resources"

_STATUS: Final[dict[str, int]] = {
    codes.BAD_PASSWORD: 401,
    codes.TOKEN_EXPIRED: 401,
    codes.TOKEN_INVALID: 401,
    codes.DEVICE_REVOKED: 401,
    codes.NOT_ALLOWED: 403,
    codes.BUNDLE_REVOKED: 403,
    codes.BUNDLE_PERSON: 403,
    codes.NOT_FOUND: 404,
    codes.UNKNOWN: 404,
    codes.OFFSET_MISMATCH: 409,
    codes.FORM_CHANGED: 409,
    codes.FORM_NEEDED: 409,
    codes.TOO_LARGE: 413,
    codes.LOCKED_OUT: 423,
    codes.PROTOCOL_TOO_OLD: 426,
    codes.PROTOCOL_TOO_NEW: 426,
    # The number that the tus protocol gives to a failed checksum.
    codes.CHECKSUM_MISMATCH: 460,
    codes.TOO_BUSY: 503,
    codes.STORAGE_FULL: 507,
    "database_away": 503,
    "files_away": 503,
}


RETRY_SECONDS: Final = 5
"""When to come again where nothing better is known."""


class ServerError(Exception):
    """An expected failure. ``detail`` fills the holes of its text and travels with the reply.

    ``exit_code`` is what a command ends with: 1 the input is wrong, 3 the environment. ``wait`` is after how many
    seconds a 429 or 503 asks the caller to come again.
    """

    wait = RETRY_SECONDS

    def __init__(self, code: str, *, exit_code: int = 1, **detail: Any) -> None:
        super().__init__(code)
        self.code = code
        self.status = status_of(code)
        self.exit_code = exit_code
        self.detail = detail

    def message(self, lang: str) -> str:
        """The text for a person in ``zh`` or ``en``."""
        entry = texts().get(f"server.{self.code}", {})
        text = entry.get(lang) or entry.get("zh") or self.code
        try:
            return text.format(**self.detail)
        except KeyError:
            return text


def status_of(code: str) -> int:
    """The HTTP status that a code travels with."""
    return _STATUS.get(code, 400)


def statuses_of(code: str) -> tuple[int, ...]:
    """All statuses that a code may travel with: who asks for too much hears it as the caller's affair, else the server's."""
    return (429, 503) if code == codes.TOO_BUSY else (status_of(code),)


class TooMuch(ServerError):
    """The caller, or all callers together, ask for more than is taken on: 429, come again after ``wait`` seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__(codes.TOO_BUSY, exit_code=3)
        self.status = 429
        self.wait = wait


@cache
def texts() -> dict[str, dict[str, str]]:
    """The server's own texts, key -> language -> text."""
    loaded: dict[str, dict[str, str]] = json.loads((RESOURCES / "i18n" / "server.json").read_text(encoding="utf-8"))
    return loaded
