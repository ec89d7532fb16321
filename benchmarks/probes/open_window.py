"""``open_window.py FOLDER``: the app as ``python -m commissioner_app --profile FOLDER`` starts it, with the password in
``COMMISSIONER_PASSWORD``; says when the rail and Today are painted and the event loop is idle, then closes."""

from __future__ import annotations

import sys
from typing import Any

from benchmarks.probes.painted import Painted, say_and_quit
from commissioner_app.commands import main as commands
from commissioner_app.ui import app
from commissioner_app.ui.window import MainWindow

watches: list[Painted] = []


def watched(*arguments: Any, **options: Any) -> MainWindow:
    """The program's own window, watched."""
    window = build(*arguments, **options)
    today, rail = window.page("today"), window.findChild(app.QWidget, "rail")
    assert today is not None
    assert rail is not None
    watches.append(Painted([today, rail], say_and_quit))
    return window


build = app.build_window

if __name__ == "__main__":
    app.build_window = watched
    sys.exit(commands.main(["--profile", sys.argv[1]]))
