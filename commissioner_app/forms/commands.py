"""The commands ``form check`` and ``form run``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from commissioner_app.forms.errors import FormError, FormProblem
from commissioner_app.forms.run import batch, describe, do_step, open_form

if TYPE_CHECKING:
    from commissioner_app.forms.check import Checked, Known


HELP: Final = {
    "form": ("检查表单，按步骤试填", "check and run forms"),
    "check": ("检查 XLSForm 或 XForm，每个问题都说明位置", "check an XLSForm or XForm; every problem with its place"),
    "against": ("并与这个旧版本比较", "also compare with an earlier version of the form"),
    "run": ("按步骤填写表单，显示结果", "fill a form by steps and show the outcome"),
}
"""What the commands are for, in Chinese and in English."""


def add_parser(subparsers: Any, known: Callable[[], Known] | None = None, lang: str = "en") -> None:
    """Add ``form`` with its two commands to a program's parser; the chosen one is ``args.run(args) -> exit code``.

    ``known`` gives what the program knows of code lists and core fields, ``lang`` is the language of the help."""

    def words(name: str) -> str:
        return HELP[name][lang != "zh"]

    form = subparsers.add_parser("form", help=words("form"))
    commands = form.add_subparsers(dest="form_command", required=True)
    check = commands.add_parser("check", help=words("check"))
    check.add_argument("file", type=Path)
    check.add_argument("--against", type=Path, metavar="OLD", help=words("against"))
    check.add_argument("--lang", choices=("zh", "en"), default="zh")
    check.set_defaults(run=lambda args: run_check(args, known))
    runner = commands.add_parser("run", help=words("run"))
    runner.add_argument("file", type=Path, nargs="?")
    runner.add_argument("--media", type=Path)
    runner.add_argument("--steps", type=Path)
    runner.add_argument("--now")
    runner.add_argument("--edit", type=Path)
    runner.add_argument("--out", choices=("json", "xml"), default="json")
    runner.add_argument("--batch", action="store_true")
    runner.set_defaults(run=run_run)


def run_check(args: argparse.Namespace, known: Callable[[], Known] | None = None) -> int:
    """Print each problem on a line, the summary as JSON last; 0 when there is no error."""
    from commissioner_app.forms.check import NOTHING_KNOWN, checked, summary

    facts = known() if known else NOTHING_KNOWN
    found = checked(args.file, args.lang, facts)
    problems, changes = list(found.problems), None
    if args.against is not None:
        losses, changes = _compared(args.against, found, args.lang, facts)
        problems += losses
    for problem in problems:
        place = ":".join(str(part) for part in (problem.sheet, problem.row or "", problem.column) if part)
        sys.stderr.write(f"{problem.severity}: {place}: {problem.message}\n")
    out = summary(problems)
    if changes is not None:
        out["changes"] = changes
        sys.stderr.writelines(f"{change['words']}\n" for change in changes)
    json.dump(out, sys.stdout, ensure_ascii=False)
    sys.stdout.write("\n")
    return 0 if out["ok"] else 1


def _compared(old: Path, new: Checked, lang: str, known: Known) -> tuple[list[FormProblem], list[dict[str, Any]]]:
    """Core fields that the new version loses, as errors, and all changes in words."""
    from commissioner_app.forms.check import checked
    from commissioner_app.forms.differences import compare, core_losses

    before = checked(old, lang, known)
    if before.definition is None or new.definition is None:
        return [problem for problem in before.problems if problem.severity == "error"], []
    losses = [
        FormProblem("error", "survey", 0, "save_to", loss.words(lang), "core_changed" if loss.now else "core_dropped")
        for loss in core_losses(before.definition, new.definition)
    ]
    found = compare(before.definition, new.definition, lang)
    return losses, [{"kind": one.kind, "path": one.path, "words": one.words(lang)} for one in found]


def run_run(args: argparse.Namespace) -> int:
    """Fill one form, or serve the batch protocol."""
    if args.batch:
        batch()
        return 0
    if args.file is None:
        sys.stderr.write("form run: FILE or --batch\n")
        return 2
    try:
        return _run_one(args)
    except FormError as error:
        sys.stderr.write(f"{error}\n")
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
    return 1


def _run_one(args: argparse.Namespace) -> int:
    scenario = {
        "form": str(args.file),
        "media": str(args.media) if args.media else None,
        "now": args.now,
        "edit": str(args.edit) if args.edit else None,
    }
    instance = open_form(scenario)
    steps = json.loads(args.steps.read_text(encoding="utf-8")) if args.steps else []
    done = [do_step(instance, step) for step in steps]
    if args.out == "xml":
        sys.stdout.write(instance.to_xml() + "\n")
    else:
        json.dump({"ok": True, "steps": done, **describe(instance)}, sys.stdout, ensure_ascii=False)
        sys.stdout.write("\n")
    return 1 if any("error" in step for step in done) else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """The commands alone, without the program around them."""
    parser = argparse.ArgumentParser(prog="commissioner_app")
    add_parser(parser.add_subparsers(dest="command", required=True))
    args = parser.parse_args(arguments)
    return int(args.run(args))


if __name__ == "__main__":
    sys.exit(main())
