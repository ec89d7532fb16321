"""Signing a laptop in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

from commissioner_app.sync import failures
from commissioner_app.sync.failures import SyncFailure
from commissioner_app.sync.http import parsed
from commissioner_app.sync.transport import Transport
from sync_protocol.messages import PROTOCOL, SignInReply

_NEEDED: Final = ("access_token", "refresh_token", "device_id", "device_code", "person_id", "appointments", "buckets")


def sign_in(
    transport: Transport, user: str, password: str, *, device_id: str = "", device_name: str = ""
) -> SignInReply:
    """Sign in; an empty ``device_id`` registers this laptop.

    Raises ``SyncFailure`` (``bad_password``, ``locked_out``, ``server_unreachable`` …).
    """
    request = {
        "protocol": PROTOCOL,
        "user": user,
        "password": password,
        "device_id": device_id,
        "device_name": device_name,
    }
    reply: Mapping[str, Any] = parsed(transport.call("POST", "/v1/session", json=request, signed=False))
    if not isinstance(reply, dict) or any(name not in reply for name in _NEEDED):
        raise SyncFailure(failures.CONFUSED)
    return cast(SignInReply, reply)
