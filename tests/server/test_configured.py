"""``server.toml``: what it says holds, and what it says wrongly is refused with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from provincial_server.commands.configured import configured
from provincial_server.errors import ServerError
from provincial_server.settings import Limits, Settings


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("proxies = 'x'", "proxies"),
        ("proxies = ['nonsense']", "proxies"),
        ("colour = 'red'", "colour"),
        ("limits = 5", "limits"),
        ("[limits]\npushes_running = 0", "limits.pushes_running"),
        ("[limits]\npushes_running = 1.5", "limits.pushes_running"),
        ("[limits]\npushes_running = true", "limits.pushes_running"),
        ("[limits]\nspeed = 1", "limits.speed"),
        ("[limits\n", "line 1"),
    ],
)
def test_a_wrong_setting_is_refused_with_its_place(tmp_path: Path, text: str, place: str) -> None:
    (tmp_path / "server.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ServerError) as refused:
        configured(Settings(tmp_path))
    assert place in refused.value.message("en")


def test_settings_are_read_and_the_rest_keeps_its_defaults(tmp_path: Path) -> None:
    assert configured(Settings(tmp_path)) == Settings(tmp_path)
    (tmp_path / "server.toml").write_text("proxies = ['10.0.0.0/8']\n[limits]\ndevice_rate = 3\n", encoding="utf-8")
    made = configured(Settings(tmp_path))
    assert (made.proxies, made.limits) == (("10.0.0.0/8",), Limits(device_rate=3))
