"""``sync``: one sync, also for scheduled tasks; progress on stderr, the result on stdout. ``status``: how things stand."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from commissioner_app.commands.opening import opened
from commissioner_app.commands.output import emit, error_text, say, say_error
from commissioner_app.commands.password import known_password
from commissioner_app.errors import AppError
from commissioner_app.i18n import tr
from commissioner_app.services.sync_words import error_words, held_text, status_sentence
from commissioner_app.services.words import kind_word

if TYPE_CHECKING:
    from commissioner_app.services.program import Program
    from commissioner_app.services.progress import Progress


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
    """Sync the profile once; the result is printed also when it was cut short, and then how things stand."""
    with opened(options) as program:
        result, error = follow(program, known_password(program.account.folder()))
        sentence = status_sentence(program.sync.status(), program.desk.clock.now().date())
        refused = [line for line in program.sync.lines() if line.state == "refused"]
    emit(result)
    for line in refused:
        kind = kind_word(line.kind)
        reason = error_text(AppError(line.detail, kind=kind))
        say(tr("command.refused", kind=kind, title=line.title or line.id, reason=reason))
    say(sentence)
    if error is not None:
        say_error(error)
        return error.exit_code
    return 0


def run_status(options: argparse.Namespace) -> int:
    """How things stand, from the store alone: JSON on stdout, the sentence of the status line on stderr."""
    with opened(options) as program:
        status, today = program.sync.status(), program.desk.clock.now().date()
        runs = program.sync.runs(options.runs)
    emit(
        {
            "waiting": {"records": sum(status.waiting_records.values()), "files": status.waiting_files},
            "waiting_kinds": status.waiting_records,
            "waiting_bytes": status.waiting_bytes,
            "refused": status.refused,
            "conflicts": status.conflicts,
            "held": status.held,
            "paused": status.paused,
            "last_complete": status.last_complete,
            "last_error": status.last_error,
            "sentence": status_sentence(status, today),
            "runs": runs,
        }
    )
    say(status_sentence(status, today))
    for words in (held_text(status), error_words(status.last_error, status.error_params)):
        if words:
            say(words)
    return 0


def add_parsers(commands: Any, common: argparse.ArgumentParser) -> None:
    """Declare ``sync`` and ``status``."""
    parser = commands.add_parser("sync", parents=[common], help=tr("command.help.sync"))
    parser.set_defaults(run=run)
    status = commands.add_parser("status", parents=[common], help=tr("command.help.status"))
    status.add_argument("--runs", type=int, metavar="N", default=5, help=tr("command.help.status_runs"))
    status.set_defaults(run=run_status)
