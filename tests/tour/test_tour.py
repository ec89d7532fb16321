"""The field day from outside: the command is run, and what it leaves is read back."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image

from provincial_server.sample.needs import NEEDS
from provincial_server.sample.visits import VISITS

VIEWS = (
    "light-papers-agreement", "dark-settings-openrosa-server", "light-form-obs_livestock", "large-visit-form",
    "small-papers", "light-office-forms-findings", "dark-office-forms-preview", "dark-surveys",
)  # fmt: skip
FORMS = {"服务记录表": "踏查茶园三片", "需求征集表": "高山茶园低温霜冻预警与防控"}


@pytest.mark.timeout(900)
def test_the_field_day_leaves_pictures_pdfs_and_a_true_summary(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "commissioner_app", "tour", "--out", str(tmp_path), "--seed", "2"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    summary = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    failed = [step for step in summary["steps"] if not step["ok"]]
    assert done.returncode == 0 and summary["ok"] and not failed, (failed, done.stderr[-2000:])
    pictures = [tmp_path / step["picture"] for step in summary["steps"] if step["picture"]]
    assert len(pictures) >= 20
    for picture in pictures:
        with Image.open(picture) as image:
            assert len(image.convert("RGB").getcolors(1 << 24) or ()) > 20, f"{picture.name} is blank"
    for lang in ("zh", "en"):
        for view in VIEWS:
            assert (tmp_path / "gallery" / f"{lang}-{view}.png").is_file(), view
    _read_back(tmp_path, summary["pdfs"])
    assert summary["laptop"]["attachments"] and summary["server"]["ok"]
    _same_sight(summary)


def _same_sight(summary: dict[str, Any]) -> None:
    """How many visits the team made is chance that the weekday moves; that each of them is on the laptop is not."""
    held, there = summary["laptop"]["counts"], summary["server"]["records"]
    assert {kind: held[kind] for kind in summary["theirs"]} == summary["theirs"]
    assert there["visit"] == VISITS + 1 and 1 < held["visit"] < there["visit"]
    assert (held["host"], held["resource"]) == (there["host"], there["resource"])
    assert 0 < held["need"] <= there["need"] and there["need"] == NEEDS + 1 and there["match"] > held["match"] > 0


def _read_back(folder: Path, names: list[str]) -> None:
    assert len(names) == 2
    for name in names:
        document = pypdfium2.PdfDocument(folder / name)
        text = "".join(page.get_textpage().get_text_range() for page in document)
        title, typed = next((title, typed) for title, typed in FORMS.items() if title in name)
        assert title in text
        assert typed in text.replace("\r\n", "")
        document.close()
