"""What the start of the window does not wait for."""

from __future__ import annotations

import subprocess
import sys

HEAVY = (
    "requests", "urllib3", "pyxform", "lxml", "reportlab", "openpyxl", "pypinyin", "keyring", "sqlite_utils", "PIL",
    "pypdfium2", "zstandard", "commissioner_app.forms.instance", "commissioner_app.sync.engine",
    "commissioner_app.ui.form_fill", "commissioner_app.ui.screens.visits",
)  # fmt: skip


def test_the_start_loads_nothing_that_today_does_not_show() -> None:
    lines = (
        "import sys; from commissioner_app.commands.main import build_parser; build_parser([]); "
        "from commissioner_app import bootstrap; import commissioner_app.ui.app, commissioner_app.ui.screens.today.page; "
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
