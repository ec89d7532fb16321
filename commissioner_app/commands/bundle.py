"""``bundle export|import``: what waits as a file on a stick, and what others brought on theirs."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commissioner_app.commands.opening import opened
from commissioner_app.commands.output import emit, say
from commissioner_app.i18n import tr

if TYPE_CHECKING:
    from commissioner_app.services.progress import Progress


def run_export(options: argparse.Namespace) -> int:
    """Write what waits; the JSON names the files, none where nothing waits."""
    with opened(options) as program:
        _tell(program.bundles.export(Path(options.file), options.max_size))
        result = program.bundles.result or {}
    emit(result)
    if not result.get("parts"):
        say(tr("bundle.nothing"))
    return 0


def run_import(options: argparse.Namespace) -> int:
    """Take one file or part."""
    with opened(options) as program:
        _tell(program.bundles.take_over(Path(options.file)))
        result = program.bundles.result or {}
    emit(result)
    for numbers in result["pieces"]["missing"].values():
        say(tr("bundle.missing", n=len(numbers)))
    return 0


def _tell(steps: Iterator[Progress]) -> None:
    said = ""
    for step in steps:
        if step.text_key != said:
            said = step.text_key
            say(tr(step.text_key, **step.params))


def _size(text: str) -> int:
    from commissioner_app.services.bundles import size_of

    return size_of(text)


def add_parsers(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare ``bundle export`` and ``bundle import``."""
    family = commands.add_parser("bundle", parents=[common], help=tr("command.help.bundle"))
    verbs = family.add_subparsers(metavar="VERB", required=True)
    export = verbs.add_parser("export", parents=[common], help=tr("command.help.bundle_export"))
    export.add_argument("file", metavar="FILE")
    export.add_argument("--max-size", type=_size, default=0, metavar="SIZE", help=tr("command.help.max_size"))
    export.set_defaults(run=run_export)
    take = verbs.add_parser("import", parents=[common], help=tr("command.help.bundle_import"))
    take.add_argument("file", metavar="FILE")
    take.set_defaults(run=run_import)
