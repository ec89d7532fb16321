"""What a person set: declared in ``commissioner_app/settings.py``, kept in the profile."""

from __future__ import annotations

from typing import Any

from commissioner_app.errors import Bug, InputError
from commissioner_app.settings import SETTINGS, Setting
from commissioner_app.store.store import Store

WINDOW = "window."


class Preferences:
    """Settings of this profile."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, key: str) -> Any:
        """The value set, else the declared default. Raises ``Bug`` unknown_setting."""
        setting = _declared(key)
        value = self._store.settings.get(key, setting.default)
        # A value that an older program kept may not be a choice any more.
        return value if setting.accepts(value) else setting.default

    def set(self, key: str, value: Any) -> None:
        """Keep a value. Raises ``InputError`` bad_setting when it is not of the declared type or choices."""
        if not _declared(key).accepts(value):
            raise InputError("bad_setting", key=key)
        self._store.settings.set(key, value)

    def get_state(self, name: str) -> Any:
        """What the window keeps for itself under a free name (column widths, splitter positions); None at first."""
        return self._store.settings.get(WINDOW + name)

    def set_state(self, name: str, value: Any) -> None:
        """Keep something for the window; ``value`` is JSON."""
        self._store.settings.set(WINDOW + name, value)


def _declared(key: str) -> Setting:
    setting = SETTINGS.get(key)
    if setting is None:
        raise Bug("unknown_setting", key=key)
    return setting
