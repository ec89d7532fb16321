"""``openrosa fetch|send|link|list``: forms and submissions of other platforms (ODK Central, KoboToolbox)."""

from __future__ import annotations

import argparse
import getpass
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from commissioner_app.commands.opening import opened
from commissioner_app.commands.output import emit, error_text, say
from commissioner_app.commands.password import somebody_there
from commissioner_app.errors import AppError, UsageError
from commissioner_app.i18n import tr

if TYPE_CHECKING:
    from commissioner_app.services.openrosa_links import Server
    from commissioner_app.services.program import Program
    from commissioner_app.services.progress import Progress

VARIABLE: Final = "COMMISSIONER_OPENROSA_PASSWORD"
WRONG: Final = 1
ENVIRONMENT: Final = 3


def run_fetch(options: argparse.Namespace) -> int:
    """Fetch forms from one server, or from all that are set up."""
    with opened(options) as program:
        servers = _servers(program, options)
        if not servers:
            raise UsageError("openrosa_which_server")
        fetched: list[dict[str, Any]] = []
        for server in servers:
            _follow(program.openrosa.fetch(server.id, options.form))
            fetched += [
                {"id": one.id, "form_id": one.form_id, "version": one.version, "title": one.title, "state": one.state}
                | ({"reason": one.reason} if one.reason else {})
                for one in program.openrosa.fetched
            ]
    refused = [form for form in fetched if form["state"] == "refused"]
    emit({"ok": not refused, "forms": fetched})
    return WRONG if refused else 0


def run_send(options: argparse.Namespace) -> int:
    """Hand in what waits; the result is printed also where something stood against it."""
    with opened(options) as program:
        linked = program.openrosa.links.linked()
        for server in {server.id: server for server in linked.values()}.values():
            _know_secret(program, server)
        for form_id in options.form or [""]:
            _follow(program.openrosa.send(form_id))
            result = program.openrosa.sent
            emit(result.to_json())
            for trouble in result.troubles:
                say(f"{trouble.record_id}: {error_text(AppError(trouble.code))} {trouble.detail}".rstrip())
            for name, code in result.failures.items():
                say(f"{name}: {error_text(AppError(code))}")
    return ENVIRONMENT if result.failures else WRONG if result.troubles else 0


def run_link(options: argparse.Namespace) -> int:
    """Turn a form on, for a server, or off."""
    with opened(options) as program:
        if options.off:
            server_id = ""
        else:
            if not options.server:
                raise UsageError("openrosa_which_server")
            server_id = _servers(program, options)[0].id
        for form_id in options.form:
            program.forms.newest(form_id)
            program.openrosa.links.link(form_id, server_id)
        emit([line for line in program.openrosa.lines() if line.form_id in options.form])
    return 0


def run_list(options: argparse.Namespace) -> int:
    """The forms that can be filled here, with where their records go."""
    with opened(options) as program:
        emit(program.openrosa.lines())
    return 0


def _servers(program: Program, options: argparse.Namespace) -> list[Server]:
    """The server named on the command line, kept from now on; without one all that are set up."""
    links = program.openrosa.links
    if not options.server:
        found = links.servers()
    else:
        server, _ = links.set_up(options.server, options.user, os.environ.get(VARIABLE, ""))
        found = [server]
    for one in found:
        _know_secret(program, one)
    return found


def _know_secret(program: Program, server: Server) -> None:
    """The password or key, where the keyring does not hold it: from the environment, else the person is asked.

    Raises ``UsageError`` openrosa_password_needed where nobody can be asked."""
    links = program.openrosa.links
    if links.secret(server):
        return
    password = os.environ.get(VARIABLE, "")
    if not password and somebody_there():
        try:
            password = getpass.getpass(tr("command.ask_openrosa", server=server.name))
        except (EOFError, OSError):
            password = ""
    if not password:
        raise UsageError("openrosa_password_needed", server=server.name, variable=VARIABLE)
    links.set_up(server.address.base, server.account, password)


def _follow(steps: Iterator[Progress]) -> None:
    for step in steps:
        say(tr(step.text_key, **step.params))


def add_parsers(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare ``openrosa`` and its verbs."""
    family = commands.add_parser("openrosa", parents=[common], help=tr("command.help.openrosa"))
    verbs = family.add_subparsers(metavar="VERB", required=True)

    def verb(name: str, run: Any) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = verbs.add_parser(
            name, parents=[common], help=tr(f"command.help.openrosa_{name}")
        )
        parser.set_defaults(run=run)
        return parser

    fetch, link, send = verb("fetch", run_fetch), verb("link", run_link), verb("send", run_send)
    verb("list", run_list)
    for parser in (fetch, link):
        parser.add_argument("--server", metavar="URL", default="", help=tr("command.help.openrosa_server"))
        parser.add_argument("--user", default="")
    for parser in (fetch, send):
        parser.add_argument("--form", metavar="ID", nargs="+", action="extend", default=[])
    link.add_argument("--form", metavar="ID", nargs="+", action="extend", required=True)
    link.add_argument("--off", action="store_true")
