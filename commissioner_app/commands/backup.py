"""``backup``, ``restore`` and ``check`` of a profile."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from commissioner_app.commands.opening import chosen_profile, opened
from commissioner_app.commands.output import emit, say
from commissioner_app.commands.password import find_password
from commissioner_app.i18n import tr


def run_backup(options: argparse.Namespace) -> int:
    """Write a verified backup."""
    with opened(options) as program:
        row = program.backup.make(Path(options.out) if options.out else None)
    emit({"path": row.path, "at": row.at, "size": row.size})
    return 0


def run_restore(options: argparse.Namespace) -> int:
    """Put a verified backup (the newest where none is named) in the place of the profile; what stood there is kept."""
    from commissioner_app import bootstrap

    folder = chosen_profile(options)
    if not options.file:
        emit({"profile": folder, "from": bootstrap.restore_latest(folder, find_password(folder))})
        return 0
    kept = bootstrap.restore_profile(folder, Path(options.file), find_password(folder))
    emit({"profile": folder, "from": options.file, "kept": kept})
    return 0


def run_check(options: argparse.Namespace) -> int:
    """Verify database, files and journal; exit 1 when something is wrong."""
    with opened(options) as program:
        result = program.backup.check()
    for problem in result.problems:
        say(problem)
    emit(result)
    return 0 if result.ok else 1


def add_parsers(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare the three commands."""
    backup = commands.add_parser("backup", parents=[common], help=tr("command.help.backup"))
    backup.add_argument("--out", metavar="FILE", default="")
    backup.set_defaults(run=run_backup)
    restore = commands.add_parser("restore", parents=[common], help=tr("command.help.restore"))
    restore.add_argument("file", metavar="FILE", nargs="?", default="")
    restore.set_defaults(run=run_restore)
    check = commands.add_parser("check", parents=[common], help=tr("command.help.check"))
    check.set_defaults(run=run_check)
