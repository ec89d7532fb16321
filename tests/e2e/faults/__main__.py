"""``python -m tests.e2e.faults [--first N] [--seeds N] [--rounds N] [--backend sqlite|postgresql] [--workers N]``: any number of
plays, one after the other; prints how often each fault happened, and stops at the first seed that fails."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.e2e.faults.play import Play
from tests.support import postgres
from tests.support.homes import BACKENDS, sample_home


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.e2e.faults", description=__doc__)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--backend", choices=BACKENDS, default="sqlite")
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    if options.backend == "postgresql":
        postgres.cluster()
    happened: Counter[str] = Counter()
    for seed in range(options.first, options.first + options.seeds):
        folder = Path(tempfile.mkdtemp(prefix="kotexing-faults-"))
        play = Play(sample_home(folder, options.backend), folder, seed, options.workers)
        try:
            play.run(options.rounds)
            play.settle()
        except BaseException:
            sys.stderr.write(f"seed {seed} failed; its folder is {folder}\n")
            raise
        finally:
            play.close()
        happened.update(play.happened)
        sys.stdout.write(json.dumps({"seed": seed, "happened": dict(sorted(play.happened.items()))}) + "\n")
        sys.stdout.flush()
        shutil.rmtree(folder, ignore_errors=True)
    sys.stdout.write(json.dumps({"seeds": options.seeds, "happened": dict(sorted(happened.items()))}) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
