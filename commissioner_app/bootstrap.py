"""The composition root: builds the whole program without a window; tests pass their own clock, secrets and transport."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from commissioner_app.errors import InputError
from commissioner_app.services import program as services
from commissioner_app.services.account import Accounts
from commissioner_app.services.desk import Desk
from commissioner_app.services.network import FILE_NAME as AUTHORITIES
from commissioner_app.services.network import SHIPPED, Trust
from commissioner_app.services.program import Program
from commissioner_app.services.session import session_of
from commissioner_app.services.sync_runner import SIGN_IN, SyncRunner, sign_in
from commissioner_app.services.wiping import Wiping, finish_all, refuse_wiped, tell
from commissioner_app.store import keys, restore, wiping
from commissioner_app.store.store import Store
from commissioner_app.system.clock import Clock, SystemClock
from commissioner_app.system.files import write_atomic
from commissioner_app.system.paths import default_profiles_folder
from commissioner_app.system.secrets import KeyringStore, SecretStore

if TYPE_CHECKING:
    from commissioner_app.sync.transport import Transport


def open_profile(
    folder: Path,
    password: str,
    *,
    clock: Clock | None = None,
    secrets: SecretStore | None = None,
    transport: Transport | None = None,
    unlocking: keys.Unlocking | None = None,
) -> Program:
    """Open a profile; no network is needed. ``unlocking`` was begun before, where the password was known early.

    Raises ``InputError`` bad_password, no_profile; ``EnvironmentFault`` profile_newer, database_damaged, laptop_wiped …"""
    refuse_wiped(folder, secrets or KeyringStore())
    key = unlocking.take(folder, password) if unlocking else keys.unlock(folder, password)
    store = Store.open(folder, key, clock=clock or SystemClock())
    try:
        reply = store.sync_state.get(SIGN_IN)
        if reply is None:
            raise InputError("no_profile", folder=str(folder))
        return _program(folder, store, reply, secrets=secrets, transport=transport)
    except BaseException:
        store.close()
        raise


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
    trust: Trust = SHIPPED,
) -> Program:
    """Sign in at the server and make a new encrypted profile; the first sync is the caller's next step.

    ``trust`` is kept in the profile from then on. Raises ``InputError`` bad_password, profile_exists, bad_server_address,
    ca_unreadable, ca_expired …; ``EnvironmentFault`` server_unreachable …"""
    if keys.exists(folder):
        raise InputError("profile_exists", folder=str(folder))
    if not _is_address(server):
        raise InputError("bad_server_address")
    now = (clock or SystemClock()).now()
    with trust.network(now) as way:
        reply = sign_in(server, user, password, device_name=device_name, transport=transport, network=way)
    return make_profile(
        folder, server, user, password, reply, clock=clock, secrets=secrets, transport=transport, trust=trust
    )


def _is_address(server: str) -> bool:
    """Whether a text can be the address of a server at all."""
    try:
        parts = urlsplit(server)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def make_profile(
    folder: Path,
    server: str,
    user: str,
    password: str,
    reply: Mapping[str, Any],
    *,
    clock: Clock | None = None,
    secrets: SecretStore | None = None,
    transport: Transport | None = None,
    trust: Trust = SHIPPED,
) -> Program:
    """Make a profile from the server's answer to a sign-in (``SignInReply``); nothing stays when it fails half way.

    ``trust`` is kept in it. Raises ``InputError`` ca_unreadable, ca_expired …"""
    existed = folder.exists()
    profile = keys.Profile(server.rstrip("/"), str(reply["device_id"]), str(reply["device_code"]))
    key = keys.create(folder, password, profile)
    try:
        if trust.authorities:
            write_atomic(folder / AUTHORITIES, trust.read((clock or SystemClock()).now()))
        wiping.forget(folder)
        store = Store.open(folder, key, clock=clock or SystemClock())
        try:
            store.sync_state.set(SIGN_IN, {**reply, "user": user})
            if trust.system:
                store.settings.set("trust_system", True)
            return _program(folder, store, {**reply, "user": user}, secrets=secrets, transport=transport)
        except BaseException:
            store.close()
            raise
    except BaseException:
        (folder / keys.FILE_NAME).unlink(missing_ok=True)
        (folder / AUTHORITIES).unlink(missing_ok=True)
        if not existed:
            shutil.rmtree(folder, ignore_errors=True)
        raise


def restore_profile(folder: Path, backup: Path, password: str) -> Path:
    """Put a backup in the place of a closed profile's database; gives the folder where the former one lies.

    ``backup`` is a backup's folder, or the name of one in the profile. A profile that is gone altogether is made again
    from a backup that carries its key. Raises ``InputError`` bad_password, backup_not_found; ``EnvironmentFault``."""
    source = backup if backup.is_dir() else folder / "backups" / backup.name
    if not source.is_dir():
        raise InputError("backup_not_found", path=str(backup))
    if not keys.exists(folder) and keys.exists(source):
        key = keys.unlock(source, password)
        folder.mkdir(parents=True, exist_ok=True)
        aside = restore.from_backup(folder, key, source)
        shutil.copy2(source / keys.FILE_NAME, folder / keys.FILE_NAME)
        return aside
    return restore.from_backup(folder, keys.unlock(folder, password), source)


def restore_latest(folder: Path, password: str) -> Path:
    """Return to the newest backup of the profile that reads back whole; gives that backup's folder.

    Raises ``InputError`` bad_password, ``EnvironmentFault`` no_backup."""
    return folder / "backups" / restore.from_latest(folder, keys.unlock(folder, password)).name


def accounts(
    folder: Path | None = None,
    *,
    clock: Clock | None = None,
    secrets: SecretStore | None = None,
    unlocking: keys.Unlocking | None = None,
) -> Accounts:
    """What the sign-in window needs; ``folder`` holds the profiles (the user's own data folder by default)."""
    kept = secrets or KeyringStore()

    def opening(profile: Path, password: str) -> Program:
        return open_profile(profile, password, clock=clock, secrets=kept, unlocking=unlocking)

    def creating(profile: Path, server: str, user: str, password: str, trust: Trust) -> Program:
        return create_profile(profile, server, user, password, clock=clock, secrets=kept, trust=trust)

    place = folder or default_profiles_folder()
    finish_all(place, kept)
    return Accounts(
        place,
        secrets=kept,
        clock=clock or SystemClock(),
        open_profile=opening,
        create_profile=creating,
        restore_latest=restore_latest,
        restore_profile=restore_profile,
        tell_wiped=partial(tell, place),
    )


def _program(
    folder: Path,
    store: Store,
    reply: Mapping[str, Any],
    *,
    secrets: SecretStore | None,
    transport: Transport | None,
) -> Program:
    session = session_of(reply, store.clock.now().date().isoformat())
    desk = Desk(folder, store, session, store.clock)
    kept = secrets or KeyringStore()
    return services.build(desk, kept, SyncRunner(desk, transport, Wiping(desk, kept)))
