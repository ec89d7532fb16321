"""What a person may set: one declared table of key, default and choices; pages and services only show and keep it.

The text of a setting is ``setting.<key>`` in the catalogue, that of a choice ``setting.<key>.<choice>``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. Its type is that of the default; ``choices`` empty allows every value between ``least`` and ``most``,
    or every text of the ``shape`` (a regular expression)."""

    key: str
    default: bool | int | str
    choices: tuple[int | str, ...] = ()
    least: int = 0
    most: int = 0
    unit: str = ""
    shape: str = ""

    def accepts(self, value: object) -> bool:
        """Whether a value is of the declared type and among the choices or bounds."""
        if type(value) is not type(self.default):
            return False
        if self.choices:
            return value in self.choices
        if isinstance(value, str):
            return re.fullmatch(self.shape, value) is not None if self.shape else True
        if isinstance(value, bool) or not isinstance(value, int):
            return True
        return self.least <= value <= self.most


_TABLE: Final = (
    Setting("language", "zh", ("zh", "en")),
    Setting("theme", "system", ("system", "light", "dark")),
    Setting("text_scale", 100, (100, 115, 130, 150), unit="%"),
    Setting("auto_sync", True),
    Setting("auto_sync_minutes", 15, (15, 30, 60, 0), unit="min"),
    Setting("auto_sync_at", "18:00", shape=r"([01]\d|2[0-3]):[0-5]\d"),
    Setting("sync_paused", False),
    Setting("photos_on", "unmetered", ("unmetered", "ask", "always")),
    Setting("photos_paused", False),
    Setting("proxy", "system", ("system", "none", "manual")),
    Setting("proxy_address", ""),
    Setting("proxy_direct", "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 *.local"),
    Setting("trust_system", False),
    Setting("photo_max_side", 2048, (1600, 2048, 3072, 0), unit="px"),
    Setting("photo_keep_original", False),
    Setting("lock_minutes", 15, (0, 5, 15, 30, 60), unit="min"),
    Setting("mask_phones", True),
    Setting("receiver", ""),
)

SETTINGS: Final[dict[str, Setting]] = {setting.key: setting for setting in _TABLE}
