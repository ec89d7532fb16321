"""Whether the battery is nearly empty, as Windows and Linux tell it; elsewhere nobody knows, and that counts as no."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

LOW_PERCENT: Final = 20
_SUPPLIES: Final = Path("/sys/class/power_supply")


def low_battery() -> bool:
    """True where the laptop runs on a battery that is down to a fifth."""
    if sys.platform == "win32":
        return _low_on_windows()
    return _low_in(_SUPPLIES)


def _low_in(folder: Path) -> bool:
    """Linux: a folder per supply, a file per fact."""
    low = False
    try:
        for supply in sorted(folder.glob("*")):
            kind = _fact(supply, "type")
            if kind in ("Mains", "USB") and _fact(supply, "online") == "1":
                return False
            if kind == "Battery" and _fact(supply, "scope") != "Device" and _fact(supply, "status") == "Discharging":
                capacity = _fact(supply, "capacity")
                low = low or (capacity.isdigit() and int(capacity) <= LOW_PERCENT)
    except OSError:
        return False
    return low


def _fact(supply: Path, name: str) -> str:
    try:
        return (supply / name).read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""


def _low_on_windows() -> bool:
    import ctypes

    class Status(ctypes.Structure):
        _fields_ = (  # SYSTEM_POWER_STATUS
            ("line", ctypes.c_ubyte), ("flag", ctypes.c_ubyte), ("percent", ctypes.c_ubyte), ("saver", ctypes.c_ubyte),
            ("life", ctypes.c_ulong), ("full", ctypes.c_ulong),
        )  # fmt: skip

    status = Status()
    if not ctypes.windll.kernel32.GetSystemPowerStatus(ctypes.byref(status)):  # type: ignore[attr-defined]
        return False
    # 255 is "unknown", in both; line 0 is "not plugged in".
    return bool(status.line == 0 and status.percent <= LOW_PERCENT)
