"""The satellite receiver: where it is, and a try that shows what it says."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QWidget

from commissioner_app.i18n import tr
from commissioner_app.services.program import Program
from commissioner_app.services.receiver import Reading
from commissioner_app.ui.shared.background import Job
from commissioner_app.ui.shared.form_layout import FieldBlock, button, column, row, text
from commissioner_app.ui.shared.messages import explain
from commissioner_app.ui.shared.shell import Shell
from commissioner_app.ui.shared.tokens import BETWEEN

KEY = "receiver"


class ReceiverPart(QWidget):
    """A line with the serial ports that are there now; an empty one means that there is no receiver."""

    def __init__(self, program: Program, shell: Shell) -> None:
        super().__init__()
        self._program, self._shell = program, shell
        self._job: Job | None = None
        self._kept = str(program.preferences.get(KEY))
        self.address = QComboBox()
        self.address.setEditable(True)
        self.address.setObjectName("setting.receiver")
        # Offering ports makes the list of an editable box at once; it is read out like the box itself.
        self.address.view().setAccessibleName(tr("setting.receiver"))
        self.address.setMinimumContentsLength(24)
        self.address.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        line = QLineEdit()
        self.address.setLineEdit(line)
        self.address.setEditText(self._kept)
        line.setPlaceholderText(tr("settings.receiver.none"))
        line.editingFinished.connect(self._keep)
        self.address.activated.connect(lambda _index: self._keep())
        self._try = button(tr("settings.receiver.try"), "locate", name="receiverTry")
        self._try.clicked.connect(self._try_or_stop)
        self.said = QLabel()
        self.said.setObjectName("receiverSaid")
        self.said.setWordWrap(True)
        self.said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.said.hide()
        layout = column(self, spacing=BETWEEN)
        layout.addWidget(text(tr("settings.receiver.explain"), muted=True))
        across = row(spacing=BETWEEN)
        across.addWidget(FieldBlock(tr("setting.receiver"), self.address))
        across.addWidget(self._try, 0, Qt.AlignmentFlag.AlignBottom)
        across.addStretch(1)
        layout.addLayout(across)
        layout.addWidget(self.said)
        shell.run_background(program.receiver.ports, self._offer, lambda _error: None, owner=self, lane="pool")

    def _offer(self, ports: list[str]) -> None:
        """The ports are asked for off the main thread: some systems take a second to name them."""
        typed = self.address.currentText()
        self.address.addItems([port for port in ports if port != typed])
        self.address.setEditText(typed)

    def _keep(self) -> None:
        address = self.address.currentText().strip()
        if address != self._kept:
            self._kept = address
            self._shell.run_background(lambda: self._program.preferences.set(KEY, address), owner=self)

    def _try_or_stop(self) -> None:
        if self._job is not None:
            self._stop()
            return
        self._keep()
        address = self.address.currentText().strip()
        if not address:
            self._say(tr("settings.receiver.none"))
            return
        self._say(tr("settings.receiver.waiting"))
        self._try.setText(tr("settings.receiver.stop"))
        self._job = self._shell.run_stream(
            lambda: self._program.receiver.listen(address), self._hear, done=self._stop, failed=self._fail, owner=self
        )

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._try.setText(tr("settings.receiver.try"))

    def _fail(self, error: BaseException) -> None:
        self._stop()
        self._say(explain(error).text)

    def _hear(self, reading: Reading) -> None:
        fix = reading.fix
        if fix is None:
            key = "settings.receiver.searching" if reading.speaks else "settings.receiver.waiting"
            self._say(tr(key, n=reading.satellites))
            return
        accuracy = "–" if fix.acc is None else f"{max(1.0, fix.acc):.0f}"
        place = f"{fix.lng:.6f}, {fix.lat:.6f}"
        self._say(tr("settings.receiver.here", place=place, n=fix.satellites, metres=accuracy))

    def _say(self, words: str) -> None:
        self.said.setText(words)
        self.said.show()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        self._stop()
        super().hideEvent(event)
