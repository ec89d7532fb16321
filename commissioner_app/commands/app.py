"""No subcommand: the window. The only command that needs PySide6, so it is imported when it runs."""

from __future__ import annotations

import argparse

from commissioner_app import bootstrap
from commissioner_app.errors import EnvironmentFault


def run(options: argparse.Namespace) -> int:
    """Open the sign-in window, or the profile given with ``--profile``; returns the exit code."""
    try:
        from commissioner_app.ui.app import main
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in {"PySide6", "shiboken6", "pypdfium2"}:
            raise
        raise EnvironmentFault("window_missing", module=error.name) from error
    return main(bootstrap.accounts(), profile=options.profile, lang=options.lang)
