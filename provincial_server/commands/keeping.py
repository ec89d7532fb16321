"""``backup``, ``restore``, ``check`` and ``dump``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any, Final

from provincial_server.commands.cli import USAGE, Subparsers, add_place, say, settings_of
from provincial_server.commands.opening import opened, sole_user
from provincial_server.db import records
from provincial_server.errors import ServerError
from provincial_server.files.opening import files_of
from provincial_server.logic import backup, backups
from provincial_server.logic.check import check, let_laptops_mend
from provincial_server.logic.kinds import kinds

KEPT: Final = 14


def add_commands(subparsers: Subparsers) -> None:
    """Keeping the data safe, and looking at it."""
    make = subparsers.add_parser("backup", help="copy everything into a new folder, while serving")
    add_place(make)
    where = make.add_mutually_exclusive_group(required=True)
    where.add_argument("--out", type=Path, help="a new folder")
    where.add_argument(
        "--to", type=Path, help="a folder of backups: a new one beside the others, which it shares files with"
    )
    make.add_argument("--keep", type=int, default=KEPT, help=f"with --to, how many to keep ({KEPT})")
    make.set_defaults(run=_backup)
    restore = subparsers.add_parser("restore", help="put a backup in the place of the data; stop the server first")
    add_place(restore)
    restore.add_argument(
        "backup", type=Path, nargs="?", help="left out after PostgreSQL's own tools have put its database back"
    )
    restore.set_defaults(run=_restore)
    look = subparsers.add_parser("check", help="verify database, records, attachments and audit log; exit 1 on damage")
    add_place(look)
    look.add_argument(
        "--mend", action="store_true", help="let laptops that still have them send damaged attachments again"
    )
    look.set_defaults(run=_check)
    dump = subparsers.add_parser("dump", help="every current record of a kind as JSON lines")
    add_place(dump)
    dump.add_argument("--kind", default="", help="all kinds when left out")
    dump.add_argument("--deleted", action="store_true", help="deleted records too")
    dump.set_defaults(run=_dump)


def _backup(arguments: argparse.Namespace) -> int:
    settings = settings_of(arguments)
    target, previous = arguments.out, None
    if arguments.to is not None:
        target, last = backups.following(arguments.to), backups.newest(arguments.to)
        previous = last.path if last is not None else None
    with opened(settings) as database:
        manifest = backup.make_backup(database, settings, target, previous)
    over = backups.prune(arguments.to, arguments.keep) if arguments.to is not None else []
    missing = manifest["missing"]
    said = {"out": str(target), "records": manifest["records"], "attachments": len(manifest["attachments"])}
    say(said | {"missing": missing, "removed": [str(path) for path in over]})
    # The backup is whole; the server it was made of is not.
    return 1 if missing else 0


def _restore(arguments: argparse.Namespace) -> None:
    settings = settings_of(arguments)
    if arguments.backup is None and settings.is_embedded:
        raise ServerError("no_backup", exit_code=USAGE)
    with sole_user(settings):
        said: dict[str, Any] = {"restored": True, "kept": ""}
        if arguments.backup is not None:
            manifest = backup.restore(settings, arguments.backup)
            said, lost = {"restored": manifest["made_at"], "kept": manifest["kept"]}, manifest["lost"]
        with opened(settings) as database:
            if arguments.backup is None:
                lost = backup.begin_new_time(database, files_of(settings))
            with database.read() as connection:
                say(said | {"records": records.counts(connection), "attachments_lost": lost})


def _check(arguments: argparse.Namespace) -> int:
    settings = settings_of(arguments)
    with opened(settings) as database:
        found = check(database, settings)
        if arguments.mend:
            found["sent_again"] = let_laptops_mend(database, found)
    say(found)
    return 0 if found["ok"] else 1


def _dump(arguments: argparse.Namespace) -> None:
    if arguments.kind and arguments.kind not in kinds():
        raise ServerError("unknown", what="kind", name=arguments.kind)
    with opened(settings_of(arguments)) as database, database.read() as connection:
        for body in records.bodies(connection, arguments.kind, deleted=arguments.deleted):
            sys.stdout.write(body + "\n")
