"""The command line: arguments, language, and one place where errors become exit codes (DESIGN section 8)."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Final

from commissioner_app import i18n
from commissioner_app.commands import windows
from commissioner_app.commands.output import say, say_error
from commissioner_app.errors import AppError
from commissioner_app.i18n import tr

if TYPE_CHECKING:
    from commissioner_app.forms.check import Known

BUG = 4
ENVIRONMENT = 3


# Word -> module that declares it. Only the family that was asked for is imported: a command starts in a moment.
FAMILIES: Final = {
    "profile": "profile",
    "record": "record",
    "sync": "sync",
    "status": "sync",
    "rescue": "rescue",
    "conflicts": "conflicts",
    "bundle": "bundle",
    "backup": "backup",
    "restore": "backup",
    "check": "backup",
    "match": "match",
    "report": "report",
    "openrosa": "openrosa",
}
TAKE_A_VALUE: Final = frozenset({"--lang", "--profile"})


def build_parser(words: Sequence[str] = ()) -> argparse.ArgumentParser:
    """The parser for these words: the subcommand they name; all of them for the help and for a word that none knows; none
    at all where only the window is wanted, which would have to wait for them."""
    parser = argparse.ArgumentParser(prog="python -m commissioner_app", description=tr("command.about"))
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--lang", choices=i18n.LANGUAGES, default=argparse.SUPPRESS, help=tr("command.help.lang"))
    with_profile = argparse.ArgumentParser(add_help=False, parents=[common])
    with_profile.add_argument("--profile", metavar="DIR", default=argparse.SUPPRESS, help=tr("command.help.profile"))
    parser.add_argument("--lang", choices=i18n.LANGUAGES, default="", help=tr("command.help.lang"))
    parser.add_argument("--profile", metavar="DIR", default="", help=tr("command.help.profile"))
    parser.set_defaults(run=windows.run_app)
    commands = parser.add_subparsers(metavar="COMMAND")
    named = _named(words)
    for family in dict.fromkeys(FAMILIES[word] for word in FAMILIES if named in {None, word}):
        import_module(f"commissioner_app.commands.{family}").add_parsers(commands, with_profile)
    if named in {None, "form"}:
        from commissioner_app.forms.commands import add_parser

        add_parser(commands, _known, i18n.language())
    windows.add_window_parsers(commands)
    return parser


def _known() -> Known:
    """What the form commands take of the program: its code lists and core fields."""
    from commissioner_app.forms.check import Known
    from commissioner_app.services.core_fields import core_fields
    from commissioner_app.services.lists import shipped

    return Known({name: code_list.rows() for name, code_list in shipped().items()}, core_fields())


def _named(words: Sequence[str]) -> str | None:
    """The subcommand that the words name; "" for the window, None where all of them have to be known."""
    skip = False
    for word in words:
        if not skip and word in {"-h", "--help"}:
            return None
        if skip or word.startswith("-"):
            skip = not skip and word in TAKE_A_VALUE
            continue
        return word if word in FAMILIES or word == "form" else None
    return ""


def language_wanted(argv: Sequence[str]) -> i18n.Language:
    """``--lang`` wherever it stands, read early because the help is written in it; else Chinese."""
    for index, word in enumerate(argv):
        value = word.partition("=")[2] if word.startswith("--lang=") else ""
        if word == "--lang" and index + 1 < len(argv):
            value = argv[index + 1]
        if value == "en":
            return "en"
        if value == "zh":
            return "zh"
    return "zh"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns 0 done, 1 wrong input, 2 usage, 3 environment, 4 bug."""
    words = list(sys.argv[1:] if argv is None else argv)
    i18n.set_language(language_wanted(words))
    options = build_parser(words).parse_args(words)
    try:
        return int(options.run(options))
    except AppError as error:
        say_error(error)
        return error.exit_code
    except KeyboardInterrupt:
        say(tr("command.interrupted"))
        return ENVIRONMENT
    except BrokenPipeError:
        # Whoever read our output has enough of it; Python would complain once more while it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ENVIRONMENT
    except OSError as error:
        say(tr("command.os_error", reason=error.strerror or str(error), path=error.filename or ""))
        return ENVIRONMENT
    except Exception:  # noqa: BLE001 - the last place that can turn a bug into its exit code
        traceback.print_exc()
        say(tr("command.bug"))
        return BUG
