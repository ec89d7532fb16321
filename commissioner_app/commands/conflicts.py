"""``conflicts list|resolve``: fields that two people changed differently, one by one or many at once."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from typing import Any

from commissioner_app.commands.opening import opened
from commissioner_app.commands.output import emit
from commissioner_app.errors import AppError, InputError, UsageError
from commissioner_app.i18n import tr
from commissioner_app.services.conflicts import ConflictRow, Decision, Outcome
from commissioner_app.services.program import Program


def run_list(options: argparse.Namespace) -> int:
    """The open conflicts as a JSON list, with both values."""
    with opened(options) as program:
        emit(_wanted(program, options))
    return 0


def run_resolve(options: argparse.Namespace) -> int:
    """Decide one conflict, or with ``--all`` every one that the filters name."""
    return _resolve_all(options) if options.all else _resolve_one(options)


def _resolve_one(options: argparse.Namespace) -> int:
    value = None
    if not options.record or not options.conflict:
        raise UsageError("conflict_needed")
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


def _resolve_all(options: argparse.Namespace) -> int:
    """What cannot be decided stays open and is named; then the exit code is 1."""
    if options.conflict or options.value is not None:
        raise UsageError("choice_and_value")
    with opened(options) as program:
        rows = _wanted(program, options)
        outcome = program.conflicts.decide([Decision(row.record_id, row.id, options.all) for row in rows])
        emit({"decided": outcome.done, "open": program.conflicts.count(), "failed": list(_failures(outcome))})
    return 1 if outcome.failed else 0


def _wanted(program: Program, options: argparse.Namespace) -> list[ConflictRow]:
    """The open conflicts that the options name: of a record, a kind, a field, a person."""
    return [
        row
        for row in program.conflicts.rows(options.record, options.kind)
        if (not options.field or options.field in (row.field, row.field.partition("/")[0]))
        and (not options.person or options.person in row.people)
    ]


def _failures(outcome: Outcome) -> Iterable[dict[str, str]]:
    for decision, error in outcome.failed:
        yield {"record": decision.record_id, "conflict": decision.conflict_id, "code": error.code, "text": _said(error)}


def _said(error: AppError) -> str:
    return tr(f"error.{error.code}", **error.params)


def add_parsers(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare ``conflicts list`` and ``conflicts resolve``."""
    family = commands.add_parser("conflicts", parents=[common], help=tr("command.help.conflicts"))
    verbs = family.add_subparsers(metavar="VERB", required=True)
    listing = verbs.add_parser("list", parents=[common], help=tr("command.help.conflicts_list"))
    listing.add_argument("--record", metavar="ID", default="")
    listing.set_defaults(run=run_list)
    resolve = verbs.add_parser("resolve", parents=[common], help=tr("command.help.conflicts_resolve"))
    resolve.add_argument("record", metavar="RECORD_ID", nargs="?", default="")
    resolve.add_argument("conflict", metavar="CONFLICT_ID", nargs="?", default="")
    resolve.add_argument("choice", nargs="?", default="", choices=("mine", "theirs", "value", ""))
    resolve.add_argument("--value", metavar="JSON", default=None)
    resolve.add_argument("--all", choices=("mine", "theirs"), default="", help=tr("command.help.conflicts_all"))
    resolve.set_defaults(run=run_resolve)
    for verb in (listing, resolve):
        verb.add_argument("--kind", default="")
        verb.add_argument("--field", default="", help=tr("command.help.conflicts_field"))
        verb.add_argument("--person", default="", help=tr("command.help.conflicts_person"))
