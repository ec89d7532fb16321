"""The check that nothing is readable must find what is readable."""

from __future__ import annotations

from pathlib import Path

import pytest

from commissioner_app.tour.holdings import readable_traces
from commissioner_app.tour.photos import landscape
from commissioner_app.tour.words import day_words


@pytest.mark.parametrize("code", ["utf-8", "utf-16-le", "utf-16-be", "gb18030"])
def test_readable_words_are_found_in_usual_encodings(tmp_path: Path, code: str) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "leak.bin").write_bytes(b"\x00\x01" + "茶尺蠖零星发生".encode(code) + b"\xff")
    (tmp_path / "clean.bin").write_bytes(b"\x00" * 64)
    assert readable_traces(tmp_path, ["茶尺蠖零星发生"]) == ["inner/leak.bin"]


def test_photos_and_words_follow_the_seed() -> None:
    assert landscape(3, (64, 48)) == landscape(3, (64, 48)) != landscape(4, (64, 48))
    assert day_words(1) == day_words(1)
