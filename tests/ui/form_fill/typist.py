"""A program of its own for the kill test: opens a profile and a form, types a letter every 50 ms, says each on stdout.

Arguments: the profile's folder, its password, the id of the draft.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from commissioner_app import bootstrap
from commissioner_app.system.secrets import MemoryStore
from commissioner_app.ui.form_fill.page import FormPage
from tests.ui.form_fill.support import VERSION, FakeShell, form_of

SURVEY = """
| type | name | label | parameters |
| audit | audit | | track-changes=true |
| text | story | 经过 | |
"""


def main(folder: str, password: str, draft_id: str) -> int:
    """Type until killed."""
    app = QApplication(sys.argv[:1])
    program = bootstrap.open_profile(Path(folder), password, secrets=MemoryStore())
    program.forms._definitions["test", VERSION] = form_of(SURVEY)
    page = FormPage(program, FakeShell(), replace(program.drafts.get(draft_id), form_version=VERSION))
    page.show()
    line = page.findChild(QLineEdit, "q:/data/story")
    assert isinstance(line, QLineEdit)
    line.setFocus()

    def strike() -> None:
        QTest.keyClick(line, Qt.Key.Key_A)
        sys.stdout.write(f"{len(line.text())}\n")
        sys.stdout.flush()

    timer = QTimer()
    timer.timeout.connect(strike)
    timer.start(50)
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
