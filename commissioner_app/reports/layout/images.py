"""Photos and signatures made fit for print: upright, no larger than paper can show, without their hidden data.

Re-encoding drops EXIF (position, device), which must not leave the office with a printed form (domain.md 2.2 photos).
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageOps

_DPI: Final = 200
_QUALITY: Final = 82


@dataclass(frozen=True, slots=True)
class Picture:
    """A prepared JPEG or PNG at its printed size in points, centred in its cell."""

    data: bytes
    width: float
    drawn_height: float
    gap: float = 0.0

    @property
    def height(self) -> float:
        return self.drawn_height + self.gap


def photo(data: bytes, width: float, height: float, *, gap: float = 0.0) -> Picture | None:
    """A photo scaled into a box of points; None where the bytes are no picture."""
    return _prepare(data, width, height, gap, line_art=False)


def line_art(data: bytes, width: float, height: float) -> Picture | None:
    """A signature: grey on white, without losses."""
    return _prepare(data, width, height, 0.0, line_art=True)


def _prepare(data: bytes, width: float, height: float, gap: float, *, line_art: bool) -> Picture | None:
    limit = (max(1, round(width / 72 * _DPI)), max(1, round(height / 72 * _DPI)))
    try:
        with Image.open(io.BytesIO(data)) as source:
            source.draft("RGB", limit)
            image = _on_white(ImageOps.exif_transpose(source))
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        return None
    image.thumbnail(limit, Image.Resampling.LANCZOS, reducing_gap=2.0)
    scale = min(width / image.width, height / image.height)
    stream = io.BytesIO()
    if line_art:
        image.convert("L").save(stream, "PNG")
    else:
        image.save(stream, "JPEG", quality=_QUALITY)
    return Picture(stream.getvalue(), image.width * scale, image.height * scale, gap)


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        clear = image.convert("RGBA")
        paper = Image.new("RGBA", clear.size, "white")
        return Image.alpha_composite(paper, clear).convert("RGB")
    return image.convert("RGB")
