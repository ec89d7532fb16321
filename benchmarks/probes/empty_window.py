"""The floor of a start: a process with an empty PySide6 window that holds an empty table."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

from benchmarks.probes.painted import Painted, say_and_quit


def main() -> int:
    """Show the window, say when it is painted, end."""
    app = QApplication(sys.argv[:1])
    window = QMainWindow()
    table = QTableView()
    window.setCentralWidget(table)
    window.resize(1366, 728)
    watch = Painted([table.viewport()], say_and_quit)
    window.show()
    code = app.exec()
    del watch
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
