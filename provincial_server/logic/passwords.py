"""Passwords: Argon2id, and the least that a new one must be (domain.md 9.3)."""

from __future__ import annotations

import secrets
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from provincial_server.errors import ServerError

LEAST_LENGTH: Final = 8
LEAST_CLASSES: Final = 3
_WORDS: Final = ("cha", "shan", "lin", "he", "yun", "quan", "zhu", "song", "tian", "yu", "mei", "lan")

_hasher: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Checked when the name is unknown, so that an unknown name takes as long as a wrong password.
_NOBODY: Final = _hasher.hash(secrets.token_hex(16))


def hashed(password: str) -> str:
    """The Argon2id hash to store."""
    return _hasher.hash(password)


def fits(stored: str, password: str) -> bool:
    """Whether a password belongs to a stored hash; an empty hash never fits but costs the same time."""
    try:
        return _hasher.verify(stored or _NOBODY, password) and bool(stored)
    except (Argon2Error, InvalidHashError):
        return False


def check_new(password: str, login: str) -> None:
    """Raises ``ServerError("weak_password")`` for a password that is too short, too plain or holds the user name."""
    classes = (str.islower, str.isupper, str.isdigit, lambda sign: not sign.isalnum())
    used = sum(any(matches(sign) for sign in password) for matches in classes)
    if len(password) < LEAST_LENGTH or used < LEAST_CLASSES or login.lower() in password.lower():
        raise ServerError("weak_password", least=LEAST_LENGTH)


def made_up() -> str:
    """A random password that can be read aloud: about 50 bits."""
    words = [secrets.choice(_WORDS) for _ in range(4)]
    words[0] = words[0].capitalize()
    return "-".join([*words, f"{secrets.randbelow(10**10):010d}"])
