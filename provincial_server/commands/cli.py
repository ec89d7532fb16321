"""The administrator's commands: reading arguments and turning failures into exit codes."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from provincial_server.errors import ServerError
from provincial_server.settings import Settings

Subparsers = Any  # argparse keeps its own type of this private
USAGE = 2
BUG = 4
ENVIRONMENT = 3


def say(value: Any) -> None:
    """One JSON value on one line of the output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def add_place(parser: argparse.ArgumentParser) -> None:
    """The options that name the data: a folder, or a database address (with a folder for files beside it)."""
    parser.add_argument("--data", type=Path, help="data folder")
    parser.add_argument(
        "--database", default="", help="address of another database: postgresql+psycopg://user@host/name"
    )
    parser.add_argument(
        "--attachments",
        default=os.environ.get("KOTEXING_ATTACHMENTS", ""),
        help="another place for attachments: a folder, or s3://bucket/prefix (KOTEXING_ATTACHMENTS, AWS_… name it too)",
    )


def settings_of(arguments: argparse.Namespace) -> Settings:
    """The settings that the options name. Raises ``SystemExit`` 2 when neither is given."""
    if arguments.data is None and not arguments.database:
        sys.stderr.write("--data DIR or --database URL is needed\n")
        raise SystemExit(2)
    return Settings(arguments.data or Path.cwd(), database=arguments.database, files=arguments.attachments)


def language() -> str:
    """The language of messages: English where the system's is, else Chinese."""
    return "en" if os.environ.get("LANG", "").startswith("en") else "zh"


def run(adders: Sequence[Callable[[Subparsers], None]], arguments: Sequence[str] | None = None) -> int:
    """Read the command line and carry it out; the exit code (0 done, 1 input, 2 usage, 3 environment, 4 bug)."""
    parsed = parser_of(adders).parse_args(arguments)
    return told(lambda: parsed.run(parsed) or 0)


def parser_of(adders: Sequence[Callable[[Subparsers], None]]) -> argparse.ArgumentParser:
    """What reads the command line."""
    parser = argparse.ArgumentParser(prog="python -m provincial_server", description="科特行 provincial server")
    subparsers = parser.add_subparsers(dest="command", required=True)
    for add in adders:
        add(subparsers)
    return parser


def told(work: Callable[[], int]) -> int:
    """The exit code of ``work``; an expected failure is told on the error output."""
    try:
        return work()
    except ServerError as error:
        sys.stderr.write(f"{error.message(language())}\n")
        return error.exit_code
    except OSError as error:
        sys.stderr.write(f"{ServerError('no_disk', name=error.filename).message(language())}: {error.strerror}\n")
        return ENVIRONMENT
