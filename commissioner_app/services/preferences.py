"""What a person set: declared in ``commissioner_app/settings.py``, kept in the profile."""

from __future__ import annotations

from typing import Any

from commissioner_app.services.desk import Desk


class Preferences:
    """Settings of this profile."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def get(self, key: str) -> Any:
        """The value set, else the declared default. Raises ``Bug`` unknown_setting."""
        raise NotImplementedError

    def set(self, key: str, value: Any) -> None:
        """Keep a value. Raises ``InputError`` bad_setting when it is not of the declared type or choices."""
        raise NotImplementedError

    def get_state(self, name: str) -> Any:
        """What the window keeps for itself under a free name (column widths, splitter positions); None at first."""
        raise NotImplementedError

    def set_state(self, name: str, value: Any) -> None:
        """Keep something for the window; ``value`` is JSON."""
        raise NotImplementedError
