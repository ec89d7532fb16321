"""The profile's key: 32 random bytes, wrapped by a key that Argon2id makes of the password. No key, no data.

``profile.json`` beside the database holds the wrapped key, the server's address and the laptop's id and short code;
nothing of the person.
"""

from __future__ import annotations

import base64
import dataclasses
import json
import os
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from commissioner_app.errors import EnvironmentFault, InputError
from commissioner_app.store.faults import disk_faults
from commissioner_app.system.files import write_atomic

FILE_NAME: Final = "profile.json"
_FORMAT: Final = 1
_BOUND: Final = b"kotexing profile key 1"


@dataclass(frozen=True, slots=True)
class Cost:
    """How hard Argon2id works: passes, memory in KiB, lanes. More than twice the least that OWASP asks for (46 MiB, one
    pass); about 0.15 s on a laptop of 2020, on one core, while the other loads the program."""

    passes: int = 2
    memory_kib: int = 64 * 1024
    lanes: int = 1


@dataclass(frozen=True, slots=True)
class Profile:
    """What ``profile.json`` says besides the wrapped key."""

    server: str = ""
    device_id: str = ""
    device_code: str = ""


def exists(folder: Path) -> bool:
    """Whether a folder is a profile."""
    return (folder / FILE_NAME).exists()


def create(folder: Path, password: str, profile: Profile, cost: Cost = Cost()) -> bytes:
    """Make a profile and give its new key. Raises ``InputError("profile_exists")``."""
    if exists(folder):
        raise InputError("profile_exists", folder=str(folder))
    key = os.urandom(32)
    _store(folder, profile, wrap(key, password, cost))
    return key


def unlock(folder: Path, password: str) -> bytes:
    """The key of a profile. Raises ``InputError`` (``bad_password``, ``no_profile``), ``EnvironmentFault``
    (``profile_damaged``, ``profile_newer``)."""
    return unwrap(_load(folder)["key"], password)


class Unlocking:
    """A profile's key, unlocked on another thread while the rest of the program loads: making a password slow takes as
    long as all the importing."""

    def __init__(self, folder: Path, password: str) -> None:
        self._asked = (folder.resolve(), password)
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="unlock")
        self._key: Future[bytes] | None = self._worker.submit(unlock, folder, password)
        self._worker.shutdown(wait=False)

    def take(self, folder: Path, password: str) -> bytes:
        """The key, handed out once; for another folder or password, or a second time, it is unlocked now. Raises as
        ``unlock`` does."""
        found, self._key = self._key, None
        if found is None or self._asked != (folder.resolve(), password):
            return unlock(folder, password)
        self._asked = (folder, "")
        return found.result()


def change_password(folder: Path, old: str, new: str, cost: Cost = Cost()) -> None:
    """Wrap the same key anew. Raises ``InputError("bad_password")`` where ``old`` is wrong; nothing is changed then."""
    key = unlock(folder, old)
    _store(folder, read(folder), wrap(key, new, cost))


def set_password(folder: Path, key: bytes, new: str, cost: Cost = Cost()) -> None:
    """Wrap a key that is already unlocked under a new password (the server's password was changed)."""
    _store(folder, read(folder), wrap(key, new, cost))


def read(folder: Path) -> Profile:
    """What a profile says without its password."""
    data = _load(folder)
    return Profile(*(str(data.get(name, "")) for name in Profile.__slots__))


def update(folder: Path, profile: Profile) -> None:
    """Change the server's address or the laptop's code; the wrapped key stays."""
    _store(folder, profile, _load(folder)["key"])


def wrap(key: bytes, password: str, cost: Cost) -> dict[str, Any]:
    """A key wrapped by a password, as JSON."""
    salt, nonce = os.urandom(16), os.urandom(12)
    sealed = AESGCM(_derived(password, salt, cost)).encrypt(nonce, key, _BOUND)
    return {
        "kdf": "argon2id",
        **dataclasses.asdict(cost),
        "salt": base64.b64encode(salt).decode(),
        "nonce": base64.b64encode(nonce).decode(),
        "sealed": base64.b64encode(sealed).decode(),
    }


def unwrap(data: dict[str, Any], password: str) -> bytes:
    """The key that ``wrap`` wrapped."""
    try:
        cost = Cost(data["passes"], data["memory_kib"], data["lanes"])
        salt, nonce, sealed = (base64.b64decode(data[name]) for name in ("salt", "nonce", "sealed"))
    except (KeyError, TypeError, ValueError) as error:
        raise EnvironmentFault("profile_damaged") from error
    try:
        return AESGCM(_derived(password, salt, cost)).decrypt(nonce, sealed, _BOUND)
    except InvalidTag as error:
        raise InputError("bad_password") from error


def _derived(password: str, salt: bytes, cost: Cost) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(
        password.encode(),
        salt,
        time_cost=cost.passes,
        memory_cost=cost.memory_kib,
        parallelism=cost.lanes,
        hash_len=32,
        type=Type.ID,
    )


def _load(folder: Path) -> dict[str, Any]:
    try:
        data = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
        found, _ = data["format"], data["key"]
    except FileNotFoundError as error:
        raise InputError("no_profile", folder=str(folder)) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EnvironmentFault("profile_damaged") from error
    if found != _FORMAT:
        raise EnvironmentFault("profile_newer", found=found, known=_FORMAT)
    return dict(data)


def _store(folder: Path, profile: Profile, key: dict[str, Any]) -> None:
    data = {"format": _FORMAT, **dataclasses.asdict(profile), "key": key}
    with disk_faults():
        write_atomic(folder / FILE_NAME, json.dumps(data, indent=1).encode())
