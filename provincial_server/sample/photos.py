"""Pictures for the sample visits: drawn hills, terraces and sky, as real JPEG files with the time they were taken."""

from __future__ import annotations

import hashlib
import io
import math
from datetime import datetime
from random import Random
from typing import Final

from PIL import Image, ImageDraw

_SIZE: Final = (1280, 960)
_EXIF_PART: Final = 0x8769
_TAKEN_AT: Final = 0x9003
_GREENS: Final = ((38, 92, 46), (52, 116, 52), (84, 140, 60), (108, 156, 72))


def photo(rng: Random, taken: datetime) -> tuple[str, bytes]:
    """(name, bytes) of a picture that looks like a hillside; the name is its checksum."""
    picture = Image.linear_gradient("L").resize(_SIZE)
    sky = Image.merge(
        "RGB", [picture.point(lambda grey, top=top: 255 - (255 - top) * (255 - grey) // 255) for top in _sky(rng)]
    )
    drawing = ImageDraw.Draw(sky)
    for depth, green in enumerate(_GREENS):
        _ridge(drawing, rng, 300 + depth * 130, 120 - depth * 22, green)
    _rows(drawing, rng)
    stream = io.BytesIO()
    exif = Image.Exif()
    exif.get_ifd(_EXIF_PART)[_TAKEN_AT] = taken.strftime("%Y:%m:%d %H:%M:%S")
    sky.save(stream, "JPEG", quality=82, exif=exif)
    data = stream.getvalue()
    return f"{hashlib.sha256(data).hexdigest()}.jpg", data


def _sky(rng: Random) -> tuple[int, int, int]:
    return rng.randint(90, 150), rng.randint(150, 190), rng.randint(205, 240)


def _ridge(drawing: ImageDraw.ImageDraw, rng: Random, base: int, height: int, green: tuple[int, int, int]) -> None:
    width, bottom = _SIZE
    first, second = rng.uniform(0, math.tau), rng.uniform(0, math.tau)
    line = [
        (x, base - height * (0.6 * math.sin(x / 190 + first) + 0.4 * math.sin(x / 83 + second)))
        for x in range(0, width + 16, 16)
    ]
    drawing.polygon([(0, bottom), *line, (width, bottom)], fill=green)


def _rows(drawing: ImageDraw.ImageDraw, rng: Random) -> None:
    """Rows of shrubs in the foreground."""
    width, bottom = _SIZE
    for row in range(9):
        y = 690 + row * 32
        for x in range(-(row % 2) * 20, width, 34 + row * 4):
            size, shade = 12 + row * 2, rng.randint(-18, 18)
            drawing.ellipse((x, y, x + size * 2.4, y + size), fill=(48 + shade, 120 + shade, 50 + shade))
    drawing.line((width * 0.42, bottom, width * 0.55, 640), fill=(168, 146, 104), width=22)
