"""``init`` and ``serve``."""

from __future__ import annotations

import argparse
import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from provincial_server.commands.backing_up import backing_up
from provincial_server.commands.cli import USAGE, Subparsers, add_place, say, settings_of
from provincial_server.commands.configured import configured
from provincial_server.commands.keeping import KEPT
from provincial_server.commands.opening import is_initialised, opened, place_of, sole_user
from provincial_server.db.dumping import SERVING
from provincial_server.errors import ServerError
from provincial_server.settings import Settings

_MEGABYTE = 1024 * 1024
_MOST_WORKERS = 64


def port(text: str) -> int:
    """A TCP port, for argparse."""
    number = int(text)
    if not 0 <= number <= 65535:
        raise ValueError(text)
    return number


def megabytes(text: str) -> int:
    """A count of megabytes, for argparse."""
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


def workers(text: str) -> int:
    """A count of processes, for argparse."""
    number = int(text)
    if not 1 <= number <= _MOST_WORKERS:
        raise ValueError(text)
    return number


def hours(text: str) -> float:
    """A time in hours, above 0, for argparse."""
    number = float(text)
    if not number > 0:
        raise ValueError(text)
    return number


def add_commands(subparsers: Subparsers) -> None:
    """The two commands that every server begins with."""
    init = subparsers.add_parser("init", help="make the data folder, publish the forms and lists that come along")
    add_place(init)
    init.add_argument("--sample", action="store_true", help="fill it with the sample county")
    init.add_argument("--seed", type=int, default=1, help="seed of the sample county")
    init.add_argument("--today", type=date.fromisoformat, default=None, help="day the sample county stands at")
    init.set_defaults(run=_init)
    serve = subparsers.add_parser("serve", help="serve laptops until stopped")
    add_place(serve)
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=port, default=8765, help="0 takes a free one")
    serve.add_argument(
        "--reserve", type=megabytes, metavar="MB", help="take no attachments once less of the disk is free (512)"
    )
    serve.add_argument("--quota", type=megabytes, metavar="MB", help="most attachments of one person (no limit)")
    serve.add_argument("--workers", type=workers, default=1, metavar="N", help="processes that serve (PostgreSQL only)")
    serve.add_argument("--backup-to", type=Path, metavar="DIR", help="make backups by itself, one beside the other")
    serve.add_argument("--backup-every", type=hours, default=24.0, metavar="HOURS", help="how often (24)")
    serve.add_argument("--keep", type=int, default=KEPT, metavar="N", help=f"how many of them to keep ({KEPT})")
    serve.set_defaults(run=_serve)


def _init(arguments: argparse.Namespace) -> int:
    # Late, like the web server below: the short commands need neither pictures nor HTTP.
    from provincial_server.logic import setup
    from provincial_server.sample.county import load_sample

    settings = settings_of(arguments)
    if is_initialised(settings):
        raise ServerError("already_initialised", folder=place_of(settings))
    with opened(settings, create=True) as database:
        setup.publish_resources(database)
        if arguments.sample:
            today = arguments.today or date.today()  # noqa: DTZ011 (the day on the wall where the server stands)
            users = load_sample(database, settings, seed=arguments.seed, today=today)
        else:
            users = [setup.first_administrator(database)]
    say({"users": users})
    return 0


def _serve(arguments: argparse.Namespace) -> int:
    settings = settings_of(arguments)
    if not is_initialised(settings):
        raise ServerError("not_initialised", folder=place_of(settings))
    if settings.is_embedded and arguments.workers > 1:
        raise ServerError("one_worker", exit_code=USAGE)
    settings = _with_room(configured(settings), arguments)
    # By this name a restore recognises who is at work on a database.
    os.environ.setdefault("PGAPPNAME", SERVING)
    with sole_user(settings), backing_up(arguments):
        from provincial_server.commands.listening import listen
        from provincial_server.commands.workers import serve_with_workers

        if arguments.workers > 1:
            return serve_with_workers(settings, arguments.host, arguments.port, arguments.workers)
        return listen(settings, arguments.host, arguments.port)


def _with_room(settings: Settings, arguments: argparse.Namespace) -> Settings:
    asked = {"reserve_bytes": arguments.reserve, "quota_bytes": arguments.quota}
    said: dict[str, Any] = {field: count * _MEGABYTE for field, count in asked.items() if count is not None}
    return replace(settings, backups=arguments.backup_to, **said)
