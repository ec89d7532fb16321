"""Where a command gets the password: the environment, the keyring, the person."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path

from commissioner_app.errors import UsageError
from commissioner_app.i18n import tr
from commissioner_app.services.account import secret_name
from commissioner_app.system.secrets import KeyringStore

VARIABLE = "COMMISSIONER_PASSWORD"


def known_password(profile: Path) -> str:
    """The password of a profile as far as it is known without asking, else ""."""
    return os.environ.get(VARIABLE) or KeyringStore().get(secret_name(profile)) or ""


def find_password(profile: Path) -> str:
    """The password of a profile. Raises ``UsageError`` password_needed where nobody can be asked."""
    known = known_password(profile)
    if known:
        return known
    if not somebody_there():
        raise UsageError("password_needed", variable=VARIABLE)
    try:
        return getpass.getpass(tr("command.ask_password"))
    except (EOFError, OSError) as error:
        raise UsageError("password_needed", variable=VARIABLE) from error


def somebody_there() -> bool:
    """Whether a terminal can be asked; getpass would otherwise take the first line of the records for a password."""
    if sys.stdin is not None and sys.stdin.isatty():
        return True
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True
