"""Export what waits: the ways out for work that was never sent, from the sync page and from any error that names it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from commissioner_app.i18n import tr
from commissioner_app.services.program import Program
from commissioner_app.services.rescue import Rescued
from commissioner_app.ui.shared.shell import Shell


def export_waiting(program: Program, shell: Shell) -> None:
    """Ask for a folder and write what waits there; the message says where it is and opens it."""
    chosen = QFileDialog.getExistingDirectory(shell.window_widget(), tr("rescue.where"), str(Path.home()))
    if chosen:
        shell.run_background(
            lambda: program.rescue.export(Path(chosen)), lambda done: _done(shell, done), owner=shell.window_widget()
        )


def _done(shell: Shell, done: Rescued) -> None:
    words = tr("rescue.done", records=done.records, files=done.files, folder=done.folder.name)
    if done.lost:
        words += tr("rescue.lost", n=len(done.lost))
    shell.notify(
        words,
        "attention" if done.lost else "info",
        action=tr("rescue.open"),
        act=lambda: _show(done.folder),
    )


def _show(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
