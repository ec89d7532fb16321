"""``match``: rank resources for needs, from two JSON files; needs no profile."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from commissioner_app.commands.output import emit
from commissioner_app.errors import EnvironmentFault, InputError
from commissioner_app.i18n import tr


def _read(path: str) -> list[dict[str, Any]]:
    """A list of objects with an id. Raises ``InputError`` naming the file and the place."""
    try:
        value = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise EnvironmentFault("file_unreadable", path=path, reason=error.strerror or "") from error
    except UnicodeDecodeError as error:
        raise InputError("json_encoding", byte=error.start) from error
    except json.JSONDecodeError as error:
        raise InputError("json_syntax", line=error.lineno, column=error.colno) from error
    if not isinstance(value, list):
        raise InputError("json_shape", place=path, expected=tr("command.expected.list"))
    for index, element in enumerate(value):
        if not isinstance(element, dict) or not isinstance(element.get("id"), str):
            raise InputError("json_shape", place=f"{path}[{index}].id", expected=tr("command.expected.text"))
    return value


def run(options: argparse.Namespace) -> int:
    """Print the ranking of every need."""
    from commissioner_app.matching.rank import rank

    resources, needs = _read(options.resources), _read(options.needs)
    emit(rank(needs, resources, options.top))
    return 0


def add_parsers(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare ``match``."""
    parser = commands.add_parser("match", parents=[common], help=tr("command.help.match"))
    parser.add_argument("--resources", metavar="FILE", required=True)
    parser.add_argument("--needs", metavar="FILE", required=True)
    parser.add_argument("--top", type=int, default=10, metavar="K")
    parser.set_defaults(run=run)
