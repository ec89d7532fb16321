"""Backups: the ones there are, one more now, one onto another disk, and the check that everything is sound."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QProgressBar, QWidget

from commissioner_app.i18n import sentence, tr
from commissioner_app.services.backup import BackupRow, CheckResult
from commissioner_app.services.program import Program
from commissioner_app.ui.form_fill.flow import ColumnFlow
from commissioner_app.ui.screens.settings.restore_dialog import RestoreDialog
from commissioner_app.ui.shared.dates import moment_text
from commissioner_app.ui.shared.form_layout import button, clear_layout, column, row, text
from commissioner_app.ui.shared.shell import Shell
from commissioner_app.ui.shared.status_line import progress_sentence
from commissioner_app.ui.shared.tokens import BETWEEN, HAIR

MOST = 20
MEGABYTE = 1024 * 1024


class BackupPart(QWidget):
    """Lists and makes backups; everything long runs in the background and says how far it is."""

    def __init__(self, program: Program, shell: Shell) -> None:
        super().__init__()
        self._program, self._shell = program, shell
        layout = column(self, spacing=BETWEEN)
        layout.addWidget(text(tr("settings.backups.explain"), muted=True))
        holder = QWidget()
        buttons = ColumnFlow(holder, packed=True)
        self._now = button(tr("settings.backups.now"), "database", name="backupNow")
        self._now.clicked.connect(lambda: self._make(None))
        self._to = button(tr("settings.backups.to"), "hard-drive", name="backupTo")
        self._to.clicked.connect(self._choose)
        self._check = button(tr("settings.backups.check"), "shield-check", name="checkNow")
        self._check.clicked.connect(self._check_now)
        for made in (self._now, self._to, self._check):
            buttons.addWidget(made)
        layout.addWidget(holder)
        self._state = text("", muted=True)
        self._state.setObjectName("backupState")
        self._state.hide()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.hide()
        layout.addWidget(self._bar)
        layout.addWidget(self._state)
        self._rows = column(spacing=HAIR)
        layout.addLayout(self._rows)
        self._list()

    def _list(self) -> None:
        clear_layout(self._rows)
        rows = self._program.backup.rows()
        today = self._program.desk.clock.now().date()
        for backup in rows[:MOST]:
            size = tr("settings.backups.size", mb=f"{backup.size / MEGABYTE:.1f}")
            self._rows.addWidget(self._row(backup, moment_text(backup.at, today), size))
        if not rows:
            self._rows.addWidget(text(tr("settings.backups.none"), muted=True))

    def _row(self, backup: BackupRow, when: str, size: str) -> QWidget:
        holder = QWidget()
        holder.setObjectName("backupRow")
        layout = row(holder, spacing=BETWEEN)
        layout.addWidget(text(sentence(when), wrap=False))
        layout.addWidget(text(size, muted=True, wrap=False))
        layout.addStretch(1)
        back = button(tr("settings.backups.restore"), "history", name="restoreBackup", flat=True)
        back.clicked.connect(lambda: self._ask_restore(backup, when))
        layout.addWidget(back)
        return holder

    def _ask_restore(self, backup: BackupRow, when: str) -> None:
        asked = RestoreDialog(self._program, self._shell, backup, when)
        asked.decided.connect(self._shell.restore)
        asked.open()

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("settings.backups.to"))
        if folder:
            self._make(Path(folder))

    def _make(self, folder: Path | None) -> None:
        self._busy(tr("settings.backups.making"))
        self._shell.run_background(
            lambda: self._program.backup.make(folder), self._made, self._failed, owner=self, lane="pool"
        )

    def _made(self, backup: BackupRow) -> None:
        self._idle(tr("settings.backups.made", name=backup.path.name))
        self._list()

    def _check_now(self) -> None:
        self._busy(tr("settings.backups.checking"))
        self._shell.run_stream(self._program.backup.check_steps, self._step, None, self._failed, owner=self)

    def _step(self, step: Any) -> None:
        if isinstance(step, CheckResult):
            key = "settings.backups.sound" if step.ok else "settings.backups.unsound"
            words = tr(key, records=step.records, files=step.files)
            self._idle("\n".join([words, *step.problems[:10]]))
        else:
            self._bar.setRange(0, step.total or 0)
            self._bar.setValue(step.done)
            self._state.setText(progress_sentence(step))

    def _failed(self, error: BaseException) -> None:
        self._idle("")
        self._shell.report(error)

    def _busy(self, words: str) -> None:
        for made in (self._now, self._to, self._check):
            made.setEnabled(False)
        self._bar.setRange(0, 0)
        self._bar.show()
        self._state.setText(words)
        self._state.show()

    def _idle(self, words: str) -> None:
        for made in (self._now, self._to, self._check):
            made.setEnabled(True)
        self._bar.hide()
        self._state.setText(words)
        self._state.setVisible(bool(words))
