"""Signing in: profiles on this laptop, opening one offline with its password, making a new one with the server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from commissioner_app.services.desk import Desk

if TYPE_CHECKING:
    from commissioner_app.services.program import Program


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """A profile of this laptop, as far as it can be told without its password."""

    folder: Path
    name: str
    server: str
    last_opened: str
    remembered: bool
    """Whether the keyring holds its password."""


class Accounts:
    """What the sign-in window asks. Built by ``bootstrap.accounts()``; needs no profile."""

    def __init__(
        self,
        folder: Path,
        open_profile: Callable[[Path, str], Program],
        create_profile: Callable[[Path, str, str, str], Program],
        recall: Callable[[Path], str | None],
    ) -> None:
        self._folder = folder
        self._open = open_profile
        self._create = create_profile
        self._recall = recall

    def profiles(self) -> list[ProfileRow]:
        """The profiles of this laptop, last opened first."""
        raise NotImplementedError

    def open(self, folder: Path, password: str) -> Program:
        """Open a profile; no network needed. Raises ``InputError`` bad_password, ``EnvironmentFault``."""
        raise NotImplementedError

    def open_remembered(self, folder: Path) -> Program | None:
        """Open with the password in the keyring, None where it holds none (or an old one)."""
        raise NotImplementedError

    def create(self, server: str, user: str, password: str, *, remember: bool = False) -> Program:
        """Sign in at the server and make a profile; an existing profile of the same server and user is opened.

        The first sync is the caller's next step. Raises ``InputError`` bad_password, ``EnvironmentFault``."""
        raise NotImplementedError


class Account:
    """The signed-in person's own account (``program.account``)."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def folder(self) -> Path:
        """Where the profile lies."""
        raise NotImplementedError

    def server(self) -> str:
        """The address of the provincial server."""
        raise NotImplementedError

    def change_password(self, old: str, new: str) -> None:
        """Wrap the key with a new password. Raises ``InputError`` bad_password, password_too_short."""
        raise NotImplementedError

    def remember(self, password: str) -> bool:
        """Put the password into the keyring; False where this laptop has none."""
        raise NotImplementedError

    def forget(self) -> None:
        """Take the password out of the keyring."""
        raise NotImplementedError

    def unlocks(self, password: str) -> bool:
        """Whether this is the profile's password (idle lock)."""
        raise NotImplementedError
