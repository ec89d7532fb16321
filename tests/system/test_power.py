"""Whether the battery is nearly empty, read from what Linux shows of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from commissioner_app.system.power import _low_in, low_battery


def supply(folder: Path, name: str, **facts: str) -> None:
    (folder / name).mkdir()
    for fact, value in facts.items():
        (folder / name / fact).write_text(value + "\n")


@pytest.mark.parametrize(
    ("capacity", "status", "plugged", "low"),
    [
        ("12", "Discharging", "0", True),
        ("20", "Discharging", "0", True),
        ("21", "Discharging", "0", False),
        ("12", "Charging", "0", False),
        ("12", "Discharging", "1", False),
        ("?", "Discharging", "0", False),
    ],
)
def test_low(tmp_path: Path, capacity: str, status: str, plugged: str, low: bool) -> None:
    supply(tmp_path, "AC", type="Mains", online=plugged)
    supply(tmp_path, "BAT0", type="Battery", status=status, capacity=capacity)
    supply(tmp_path, "mouse", type="Battery", status="Discharging", capacity="3", scope="Device")
    assert _low_in(tmp_path) is low


def test_a_computer_without_a_battery_is_never_low(tmp_path: Path) -> None:
    assert not _low_in(tmp_path / "none") and not _low_in(tmp_path)
    assert low_battery() in (True, False)
