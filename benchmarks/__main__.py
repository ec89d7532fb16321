"""``python -m benchmarks [NAME …]``: run the benchmarks, print each figure beside its floor; exit 1 where a goal is missed."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from dataclasses import asdict
from pathlib import Path

from benchmarks.measure import Figure

BENCHMARKS = (
    "window_start", "search", "form_open", "form_engine", "form_page", "matching", "saving", "no_change_sync",
    "first_load", "first_load_copy", "slow_line", "photos", "pdf", "load",
)  # fmt: skip


def main(arguments: list[str]) -> int:
    """Run the named benchmarks (all by default)."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    named = f"which to run, of {', '.join(BENCHMARKS)}; all when none is named"
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, []], metavar="NAME", help=named)
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    parser.add_argument("--quick", action="store_true", help="smaller data, for trying the benchmarks themselves")
    options, further = parser.parse_known_args(arguments)
    if further and len(options.names) != 1:
        parser.error(f"unknown: {' '.join(further)}")
    figures: list[Figure] = []
    for name in options.names or BENCHMARKS:
        module = importlib.import_module(f"benchmarks.{name}")
        # What a benchmark takes beyond these follows its name.
        for figure in module.run(quick=options.quick, **({"arguments": further} if further else {})):
            print(figure.line(), flush=True)
            figures.append(figure)
    if options.json:
        rows = [{**asdict(figure), "ratio": figure.ratio, "met": figure.met} for figure in figures]
        options.json.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    missed = [figure.name for figure in figures if figure.met is False]
    if missed:
        print(f"goals missed: {', '.join(missed)}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
