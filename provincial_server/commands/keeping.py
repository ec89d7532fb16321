"""``backup``, ``restore``, ``check`` and ``dump``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from provincial_server.commands.cli import USAGE, Subparsers, add_place, say, settings_of
from provincial_server.commands.opening import opened, sole_user
from provincial_server.db import records
from provincial_server.errors import ServerError
from provincial_server.logic import backup
from provincial_server.logic.check import check
from provincial_server.logic.kinds import kinds
from provincial_server.settings import Settings


def add_commands(subparsers: Subparsers) -> None:
    """Keeping the data safe, and looking at it."""
    make = subparsers.add_parser("backup", help="copy everything into a new folder, while serving")
    add_place(make)
    make.add_argument("--out", type=Path, required=True)
    make.set_defaults(run=_backup)
    restore = subparsers.add_parser("restore", help="put a backup in the place of the data; stop the server first")
    add_place(restore)
    restore.add_argument(
        "backup", type=Path, nargs="?", help="left out for PostgreSQL, after its own tools have put the database back"
    )
    restore.set_defaults(run=_restore)
    look = subparsers.add_parser("check", help="verify database, records, attachments and audit log; exit 1 on damage")
    add_place(look)
    look.set_defaults(run=_check)
    dump = subparsers.add_parser("dump", help="every current record of a kind as JSON lines")
    add_place(dump)
    dump.add_argument("--kind", default="", help="all kinds when left out")
    dump.add_argument("--deleted", action="store_true", help="deleted records too")
    dump.set_defaults(run=_dump)


def _backup(arguments: argparse.Namespace) -> None:
    settings = settings_of(arguments)
    with opened(settings) as database:
        manifest = backup.make_backup(database, settings, arguments.out)
    say({"out": str(arguments.out), "records": manifest["records"], "attachments": len(manifest["attachments"])})


def _restore(arguments: argparse.Namespace) -> None:
    settings = settings_of(arguments)
    if not settings.is_embedded:
        _restored_elsewhere(settings, arguments)
        return
    if arguments.backup is None:
        raise ServerError("no_backup", exit_code=USAGE)
    with sole_user(settings):
        manifest = backup.restore(settings, arguments.backup)
        with opened(settings) as database:
            backup.begin_new_time(database)
    say({"restored": manifest["made_at"], "records": manifest["records"]})


def _restored_elsewhere(settings: Settings, arguments: argparse.Namespace) -> None:
    """What remains to be done here once pg_restore has put an earlier database back."""
    if arguments.backup is not None:
        raise ServerError("not_embedded", exit_code=USAGE)
    with opened(settings) as database:
        backup.begin_new_time(database)
        with database.read() as connection:
            say({"restored": True, "records": records.counts(connection)})


def _check(arguments: argparse.Namespace) -> int:
    settings = settings_of(arguments)
    with opened(settings) as database:
        found = check(database, settings)
    say(found)
    return 0 if found["ok"] else 1


def _dump(arguments: argparse.Namespace) -> None:
    if arguments.kind and arguments.kind not in kinds():
        raise ServerError("unknown", what="kind", name=arguments.kind)
    with opened(settings_of(arguments)) as database, database.read() as connection:
        for body in records.bodies(connection, arguments.kind, deleted=arguments.deleted):
            sys.stdout.write(body + "\n")
