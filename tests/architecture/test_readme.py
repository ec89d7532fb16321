"""Every file that a README points to is there, and its pictures are small enough to be cloned by everybody."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from installers import readme_pictures

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")


PAGES = (
    "README.md", "README.zh.md", "docs/architecture.md", "docs/forms.md", "docs/forms.zh.md", "docs/operations.md",
    "docs/operations.zh.md",
)  # fmt: skip


@pytest.mark.parametrize("readme", PAGES)
def test_links_lead_somewhere(readme: str) -> None:
    page = ROOT / readme
    missing = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if not (page.parent / link).exists()]
    assert not missing


def test_pictures_are_small() -> None:
    kept = {path.stem: path.stat().st_size for path in readme_pictures.TARGET.glob("*.png")}
    assert set(kept) == set(readme_pictures.NAMES)
    assert max(kept.values()) < readme_pictures.MOST_BYTES


def test_a_picture_is_reduced_to_a_palette(tmp_path: Path) -> None:
    source = tmp_path / "source.png"
    Image.effect_noise((600, 400), 80).convert("RGB").save(source)
    size = readme_pictures.reduce(source, tmp_path / "small.png")
    assert size == (tmp_path / "small.png").stat().st_size
    with Image.open(tmp_path / "small.png") as small:
        assert small.mode == "P" and small.size == (600, 400)


def test_a_tour_without_pictures_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert readme_pictures.main([str(tmp_path), "--out", str(tmp_path / "out")]) == 2
    assert "zh-light-today" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
