"""Export what waits: the ways out for work that was never sent, from the sync page and from any error that stops a sync."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QCursor, QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMenu

from commissioner_app.i18n import tr
from commissioner_app.services.bundles import Waiting
from commissioner_app.services.program import Program
from commissioner_app.services.rescue import Rescued
from commissioner_app.ui.shared.icons import icon
from commissioner_app.ui.shared.shell import Shell


def export_waiting(program: Program, shell: Shell) -> None:
    """Offer the ways that there are: sealed, for the leader or the server, where this laptop holds the keys; and readable
    by anybody, which always works."""
    shell.run_background(
        program.bundles.waiting,
        lambda waiting: _offer(program, shell, waiting),
        owner=shell.window_widget(),
        lane="pool",
    )


def _offer(program: Program, shell: Shell, waiting: Waiting) -> None:
    if not waiting.ready:
        readable(program, shell)
        return
    menu = QMenu(shell.window_widget())
    menu.setObjectName("exportMenu")
    for key, picture, way in (("sealed", "shield-check", sealed), ("readable", "file-text", readable)):
        entry = menu.addAction(icon(picture), tr(f"export.{key}"))
        entry.setObjectName(f"export.{key}")
        entry.triggered.connect(lambda _checked=False, way=way: way(program, shell))
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(QCursor.pos())


def sealed(_program: Program, shell: Shell) -> None:
    """A file that only the leader and the server can open: the sync page writes it."""
    shell.open("sync", export=True)


def readable(program: Program, shell: Shell) -> None:
    """Ask for a folder and write what waits there; the message says where it is and opens it."""
    chosen = QFileDialog.getExistingDirectory(shell.window_widget(), tr("rescue.where"), str(Path.home()))
    if chosen:
        shell.run_background(
            lambda: program.rescue.export(Path(chosen)),
            lambda done: _readable(shell, done),
            owner=shell.window_widget(),
        )


def _readable(shell: Shell, done: Rescued) -> None:
    words = tr("rescue.done", records=done.records, files=done.files, folder=done.folder.name)
    if done.lost:
        words += tr("rescue.lost", n=len(done.lost))
    tone = "attention" if done.lost else "info"
    shell.notify(words, tone, action=tr("rescue.open"), act=lambda: _show(done.folder))


def _show(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
