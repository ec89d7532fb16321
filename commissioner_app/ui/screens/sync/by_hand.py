"""By hand: what waits onto a stick, a file that somebody brought, and what this laptop carries for others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QFrame, QProgressBar, QWidget

from commissioner_app.errors import AppError
from commissioner_app.i18n import tr
from commissioner_app.services.bundles import CarriedRow, Waiting, is_bundle, size_of
from commissioner_app.services.program import Program
from commissioner_app.services.progress import Progress
from commissioner_app.ui.form_fill.flow import ColumnFlow
from commissioner_app.ui.shared.background import Job
from commissioner_app.ui.shared.dates import moment_text
from commissioner_app.ui.shared.form_layout import button, clear_layout, column, heading, row, text
from commissioner_app.ui.shared.messages import explain
from commissioner_app.ui.shared.shell import Shell
from commissioner_app.ui.shared.status_line import progress_sentence
from commissioner_app.ui.shared.tokens import AROUND, BETWEEN, HAIR, INSIDE

ENDING: Final = "ktx"
SIZES: Final = ("", "4G", "1G", "500M")
MOST: Final = 3


class ByHand(QFrame):
    """Two buttons, one sentence, and a line for each of the last sticks that were carried."""

    def __init__(self, program: Program, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("byHand")
        self._program, self._shell = program, shell
        self._job: Job | None = None
        self._export = button(tr("byhand.export"), "upload", name="byHandExport")
        self._export.setToolTip(tr("byhand.export.tip"))
        self._export.clicked.connect(self.choose_target)
        self._take = button(tr("byhand.take"), "download", name="byHandTake")
        self._take.clicked.connect(self._choose_source)
        self._size = QComboBox()
        self._size.setObjectName("byHandSize")
        self._size.setAccessibleName(tr("byhand.size"))
        self._size.view().setAccessibleName(tr("byhand.size"))
        self._size.setToolTip(tr("byhand.size"))
        for size in SIZES:
            self._size.addItem(tr("byhand.size.each", size=f"{size}B") if size else tr("byhand.size.one"), size)
        self._stop = button(tr("byhand.stop"), "stop", name="byHandStop")
        self._stop.clicked.connect(self._cancel)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._said = text("", muted=True)
        self._said.setObjectName("byHandSaid")
        self._rows = column(spacing=HAIR)
        self._build()
        self._busy(False)
        self.refresh()

    def take_drops_of(self, widget: QWidget) -> None:
        """A bundle that is dropped onto this widget is taken over."""
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)

    def refresh(self) -> None:
        """Read the store again, beside the window."""
        bundles = self._program.bundles
        self._shell.run_background(
            lambda: (bundles.waiting(), bundles.carried()), lambda found: self._show(*found), owner=self, lane="pool"
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if isinstance(event, QDropEvent) and event.type() in (QEvent.Type.DragEnter, QEvent.Type.Drop):
            files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
            files = [file for file in files if is_bundle(file)]
            if files and self._job is None:
                event.acceptProposedAction()
                if not isinstance(event, QDragEnterEvent):
                    self.take_over(files)
                return True
        return super().eventFilter(watched, event)

    def take_over(self, files: list[Path]) -> None:
        """Take files (or parts) one after the other."""
        bundles = self._program.bundles

        def steps() -> Iterator[Progress]:
            for file in files:
                yield from bundles.take_over(file)

        self._begin(steps, self._taken)

    def export_to(self, target: Path) -> None:
        """Write what waits into this file."""
        size = size_of(self._size.currentData() or "0")
        self._begin(lambda: self._program.bundles.export(target, size), self._exported)

    def _build(self) -> None:
        layout = column(self, spacing=INSIDE)
        layout.setContentsMargins(AROUND, BETWEEN, AROUND, BETWEEN)
        head = row(spacing=BETWEEN)
        head.addWidget(heading(tr("byhand.title"), 3))
        head.addWidget(self._said, 1)
        layout.addLayout(head)
        holder = QWidget()
        buttons = ColumnFlow(holder, packed=True)
        for widget in (self._export, self._size, self._take, self._stop):
            buttons.addWidget(widget)
        layout.addWidget(holder)
        layout.addWidget(self._bar)
        layout.addLayout(self._rows)

    def choose_target(self) -> None:
        """Ask where to, and write what waits there."""
        day = self._program.desk.clock.now().date().isoformat()
        name = f"{self._program.session.display}-{day}.{ENDING}"
        chosen, _ = QFileDialog.getSaveFileName(self.window(), tr("byhand.export"), str(Path.home() / name))
        if chosen:
            self.export_to(Path(chosen))

    def _choose_source(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self.window(), tr("byhand.take"), str(Path.home()))
        if chosen:
            self.take_over([Path(one) for one in chosen])

    def _begin(self, steps: Callable[[], Iterator[Progress]], done: Callable[[], None]) -> None:
        self._busy(True)
        self._bar.setRange(0, 0)

        def finished() -> None:
            self._busy(False)
            done()
            self.refresh()

        self._job = self._shell.run_stream(steps, self._step, finished, self._failed, owner=self)

    def _step(self, step: Progress) -> None:
        self._bar.setRange(0, step.total or 0)
        self._bar.setValue(step.done)
        self._said.setText(progress_sentence(step))

    def _exported(self) -> None:
        result: dict[str, Any] = self._program.bundles.result or {}
        if not result.get("parts"):
            self._shell.notify(tr("byhand.nothing"))
            return
        names = ", ".join(Path(one).name for one in result["parts"])
        self._shell.notify(tr("byhand.exported", records=result["records"], files=result["files"], names=names))

    def _taken(self) -> None:
        bundles = self._program.bundles
        result: dict[str, Any] = bundles.result or {}
        if bundles.changes:
            self._shell.announce(bundles.changes)
        answered = result["receipts"]["accepted"] + result["receipts"]["merged"] + result["receipts"]["files"]
        if answered:
            self._shell.notify(tr("byhand.receipts", n=answered))
            return
        people = ", ".join(result["from"]) or tr("byhand.others")
        missing = sum(map(len, result["pieces"]["missing"].values()))
        words = tr("byhand.taken", people=people, records=result["records"], files=result["files"])
        self._shell.notify(f"{words} {tr('bundle.missing', n=missing)}" if missing else words)

    def _failed(self, error: BaseException) -> None:
        self._busy(False)
        self.refresh()
        self._shell.report(error)

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self._busy(False)
        self.refresh()

    def _busy(self, busy: bool) -> None:
        if not busy:
            self._job = None
        for widget in (self._export, self._size, self._take):
            widget.setVisible(not busy)
        self._stop.setVisible(busy)
        self._bar.setVisible(busy)

    def _show(self, waiting: Waiting, carried: list[CarriedRow]) -> None:
        if self._job is None:
            self._said.setText(_sentence(waiting))
        clear_layout(self._rows)
        today = self._program.desk.clock.now().date()
        for one in carried[:MOST]:
            line = text(_line(one, moment_text(one.received_at, today)), muted=True)
            line.setObjectName("byHandCarried")
            self._rows.addWidget(line)


def _sentence(waiting: Waiting) -> str:
    if not waiting.ready:
        return tr("byhand.no_keys")
    if not waiting:
        return tr("byhand.nothing")
    words = tr("byhand.waiting", records=waiting.records, files=waiting.files)
    return f"{words} {tr('byhand.waiting.others', n=waiting.carried)}" if waiting.carried else words


def _line(one: CarriedRow, when: str) -> str:
    what = tr("byhand.carried.records", n=one.records) if one.records else tr("byhand.carried.sealed")
    said = [tr(f"byhand.carried.{one.state}", name=one.name or tr("byhand.others"), what=what, when=when)]
    if one.code:
        said.append(explain(AppError(one.code)).text)
    if one.missing > 0:
        said.append(tr("byhand.carried.missing", n=one.missing))
    return " ".join(said)
