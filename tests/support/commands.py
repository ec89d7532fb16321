"""The administrator's commands. ``process`` runs one as typed; ``command`` gives the same words to the same ``run`` inside
this process, where the interpreter and the server's libraries are there already."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
COMMAND: Final = (sys.executable, "-m", "provincial_server")


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    returncode: int
    stdout: str
    stderr: str


def command(*arguments: str | Path, check: bool = True) -> Done:
    """A command to its end. ``check``: it ends well."""
    from provincial_server.__main__ import COMMANDS
    from provincial_server.commands.cli import run

    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = run(COMMANDS, [str(argument) for argument in arguments])
        except SystemExit as end:
            code = int(str(end.code))
    assert not check or code == 0, err.getvalue()
    return Done(code, out.getvalue(), err.getvalue())


def process(*arguments: str | Path, check: bool = True) -> Done:
    """The same in a process of its own."""
    done = subprocess.run([*COMMAND, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert not check or done.returncode == 0, done.stderr
    return Done(done.returncode, done.stdout, done.stderr)
