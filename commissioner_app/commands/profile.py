"""``profile create``: sign this laptop in and make its encrypted profile."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from commissioner_app.commands.output import emit, say_error
from commissioner_app.commands.password import find_password
from commissioner_app.commands.sync import follow
from commissioner_app.errors import UsageError
from commissioner_app.i18n import tr


def run_create(options: argparse.Namespace) -> int:
    """Make the profile and load it for the first time, unless ``--no-sync`` says to leave that for later."""
    from commissioner_app import bootstrap
    from commissioner_app.services.network import Trust

    if not options.profile:
        raise UsageError("profile_needed", n=0)
    folder = Path(options.profile)
    password = find_password(folder)
    program = bootstrap.create_profile(
        folder, options.server, options.user, password, device_name=options.device_name,
        trust=Trust(Path(options.ca) if options.ca else None, options.system_trust),
    )  # fmt: skip
    try:
        session = program.session
        made: dict[str, Any] = {
            "profile": str(folder),
            "person_id": session.person_id,
            "display": session.display,
            "device": session.device_code,
            "roles": sorted(session.roles),
            "county": session.county,
            "team": session.team,
        }
        error = None
        if not options.no_sync:
            made["sync"], error = follow(program, password)
        emit(made)
    finally:
        program.close()
    if error is not None:
        # The profile stands and the next sync goes on where this one was cut.
        say_error(error)
        return error.exit_code
    return 0


def add_parsers(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare ``profile create``."""
    family = commands.add_parser("profile", parents=[common], help=tr("command.help.profile_family"))
    verbs = family.add_subparsers(metavar="VERB", required=True)
    create = verbs.add_parser("create", parents=[common], help=tr("command.help.profile_create"))
    create.add_argument("--server", metavar="URL", required=True)
    create.add_argument("--user", metavar="NAME", required=True)
    create.add_argument("--no-sync", action="store_true", help=tr("command.help.no_sync"))
    create.add_argument("--device-name", default="", help=tr("command.help.device_name"))
    create.add_argument("--ca", metavar="FILE", default="", help=tr("command.help.ca"))
    create.add_argument("--system-trust", action="store_true", help=tr("command.help.system_trust"))
    create.set_defaults(run=run_create)
