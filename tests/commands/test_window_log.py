"""The window writes a log where it can, and runs where it cannot."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from commissioner_app.commands import windows
from commissioner_app.system.logs import FILE_NAME


def test_what_happens_in_the_window_is_in_the_log_until_it_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(windows, "log_folder", lambda: tmp_path / "logs")
    log = logging.getLogger("commissioner_app.ui.app")
    with windows._log():
        log.warning("work failed for %s", "王小满 13855511234")
    log.warning("afterwards")
    text = (tmp_path / "logs" / FILE_NAME).read_text(encoding="utf-8")
    assert "work failed for" in text
    assert "王小满" not in text and "13855511234" not in text and "afterwards" not in text


def test_a_folder_that_cannot_be_made_keeps_nobody_from_working(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(windows, "log_folder", lambda: tmp_path / "file" / "logs")
    with windows._log():
        logging.getLogger("commissioner_app.ui.app").info("still here")
