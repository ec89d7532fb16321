"""The commands ``form check`` and ``form run``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from commissioner_app.forms.errors import FormError
from commissioner_app.forms.run import batch, describe, do_step, open_form


def add_parser(subparsers: Any) -> None:
    """Add ``form`` with its two commands to a program's parser; the chosen one is ``args.run(args) -> exit code``."""
    form = subparsers.add_parser("form", help="check and run forms")
    commands = form.add_subparsers(dest="form_command", required=True)
    check = commands.add_parser("check", help="check an XLSForm or XForm; every problem with its place")
    check.add_argument("file", type=Path)
    check.add_argument("--lang", choices=("zh", "en"), default="zh")
    check.set_defaults(run=run_check)
    runner = commands.add_parser("run", help="fill a form by steps and show the outcome")
    runner.add_argument("file", type=Path, nargs="?")
    runner.add_argument("--media", type=Path)
    runner.add_argument("--steps", type=Path)
    runner.add_argument("--now")
    runner.add_argument("--edit", type=Path)
    runner.add_argument("--out", choices=("json", "xml"), default="json")
    runner.add_argument("--batch", action="store_true")
    runner.set_defaults(run=run_run)


def run_check(args: argparse.Namespace) -> int:
    """Print each problem on a line, the summary as JSON last; 0 when there is no error."""
    from commissioner_app.forms.check import check_file, summary

    problems = check_file(args.file, args.lang)
    for problem in problems:
        place = ":".join(str(part) for part in (problem.sheet, problem.row or "", problem.column) if part)
        sys.stderr.write(f"{problem.severity}: {place}: {problem.message}\n")
    json.dump(summary(problems), sys.stdout, ensure_ascii=False)
    sys.stdout.write("\n")
    return 1 if any(problem.severity == "error" for problem in problems) else 0


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
