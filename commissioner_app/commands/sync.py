"""``sync``: one sync, also for scheduled tasks; progress on stderr, the result on stdout."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from commissioner_app.commands.opening import opened
from commissioner_app.commands.output import emit, error_text, say, say_error
from commissioner_app.commands.password import known_password
from commissioner_app.errors import AppError
from commissioner_app.i18n import tr
from commissioner_app.services.words import kind_word

if TYPE_CHECKING:
    from commissioner_app.services.program import Program
    from commissioner_app.services.sync import Progress


def follow(program: Program, password: str = "") -> tuple[dict[str, Any], AppError | None]:
    """Sync and say each new stage once; gives the result of DESIGN 8 and what stopped the sync, if anything did.

    A token that has run out is renewed with the password, so that a scheduled task goes on for years."""
    try:
        _tell(program.sync.run(index=False))
    except AppError as error:
        if error.code != "sign_in_again" or not password:
            return program.sync.result or {"ok": False}, error
        try:
            _tell(program.sync.run(password, index=False))
        except AppError as second:
            return program.sync.result or {"ok": False}, second
    return program.sync.result or {}, None


def _tell(steps: Iterator[Progress]) -> None:
    said = ""
    for step in steps:
        if step.text_key != said:
            said = step.text_key
            say(tr(step.text_key, **step.params))


def run(options: argparse.Namespace) -> int:
    """Sync the profile once; the result is printed also when it was cut short."""
    with opened(options) as program:
        result, error = follow(program, known_password(program.account.folder()))
        refused = [line for line in program.sync.lines() if line.state == "refused"]
    emit(result)
    for line in refused:
        kind = kind_word(line.kind)
        reason = error_text(AppError(line.detail, kind=kind))
        say(tr("command.refused", kind=kind, title=line.title or line.id, reason=reason))
    if error is not None:
        say_error(error)
        return error.exit_code
    return 0


def add_parsers(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare ``sync``."""
    parser = commands.add_parser("sync", parents=[common], help=tr("command.help.sync"))
    parser.set_defaults(run=run)
