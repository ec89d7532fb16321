"""The commands that open windows: the app and the tour. PySide6 is imported when they run and not before."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from commissioner_app.errors import EnvironmentFault
from commissioner_app.i18n import tr


def _window_missing(error: ModuleNotFoundError) -> EnvironmentFault:
    """The polite form of a missing PySide6; any other missing module is a bug and goes on as one."""
    if (error.name or "").split(".")[0] not in {"PySide6", "shiboken6", "pypdfium2"}:
        raise error
    return EnvironmentFault("window_missing", module=error.name)


def run_app(options: argparse.Namespace) -> int:
    """No subcommand: the sign-in window, or the profile given with ``--profile``."""
    from commissioner_app import bootstrap

    try:
        from commissioner_app.ui.app import main
    except ModuleNotFoundError as error:
        raise _window_missing(error) from error
    folder = Path(options.profile) if options.profile else None
    return main(bootstrap.accounts(), profile=folder, lang=options.lang)


def run_tour(options: argparse.Namespace) -> int:
    """Play the field day and leave pictures, PDFs and ``summary.json``."""
    try:
        from commissioner_app.tour import tour
    except ModuleNotFoundError as error:
        raise _window_missing(error) from error
    return tour.run(out=Path(options.out), lang=options.lang or "zh", seed=options.seed)


def add_tour_parser(commands: Any) -> None:
    """``tour --out DIR [--lang zh|en] [--seed N]``."""
    parser = commands.add_parser("tour", help=tr("command.help.tour"))
    parser.add_argument("--out", metavar="DIR", required=True)
    parser.add_argument("--lang", choices=("zh", "en"), default="zh")
    parser.add_argument("--seed", type=int, default=1)
    parser.set_defaults(run=run_tour)
