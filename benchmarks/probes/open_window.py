"""``open_window.py FOLDER``: the app as ``python -m commissioner_app --profile FOLDER`` starts it, with the password in
``COMMISSIONER_PASSWORD``; says when the rail and Today are painted and the event loop is idle, then closes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from commissioner_app.commands import main as commands
from commissioner_app.commands import windows

watches: list[Any] = []


def watch() -> None:
    """Have the main window watched. Runs once the start has done what it does before it loads Qt, to change nothing."""
    from PySide6.QtWidgets import QWidget

    from benchmarks.probes.painted import Painted, say_and_quit
    from commissioner_app.ui import app

    build = app.build_window

    def build_watched(*arguments: Any, **options: Any) -> Any:
        window = build(*arguments, **options)
        parts = (window.page("today"), window.findChild(QWidget, "rail"))
        watches.append(Painted([part for part in parts if part is not None], say_and_quit))
        return window

    app.build_window = build_watched


begin = windows.begin_unlocking


def begin_and_watch(folder: Path | None) -> Any:
    """The program's own step, and ours after it."""
    begun = begin(folder)
    watch()
    return begun


if __name__ == "__main__":
    windows.begin_unlocking = begin_and_watch
    sys.exit(commands.main(["--profile", sys.argv[1]]))
