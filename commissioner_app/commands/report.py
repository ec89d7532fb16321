"""``report``: print documents without a window."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from commissioner_app.commands.opening import opened
from commissioner_app.commands.output import emit, say
from commissioner_app.errors import InputError, UsageError
from commissioner_app.i18n import tr


def run(options: argparse.Namespace) -> int:
    """Write one file per record (a workbook: one for all) and print their paths."""
    from commissioner_app.services.listing import ListQuery

    if not options.id and options.query is None:
        raise UsageError("report_of_what")
    with opened(options) as program:
        kind = next((kind for kind in program.reports.kinds() if kind.name == options.kind), None)
        if kind is None:
            known = ", ".join(kind.name for kind in program.reports.kinds())
            raise InputError("unknown_report", kind=options.kind, known=known)
        ids = list(options.id or ())
        if options.query is not None:
            query = ListQuery(kind.record_kind, text=options.query, limit=0)
            ids += [record.id for record in program.records.stream(query)]
        files: list[str] = []
        for step in program.reports.write_steps(
            options.kind, ids, Path(options.out), options.format, options.lang or "zh"
        ):
            if isinstance(step, Path):
                files.append(str(step))
            else:
                say(tr(step.text_key, **step.params))
    emit({"files": files})
    return 0


def add_parsers(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare ``report``."""
    parser = commands.add_parser("report", parents=[common], help=tr("command.help.report"))
    parser.add_argument("kind")
    parser.add_argument("--id", nargs="+", action="extend", metavar="ID")
    parser.add_argument("--query", default=None)
    parser.add_argument("--out", metavar="DIR", required=True)
    parser.add_argument("--format", choices=("pdf", "xlsx"), default="")
    parser.set_defaults(run=run)
