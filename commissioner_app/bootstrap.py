"""The composition root: builds the whole program without a window; tests pass their own clock, secrets and transport."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from commissioner_app.services.account import Accounts
from commissioner_app.services.program import Program
from commissioner_app.system.clock import Clock
from commissioner_app.system.secrets import SecretStore

if TYPE_CHECKING:
    from commissioner_app.sync.transport import Transport


def open_profile(
    folder: Path,
    password: str,
    *,
    clock: Clock | None = None,
    secrets: SecretStore | None = None,
    transport: Transport | None = None,
) -> Program:
    """Open a profile; no network is needed.

    Raises ``InputError`` bad_password, profile_not_found; ``EnvironmentFault`` profile_newer, profile_locked …"""
    raise NotImplementedError


def create_profile(
    folder: Path,
    server: str,
    user: str,
    password: str,
    *,
    clock: Clock | None = None,
    secrets: SecretStore | None = None,
    transport: Transport | None = None,
    device_name: str = "",
) -> Program:
    """Sign in at the server and make a new encrypted profile; the first sync is the caller's next step.

    Raises ``InputError`` bad_password, profile_exists; ``EnvironmentFault`` server_unreachable …"""
    raise NotImplementedError


def accounts(folder: Path | None = None, *, secrets: SecretStore | None = None) -> Accounts:
    """What the sign-in window needs; ``folder`` holds the profiles (the user's own data folder by default)."""
    raise NotImplementedError
