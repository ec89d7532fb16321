"""How a sync may end, and what that means for the next one."""

from __future__ import annotations

from typing import Any, Final

from commissioner_app.errors import AppError, EnvironmentFault, InputError
from sync_protocol import codes

LAPTOP_WIPED: Final = "laptop_wiped"
"""The server had this laptop wiped: its profile is to be closed at once."""
STOPPED: Final = "stopped"
AWAY: Final = frozenset({"server_unreachable", "server_stalled", "proxy_unreachable"})
"""Errors after which nobody knows whether there is a network."""
ABOUT_THE_WAY: Final = frozenset(
    {
        "server_untrusted", "certificate_expired", "certificate_early", "certificate_name", "ca_unreadable",
        "proxy_sign_in", "bad_server_address",
    }
)  # fmt: skip
"""Errors that the settings of the network, or the laptop's clock, can mend."""


def failure(result: Any) -> AppError | None:
    """The error that a run's result stands for, None where it went well."""
    if result is None or result.ok or not result.error:
        return None
    if result.error in {codes.TOKEN_EXPIRED, codes.TOKEN_INVALID}:
        return InputError("sign_in_again")
    return EnvironmentFault(result.error, **dict(result.error_params))
