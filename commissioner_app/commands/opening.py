"""Which profile a command works on, and opening it for as long as the command runs."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from commissioner_app.commands.password import find_password
from commissioner_app.errors import UsageError
from commissioner_app.system.paths import default_profiles_folder

if TYPE_CHECKING:
    from commissioner_app.services.program import Program

PROFILE_FILE = "profile.json"


def chosen_profile(options: argparse.Namespace) -> Path:
    """``--profile``, else the only profile of this laptop. Raises ``UsageError`` profile_needed."""
    if options.profile:
        return Path(options.profile)
    found = sorted(path.parent for path in default_profiles_folder().glob(f"*/{PROFILE_FILE}"))
    if len(found) != 1:
        raise UsageError("profile_needed", n=len(found))
    return found[0]


@contextmanager
def opened(options: argparse.Namespace) -> Iterator[Program]:
    """The open program of the chosen profile; closed whatever happens."""
    from commissioner_app import bootstrap

    folder = chosen_profile(options)
    password = find_password(folder) if (folder / PROFILE_FILE).exists() else ""
    program = bootstrap.open_profile(folder, password)
    try:
        yield program
    finally:
        program.close()
