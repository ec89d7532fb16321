"""Signing in: profiles on this laptop, opening one offline with its password, making a new one with the server."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from commissioner_app.errors import InputError
from commissioner_app.services.backup import BackupRow, rows_of
from commissioner_app.services.desk import Desk
from commissioner_app.services.network import SHIPPED, Trust
from commissioner_app.store import keys
from commissioner_app.system.clock import Clock, stamp
from commissioner_app.system.files import write_atomic
from commissioner_app.system.secrets import SecretStore

if TYPE_CHECKING:
    from commissioner_app.services.program import Program

LEAST_PASSWORD: Final = 8
KNOWN_FILE: Final = "profiles.json"


def secret_name(folder: Path) -> str:
    """Under which name the keyring holds a profile's password; the folder's path is not shown to other programs."""
    return "profile-" + hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """A profile of this laptop, as far as it can be told without its password. ``remembered``: the keyring holds it."""

    folder: Path
    name: str
    server: str
    last_opened: str
    remembered: bool


class Accounts:
    """What the sign-in window asks. Built by ``bootstrap.accounts()``; needs no profile.

    ``profiles.json`` beside the profiles remembers which sign-in name each belongs to and when it was opened.
    """

    def __init__(
        self,
        folder: Path,
        *,
        secrets: SecretStore,
        clock: Clock,
        open_profile: Callable[[Path, str], Program],
        create_profile: Callable[[Path, str, str, str, Trust], Program],
        restore_latest: Callable[[Path, str], Path],
        restore_profile: Callable[[Path, Path, str], Path],
        tell_wiped: Callable[[], bool] = lambda: False,
    ) -> None:
        self._folder = folder
        self._secrets = secrets
        self._clock = clock
        self._open = open_profile
        self._create = create_profile
        self._restore_latest = restore_latest
        self._restore_profile = restore_profile
        self.tell_wiped = tell_wiped
        """Whether the administrator had a profile wiped since it was last asked."""

    def profiles(self) -> list[ProfileRow]:
        """The profiles of this laptop, last opened first."""
        known = self._known()
        found = []
        for path in sorted(self._folder.glob(f"*/{keys.FILE_NAME}")):
            facts = known.get(path.parent.name, {})
            found.append(
                ProfileRow(
                    folder=path.parent,
                    name=facts.get("name") or path.parent.name,
                    server=keys.read(path.parent).server,
                    last_opened=facts.get("opened", ""),
                    remembered=facts.get("remembered") == "yes",
                )
            )
        return sorted(found, key=lambda row: row.last_opened, reverse=True)

    def open(self, folder: Path, password: str, *, remember: bool = False) -> Program:
        """Open a profile; no network needed. Raises ``InputError`` bad_password, ``EnvironmentFault``."""
        program = self._open(folder, password)
        self._note(folder, opened=stamp(self._clock.now()))
        if remember and self._secrets.set(secret_name(folder), password):
            self._note(folder, remembered="yes")
        return program

    def open_remembered(self, folder: Path) -> Program | None:
        """Open with the password in the keyring, None where it holds none (or an old one)."""
        password = self._secrets.get(secret_name(folder))
        if password is None:
            return None
        try:
            return self.open(folder, password)
        except InputError:
            self._secrets.forget(secret_name(folder))
            self._note(folder, remembered="")
            return None

    def backups(self, folder: Path) -> list[BackupRow]:
        """The backups of a profile, newest first; also where its database cannot be opened."""
        return rows_of(folder)

    def restore(self, folder: Path, backup: Path, password: str) -> Path:
        """Put a backup in the place of a closed profile's database; gives where the former files lie. Raises
        ``InputError`` bad_password, backup_not_found; ``EnvironmentFault`` backup_damaged, disk_full."""
        return self._restore_profile(folder, backup, password)

    def restore_latest(self, folder: Path, password: str = "") -> Path:
        """Where a profile's database is damaged (``EnvironmentFault`` database_damaged on opening): return to its newest
        sound backup with what was not sent since. The damaged files are set aside. An empty password is taken from the
        keyring. Raises ``InputError`` bad_password, ``EnvironmentFault`` no_backup."""
        return self._restore_latest(folder, password or self._secrets.get(secret_name(folder)) or "")

    def create(
        self,
        server: str,
        user: str,
        password: str,
        *,
        remember: bool = False,
        trust: Trust = SHIPPED,
    ) -> Program:
        """Sign in at the server and make a profile; an existing profile of the same server and user is opened.

        The first sync is the caller's next step. Raises ``InputError`` bad_password, ``EnvironmentFault``."""
        server = server.strip().rstrip("/")
        folder = self._folder / _folder_name(server, user)
        if not keys.exists(folder):
            program = self._create(folder, server, user, password, trust)
            self._note(folder, name=user, opened=stamp(self._clock.now()))
            if remember and self._secrets.set(secret_name(folder), password):
                self._note(folder, remembered="yes")
            return program
        return self.open(folder, password, remember=remember)

    def _known(self) -> dict[str, dict[str, str]]:
        try:
            known = json.loads((self._folder / KNOWN_FILE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return known if isinstance(known, dict) else {}

    def _note(self, folder: Path, **facts: str) -> None:
        """Only the sign-in name is kept, and only for profiles in the usual place."""
        if folder.parent != self._folder:
            return
        known = self._known()
        known[folder.name] = {**known.get(folder.name, {}), **facts}
        write_atomic(self._folder / KNOWN_FILE, json.dumps(known, ensure_ascii=False, indent=1).encode())


class Account:
    """The signed-in person's own account (``program.account``)."""

    def __init__(self, desk: Desk, secrets: SecretStore) -> None:
        self._desk = desk
        self._secrets = secrets

    def folder(self) -> Path:
        """Where the profile lies."""
        return self._desk.folder

    def server(self) -> str:
        """The address of the provincial server."""
        return keys.read(self._desk.folder).server

    def set_server(self, server: str) -> None:
        """The server has moved to another address."""
        profile = keys.read(self._desk.folder)
        keys.update(self._desk.folder, keys.Profile(server.strip().rstrip("/"), profile.device_id, profile.device_code))

    def change_password(self, old: str, new: str) -> None:
        """Wrap the key with a new password. Raises ``InputError`` bad_password, password_too_short."""
        if len(new) < LEAST_PASSWORD:
            raise InputError("password_too_short", least=LEAST_PASSWORD)
        keys.change_password(self._desk.folder, old, new)
        if self._secrets.get(secret_name(self._desk.folder)) is not None:
            self._secrets.set(secret_name(self._desk.folder), new)

    def remember(self, password: str) -> bool:
        """Put the password into the keyring; False where this laptop has none."""
        return self._secrets.set(secret_name(self._desk.folder), password)

    def remembers(self) -> bool:
        """Whether the keyring holds a password of this profile; it may take its time to answer."""
        return self._secrets.get(secret_name(self._desk.folder)) is not None

    def forget(self) -> None:
        """Take the password out of the keyring."""
        self._secrets.forget(secret_name(self._desk.folder))

    def unlocks(self, password: str) -> bool:
        """Whether this is the profile's password (idle lock)."""
        try:
            keys.unlock(self._desk.folder, password)
        except InputError:
            return False
        return True


def _folder_name(server: str, user: str) -> str:
    """A folder per server and sign-in name, readable where the name is."""
    host = urlsplit(server).netloc or server
    readable = re.sub(r"\W+", "-", f"{user}-{host}").strip("-")[:48]
    digest = hashlib.sha256(f"{server}\n{user}".encode()).hexdigest()
    return f"{readable}-{digest[:8]}"
