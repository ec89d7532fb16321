"""Offline maps: the tile files of this laptop, which one is shown, and the datum that each is drawn in."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QLabel, QWidget

from commissioner_app.i18n import tr
from commissioner_app.services.maps import MapFile
from commissioner_app.services.program import Program
from commissioner_app.ui.shared.form_layout import button, clear_layout, column, row, text
from commissioner_app.ui.shared.messages import explain
from commissioner_app.ui.shared.segmented import Segmented
from commissioner_app.ui.shared.shell import Shell
from commissioner_app.ui.shared.tokens import BETWEEN, HAIR, INSIDE

_DATUMS = (("WGS84", "WGS-84"), ("GCJ02", "GCJ-02"))


class MapPart(QWidget):
    """Every change holds at once; the files themselves stay where they are."""

    def __init__(self, program: Program, shell: Shell) -> None:
        super().__init__()
        self._program, self._shell = program, shell
        layout = column(self, spacing=BETWEEN)
        layout.addWidget(text(tr("settings.maps.explain"), muted=True))
        self._rows = column(spacing=BETWEEN)
        layout.addLayout(self._rows)
        self._add = button(tr("settings.maps.add"), "map", name="mapAdd")
        self._add.clicked.connect(self._choose)
        across = row()
        across.addWidget(self._add)
        across.addStretch(1)
        layout.addLayout(across)
        self._list()

    def take(self, path: Path) -> None:
        """Add a file to the list."""
        self._shell.run_background(lambda: self._program.maps.add(path), lambda _made: self._list(), owner=self)

    def _choose(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self.window(), tr("settings.maps.add"), "", f"{tr('settings.maps.files')} (*.mbtiles);;* (*)"
        )
        if path:
            self.take(Path(path))

    def _list(self) -> None:
        clear_layout(self._rows)
        files = self._program.maps.files()
        for number, one in enumerate(files):
            self._rows.addWidget(self._row(one, number, in_use=number == 0))
        if not files:
            self._rows.addWidget(text(tr("settings.maps.none"), muted=True))

    def _row(self, one: MapFile, number: int, *, in_use: bool) -> QWidget:
        holder = QWidget()
        holder.setObjectName("mapRow")
        layout = column(holder, spacing=HAIR)
        name = text(f"{one.name} · {tr('settings.maps.shown')}" if in_use else one.name)
        name.setToolTip(one.path)
        layout.addWidget(name)
        across = row(spacing=INSIDE)
        datum = Segmented(_DATUMS, f"mapDatum.{number}")
        datum.setAccessibleName(f"{tr('settings.maps.datum')}: {one.name}")
        datum.set_current(one.datum)
        datum.chosen.connect(lambda chosen: self._write(lambda: self._program.maps.set_datum(one.path, chosen)))
        across.addWidget(text(tr("settings.maps.datum"), muted=True, wrap=False))
        across.addWidget(datum)
        if not in_use:
            use = button(tr("settings.maps.use"), name=f"mapUse.{number}", flat=True)
            use.clicked.connect(lambda: self._write(lambda: self._program.maps.use(one.path)))
            across.addWidget(use)
        remove = button(tr("settings.maps.remove"), name=f"mapRemove.{number}", flat=True)
        remove.clicked.connect(lambda: self._write(lambda: self._program.maps.remove(one.path)))
        across.addWidget(remove)
        across.addStretch(1)
        layout.addLayout(across)
        wrong = QLabel()
        wrong.setWordWrap(True)
        wrong.setProperty("tone", "attention")
        wrong.hide()
        layout.addWidget(wrong)
        self._look_for_trouble(one.path, wrong)
        return holder

    def _look_for_trouble(self, path: str, wrong: QLabel) -> None:
        def known(error: Exception | None) -> None:
            if error is not None:
                wrong.setText(explain(error).text)
                wrong.show()

        self._shell.run_background(lambda: self._program.maps.trouble(path), known, owner=wrong, lane="pool")

    def _write(self, change: object) -> None:
        self._shell.run_background(change, lambda _none: self._list(), owner=self)  # type: ignore[arg-type]
