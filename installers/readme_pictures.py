"""The pictures of the READMEs from a tour: ``python -m commissioner_app tour --out DIR`` first, then
``python installers/readme_pictures.py DIR``. Colours are reduced to a palette, so that a picture stays below 150 kB."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PIL import Image

TARGET: Final = Path(__file__).resolve().parents[1] / "docs" / "pictures"
SCREENS: Final = ("today", "visits", "needs", "visit-form", "hosts", "sync")
NAMES: Final = tuple(
    f"{language}-{theme}-{screen}" for language in ("zh", "en") for theme in ("light", "dark") for screen in SCREENS
)
MOST_BYTES: Final = 150_000
COLOURS: Final = (256, 128, 64, 32)


def reduce(source: Path, target: Path) -> int:
    """Write a picture with as many colours as the limit allows; gives its size in bytes."""
    with Image.open(source) as opened:
        picture = opened.convert("RGB")
    size = 0
    for colours in COLOURS:
        picture.quantize(colours, dither=Image.Dither.NONE).save(target, optimize=True)
        size = target.stat().st_size
        if size < MOST_BYTES:
            break
    return size


def main(arguments: Sequence[str] | None = None) -> int:
    """Make all pictures; 2 where the tour has not left one of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tour", type=Path, help="folder of the tour")
    parser.add_argument("--out", type=Path, default=TARGET)
    options = parser.parse_args(arguments)
    missing = [name for name in NAMES if not (options.tour / "gallery" / f"{name}.png").exists()]
    if missing:
        sys.stderr.write(f"not in the tour's gallery: {', '.join(missing)}\n")
        return 2
    options.out.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        size = reduce(options.tour / "gallery" / f"{name}.png", options.out / f"{name}.png")
        sys.stdout.write(f"{name}.png  {size // 1000} kB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
