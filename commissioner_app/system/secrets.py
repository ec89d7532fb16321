"""The only door to the system's keyring; a laptop without one simply remembers nothing."""

from __future__ import annotations

from typing import Protocol

SERVICE = "kotexing"


class SecretStore(Protocol):
    """A place for one secret per name."""

    def get(self, name: str) -> str | None: ...

    def set(self, name: str, secret: str) -> bool: ...

    def forget(self, name: str) -> None: ...


class KeyringStore:
    """The system keyring (Windows Credential Locker, Secret Service, Keychain). Imported late: it costs 100 ms."""

    def get(self, name: str) -> str | None:
        import keyring
        import keyring.errors

        try:
            secret: str | None = keyring.get_password(SERVICE, name)
        except keyring.errors.KeyringError:
            return None
        return secret

    def set(self, name: str, secret: str) -> bool:
        """Remember a secret; False where this laptop has no keyring."""
        import keyring
        import keyring.errors

        try:
            keyring.set_password(SERVICE, name, secret)
        except keyring.errors.KeyringError:
            return False
        return True

    def forget(self, name: str) -> None:
        import contextlib

        import keyring
        import keyring.errors

        with contextlib.suppress(keyring.errors.KeyringError):
            keyring.delete_password(SERVICE, name)


class MemoryStore:
    """Secrets for one run: tests, and people who do not want the keyring."""

    def __init__(self) -> None:
        self._secrets: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        return self._secrets.get(name)

    def set(self, name: str, secret: str) -> bool:
        self._secrets[name] = secret
        return True

    def forget(self, name: str) -> None:
        self._secrets.pop(name, None)
