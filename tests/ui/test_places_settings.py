"""Offline maps and the satellite receiver in the settings, on a real profile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from commissioner_app.services.program import Program
from commissioner_app.store import keys
from commissioner_app.ui.screens.settings.maps import MapPart
from commissioner_app.ui.screens.settings.receiver import ReceiverPart
from tests.domain.test_nmea import GGA, RMC
from tests.services.conftest import Bench, StillClock
from tests.support.maps import make_mbtiles
from tests.ui.form_fill.support import FakeShell


@pytest.fixture
def real(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    monkeypatch.setattr(keys.create, "__defaults__", (keys.Cost(1, 64, 1),))
    made = Bench(tmp_path, StillClock()).program()
    yield made
    made.close()


@pytest.fixture
def shell(qtbot: QtBot, real: Program) -> Iterator[FakeShell]:
    made = FakeShell()
    yield made
    made.background.close()


def press(part: QWidget, name: str) -> None:
    button = part.findChild(QPushButton, name)
    assert button is not None, name
    button.click()


def test_a_map_is_added_its_datum_set_and_taken_off(
    real: Program, shell: FakeShell, qtbot: QtBot, tmp_path: Path
) -> None:
    part = MapPart(real, shell)  # type: ignore[arg-type]
    qtbot.addWidget(part)
    part.show()
    part.take(make_mbtiles(tmp_path / "a.mbtiles", zooms=(0,), name="影像"))
    qtbot.waitUntil(lambda: len(part.findChildren(QWidget, "mapRow")) == 1)
    part.take(make_mbtiles(tmp_path / "b.mbtiles", zooms=(0,), name="街道"))
    qtbot.waitUntil(lambda: len(real.maps.files()) == 2)
    qtbot.waitUntil(lambda: part.findChild(QPushButton, "mapDatum.0.GCJ02") is not None)
    press(part, "mapDatum.0.GCJ02")
    qtbot.waitUntil(lambda: real.maps.files()[0].datum == "GCJ02")
    assert [one.name for one in real.maps.files()] == ["街道", "影像"] and real.maps.files()[1].datum == "WGS84"
    press(part, "mapUse.1")
    qtbot.waitUntil(lambda: real.maps.files()[0].name == "影像")
    qtbot.waitUntil(lambda: not shell.background.busy())
    press(part, "mapRemove.0")
    qtbot.waitUntil(lambda: [one.name for one in real.maps.files()] == ["街道"])
    assert (tmp_path / "a.mbtiles").exists()


def test_a_file_that_is_no_map_is_told(real: Program, shell: FakeShell, qtbot: QtBot, tmp_path: Path) -> None:
    part = MapPart(real, shell)  # type: ignore[arg-type]
    qtbot.addWidget(part)
    path = tmp_path / "x.mbtiles"
    path.write_text("no map")
    part.take(path)
    qtbot.waitUntil(lambda: bool(shell.errors))
    assert real.maps.files() == []


def test_a_map_that_is_gone_says_so(real: Program, shell: FakeShell, qtbot: QtBot, tmp_path: Path) -> None:
    path = make_mbtiles(tmp_path / "a.mbtiles", zooms=(0,))
    real.maps.add(path)
    path.unlink()
    part = MapPart(real, shell)  # type: ignore[arg-type]
    qtbot.addWidget(part)
    part.show()
    qtbot.waitUntil(lambda: any("找不到地图文件" in label.text() for label in part.findChildren(QLabel)))


def test_the_receiver_is_tried_and_kept(real: Program, shell: FakeShell, qtbot: QtBot, tmp_path: Path) -> None:
    log = tmp_path / "r.nmea"
    log.write_text(f"{RMC}\n{GGA}\n")
    part = ReceiverPart(real, shell)  # type: ignore[arg-type]
    qtbot.addWidget(part)
    part.show()
    part.address.setEditText(f"file:{log}")
    press(part, "receiverTry")
    qtbot.waitUntil(lambda: "-6.505620, 53.361337" in part.said.text())
    qtbot.waitUntil(lambda: real.preferences.get("receiver") == f"file:{log}")
    qtbot.waitUntil(lambda: part._job is None)


def test_a_receiver_that_is_not_there(real: Program, shell: FakeShell, qtbot: QtBot, tmp_path: Path) -> None:
    part = ReceiverPart(real, shell)  # type: ignore[arg-type]
    qtbot.addWidget(part)
    part.show()
    press(part, "receiverTry")
    assert "没有接收机" in part.said.text()
    part.address.setEditText(str(tmp_path / "ttyNone"))
    press(part, "receiverTry")
    qtbot.waitUntil(lambda: "连不上" in part.said.text())
    assert shell.errors == []
