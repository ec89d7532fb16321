"""``sync``: one sync, also for scheduled tasks; progress on stderr, the result on stdout."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from commissioner_app.commands.opening import opened
from commissioner_app.commands.output import emit, say
from commissioner_app.i18n import tr

if TYPE_CHECKING:
    from commissioner_app.services.program import Program


def follow(program: Program) -> dict[str, Any]:
    """Sync and say each new stage once; returns the result of DESIGN 8."""
    said = ""
    for step in program.sync.run():
        if step.stage != said:
            said = step.stage
            say(tr(step.text_key, **step.params))
    return program.sync.result or {}


def run(options: argparse.Namespace) -> int:
    """Sync the profile once."""
    with opened(options) as program:
        result = follow(program)
    emit(result)
    return 0 if result.get("ok") else 3


def add_parsers(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare ``sync``."""
    parser = commands.add_parser("sync", parents=[common], help=tr("command.help.sync"))
    parser.set_defaults(run=run)
