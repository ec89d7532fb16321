"""``conflicts list|resolve``: fields that two people changed differently."""

from __future__ import annotations

import argparse
import json
from typing import Any

from commissioner_app.commands.opening import opened
from commissioner_app.commands.output import emit
from commissioner_app.errors import InputError, UsageError
from commissioner_app.i18n import tr


def run_list(options: argparse.Namespace) -> int:
    """The open conflicts as a JSON list, with both values."""
    with opened(options) as program:
        emit(program.conflicts.rows(options.record))
    return 0


def run_resolve(options: argparse.Namespace) -> int:
    """Decide one conflict."""
    value = None
    if options.value is not None:
        if options.choice not in {"", "value"}:
            raise UsageError("choice_and_value")
        options.choice = "value"
        try:
            value = json.loads(options.value)
        except json.JSONDecodeError as error:
            raise InputError("json_syntax", line=error.lineno, column=error.colno) from error
    elif options.choice in {"", "value"}:
        raise UsageError("choice_needed")
    with opened(options) as program:
        written = program.conflicts.resolve(options.record, options.conflict, options.choice, value)
        emit({"id": written.record.id, "rev": written.record.rev, "open": len(written.record.conflicts)})
    return 0


def add_parsers(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare ``conflicts list`` and ``conflicts resolve``."""
    family = commands.add_parser("conflicts", parents=[common], help=tr("command.help.conflicts"))
    verbs = family.add_subparsers(metavar="VERB", required=True)
    listing = verbs.add_parser("list", parents=[common], help=tr("command.help.conflicts_list"))
    listing.add_argument("--record", metavar="ID", default="")
    listing.set_defaults(run=run_list)
    resolve = verbs.add_parser("resolve", parents=[common], help=tr("command.help.conflicts_resolve"))
    resolve.add_argument("record", metavar="RECORD_ID")
    resolve.add_argument("conflict", metavar="CONFLICT_ID")
    resolve.add_argument("choice", nargs="?", default="", choices=("mine", "theirs", "value", ""))
    resolve.add_argument("--value", metavar="JSON", default=None)
    resolve.set_defaults(run=run_resolve)
