"""``rescue``: what was never sent as a workbook, photos and JSON, without a network, a sign-in or a server."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from commissioner_app.commands.opening import opened
from commissioner_app.commands.output import emit, say
from commissioner_app.i18n import tr


def run(options: argparse.Namespace) -> int:
    """Write it into a new folder below ``--out``; exit 3 where files of it are damaged, which are named."""
    with opened(options) as program:
        done = program.rescue.export(Path(options.out))
    emit({"folder": done.folder, "records": done.records, "files": done.files, "lost": list(done.lost)})
    if done.lost:
        say(tr("rescue.lost", n=len(done.lost)).strip())
        return 3
    return 0


def add_parsers(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare ``rescue``."""
    parser = commands.add_parser("rescue", parents=[common], help=tr("command.help.rescue"))
    parser.add_argument("--out", metavar="DIR", required=True)
    parser.set_defaults(run=run)
