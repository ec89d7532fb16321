"""Where things lie: resources beside the code, profiles and logs in the user's own folders."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import platformdirs

APP_NAME = "kotexing"


@cache
def resource_folder() -> Path:
    """The ``resources`` folder: beside the packages in a checkout, inside the bundle when installed."""
    frozen = getattr(sys, "_MEIPASS", None)
    base = Path(frozen) if frozen else Path(__file__).resolve().parents[2]
    return base / "resources"


def default_profiles_folder() -> Path:
    """Where profiles are kept when no ``--profile`` is given."""
    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False)) / "profiles"


def log_folder() -> Path:
    """Where the program's log files lie (no personal data is ever written to them)."""
    return Path(platformdirs.user_log_dir(APP_NAME, appauthor=False))
