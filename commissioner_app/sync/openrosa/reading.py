"""Reading a server's answer: whole or not at all, within bounds, and what it says in words."""

from __future__ import annotations

from typing import Final

import requests

from commissioner_app.forms.errors import FormError
from commissioner_app.forms.model.dom import parse_xml
from commissioner_app.forms.model.texts import local_name
from commissioner_app.sync.openrosa import failures
from commissioner_app.sync.openrosa.failures import OpenRosaFailure

_PIECE: Final = 64 * 1024
_MESSAGE_BYTES: Final = 64 * 1024
_MESSAGE: Final = 200
LONGEST_WAIT: Final = 3600.0


def read_whole(answer: requests.Response, most: int) -> bytes:
    """The decoded content. Raises ``OpenRosaFailure``: cut short, or longer than ``most`` bytes (also once unpacked)."""
    pieces: list[bytes] = []
    size = 0
    try:
        for piece in answer.iter_content(_PIECE):
            size += len(piece)
            if size > most:
                raise OpenRosaFailure(failures.CONFUSED)
            pieces.append(piece)
    except requests.exceptions.ConnectionError as error:
        # A line that stands still while a body is read comes through as a ConnectionError with a timeout inside.
        raise OpenRosaFailure(failures.STALLED if "timed out" in str(error) else failures.UNREACHABLE) from error
    return b"".join(pieces)


def message_of(answer: requests.Response) -> str:
    """What an ``OpenRosaResponse`` (or a short text) says, on one line; "" where it says nothing readable."""
    try:
        data = read_whole(answer, _MESSAGE_BYTES)
    except (OpenRosaFailure, requests.exceptions.RequestException):
        return ""
    try:
        root = parse_xml(data)
        text = next((element.text or "" for element in root.iter() if local_name(element) == "message"), "")
    except FormError:
        text = ""
    line = " ".join(word for word in text.split() if word.isprintable())
    return line[:_MESSAGE]


def largest_of(answer: requests.Response) -> int:
    """``X-OpenRosa-Accept-Content-Length`` in bytes, 0 where it is not said."""
    value = answer.headers.get("X-OpenRosa-Accept-Content-Length", "").strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else 0


def seconds_of(answer: requests.Response) -> float:
    """``Retry-After`` in seconds, at most an hour; 0 where it is not said in seconds."""
    value = answer.headers.get("Retry-After", "").strip()
    return min(float(value), LONGEST_WAIT) if value.isascii() and value.isdigit() and len(value) < 9 else 0.0
