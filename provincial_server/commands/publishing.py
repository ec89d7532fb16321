"""``form``, ``list`` and ``target``."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from pathlib import Path

from provincial_server.commands.cli import Subparsers, add_place, language, say, settings_of
from provincial_server.commands.opening import opened
from provincial_server.errors import ServerError
from provincial_server.logic import catalogue, form_answers, forms, lists
from provincial_server.logic.kinds import kinds


def add_commands(subparsers: Subparsers) -> None:
    """What the offices hand out: forms, code lists, targets."""
    verbs = subparsers.add_parser("form", help="forms").add_subparsers(dest="verb", required=True)
    publish = verbs.add_parser("publish", help="an XLSForm, a folder of text tables or an XForm")
    add_place(publish)
    publish.add_argument("file", type=Path)
    publish.set_defaults(run=_form_publish)
    add_place(listing := verbs.add_parser("list"))
    listing.set_defaults(run=_form_list)
    retire = verbs.add_parser("retire", help="offer a form, or one version of it, no longer")
    add_place(retire)
    retire.add_argument("form")
    retire.add_argument("--version", default="")
    retire.set_defaults(run=_form_retire)
    verify = verbs.add_parser("verify", help="records handed in that break rules of the form they were filled with")
    add_place(verify)
    verify.add_argument("--kind", default="")
    verify.set_defaults(run=_form_verify)
    verbs = subparsers.add_parser("list", help="code lists").add_subparsers(dest="verb", required=True)
    load = verbs.add_parser("import", help="a CSV file named after its list, or a folder of them")
    add_place(load)
    load.add_argument("file", type=Path)
    load.add_argument("--version", default="")
    load.set_defaults(run=_list_import)
    show = verbs.add_parser("show", help="one list as CSV; without a name the versions of all")
    add_place(show)
    show.add_argument("list", nargs="?", default="")
    show.set_defaults(run=_list_show)
    verbs = subparsers.add_parser("target", help="yearly targets").add_subparsers(dest="verb", required=True)
    load = verbs.add_parser("import", help=f"a CSV file with {', '.join(lists.TARGET_COLUMNS)}")
    add_place(load)
    load.add_argument("file", type=Path)
    load.set_defaults(run=_target_import)
    add_place(listing := verbs.add_parser("list"))
    listing.set_defaults(run=_target_list)


def _form_publish(arguments: argparse.Namespace) -> None:
    with opened(settings_of(arguments)) as database, database.write() as connection:
        say(asdict(forms.publish(connection, arguments.file, forms.Publisher(lang=language()))))


def _form_list(arguments: argparse.Namespace) -> None:
    with opened(settings_of(arguments)) as database, database.read() as connection:
        for form in forms.all_forms(connection):
            say(dict(form))


def _form_retire(arguments: argparse.Namespace) -> None:
    with opened(settings_of(arguments)) as database, database.write() as connection:
        say({"id": arguments.form, "retired": forms.retire(connection, arguments.form, arguments.version)})


def _form_verify(arguments: argparse.Namespace) -> None:
    if arguments.kind and arguments.kind not in kinds():
        raise ServerError("unknown", what="kind", name=arguments.kind)
    with opened(settings_of(arguments)) as database, database.read() as connection:
        for finding in form_answers.verify(connection, arguments.kind, language()):
            problems = [dict(zip(("ref", "kind", "message"), one, strict=True)) for one in finding.problems]
            say({**asdict(finding), "problems": problems})


def _list_import(arguments: argparse.Namespace) -> None:
    with opened(settings_of(arguments)) as database, database.write() as connection:
        if arguments.file.is_dir():
            say(lists.import_folder(connection, arguments.file))
        else:
            text, list_id = lists.read_text(arguments.file), arguments.file.stem
            say({list_id: lists.import_list(connection, list_id, text, arguments.version)})


def _list_show(arguments: argparse.Namespace) -> None:
    with opened(settings_of(arguments)) as database, database.read() as connection:
        if not arguments.list:
            say(catalogue.list_versions(connection))
            return
        text = catalogue.list_csv(connection, arguments.list)
    if text is None:
        raise ServerError("unknown", what="list", name=arguments.list)
    sys.stdout.write(text)


def _target_import(arguments: argparse.Namespace) -> None:
    with opened(settings_of(arguments)) as database, database.write() as connection:
        say({"imported": lists.import_targets(connection, lists.read_text(arguments.file))})


def _target_list(arguments: argparse.Namespace) -> None:
    with opened(settings_of(arguments)) as database, database.read() as connection:
        for target in lists.all_targets(connection):
            say(dict(target))
