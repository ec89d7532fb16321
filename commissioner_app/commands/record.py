"""``record put|get|history|list|attach|attachment|delete``: the same services as the window, JSON on stdout."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from commissioner_app.commands import record_input
from commissioner_app.commands.opening import opened
from commissioner_app.commands.output import emit, say_error
from commissioner_app.errors import EnvironmentFault, InputError
from commissioner_app.i18n import tr
from commissioner_app.system.files import write_atomic

DONE, WRONG = 0, 1


def not_negative(text: str) -> int:
    """A count of zero (all) or more, for argparse."""
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


def run_put(options: argparse.Namespace) -> int:
    """One line per record, each written only after its own transaction is durable; a wrong one stops no other."""
    listed, values = record_input.parse(sys.stdin.buffer.read())
    outcome = DONE
    with opened(options) as program:
        program.records.known_kind(options.kind)
        for index, value in enumerate(values):
            try:
                item = record_input.item(value)
                written = program.records.put(
                    options.kind,
                    item.answers,
                    id=item.id or None,
                    form_id=item.form_id,
                    form_version=item.form_version,
                    action=item.action,
                    reason=item.reason,
                    partial=True,
                )
            except InputError as error:
                say_error(error, f"[{index}]" if listed else "")
                outcome = WRONG
                continue
            emit({"id": written.record.id, "rev": written.record.rev})
    return outcome


def run_get(options: argparse.Namespace) -> int:
    """The record with the attachments it names."""
    with opened(options) as program:
        record = program.records.get(options.id)
        named = {info.name: info for info in program.attachments.of(record)}
        files = [
            {
                "name": name,
                "size": info.size,
                "media_type": info.media_type,
                "sha256": name.partition(".")[0],
                "present": info.present,
                "sent": info.sent,
                "received_at": info.received_at,
            }
            for name, info in named.items()
        ]
        emit(record.to_json() | {"attachments": files, "by_hand": program.bundles.brought_by(record.id)})
    return DONE


def run_history(options: argparse.Namespace) -> int:
    """Every step of the record, the latest first."""
    with opened(options) as program:
        emit(program.records.history(options.id))
    return DONE


def run_list(options: argparse.Namespace) -> int:
    """The records of a kind as a JSON list, whole records as ``get`` prints them, the latest changed first."""
    from commissioner_app.services.listing import ListQuery

    with opened(options) as program:
        program.records.known_kind(options.kind)
        query = ListQuery(options.kind, text=options.query, limit=options.limit, order="updated_at")
        emit([record.to_json() for record in program.records.stream(query)])
    return DONE


def run_attach(options: argparse.Namespace) -> int:
    """Add a file to an answer of a record."""
    source = Path(options.file)
    with opened(options) as program:
        written, added = program.records.attach_named(options.id, options.ref, source, source.name)
        emit({"id": written.record.id, "rev": written.record.rev, "attachment": added})
    return DONE


def run_attachment(options: argparse.Namespace) -> int:
    """Write an attachment's bytes to a file, fetching them from the server if they are not here yet."""
    with opened(options) as program:
        name = program.attachments.full_name(options.sha256)
        info = program.attachments.info(name)
        if info is not None and not info.present:
            program.sync.fetch_attachment(name)
        try:
            data = program.attachments.read(name)
        except EnvironmentFault:
            if info is None or not info.sent:
                raise
            program.sync.fetch_attachment(name)
            data = program.attachments.read(name)
        write_atomic(Path(options.out), data)
        emit({"name": name, "size": len(data), "out": options.out})
    return DONE


def run_delete(options: argparse.Namespace) -> int:
    """Delete a record as a change that travels."""
    with opened(options) as program:
        written = program.records.delete(options.id, options.reason)
        emit({"id": written.record.id, "rev": written.record.rev})
    return DONE


def run_move(options: argparse.Namespace) -> int:
    """Take a step between states (submit, approve, return …)."""
    with opened(options) as program:
        written = program.records.move(options.id, options.action, options.reason)
        emit({"id": written.record.id, "rev": written.record.rev, "state": written.record.state})
    return DONE


def add_parsers(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare ``record`` and its verbs."""
    family = commands.add_parser("record", parents=[common], help=tr("command.help.record"))
    verbs = family.add_subparsers(metavar="VERB", required=True)

    def verb(name: str, run: Any, *arguments: str) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = verbs.add_parser(
            name, parents=[common], help=tr(f"command.help.record_{name}")
        )
        for argument in arguments:
            parser.add_argument(argument)
        parser.set_defaults(run=run)
        return parser

    verb("put", run_put, "kind")
    verb("get", run_get, "id")
    verb("history", run_history, "id")
    listing = verb("list", run_list, "kind")
    listing.add_argument("--query", default="")
    listing.add_argument("--limit", type=not_negative, default=0)
    verb("attach", run_attach, "id", "ref", "file")
    verb("attachment", run_attachment, "sha256").add_argument("--out", metavar="FILE", required=True)
    verb("delete", run_delete, "id").add_argument("--reason", default="")
    verb("move", run_move, "id", "action").add_argument("--reason", default="")
