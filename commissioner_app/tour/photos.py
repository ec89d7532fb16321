"""Photos for the tour: drawn, not taken, so that nobody real is in them."""

from __future__ import annotations

import io
import math
import random

from PIL import Image, ImageDraw


def landscape(seed: int, size: tuple[int, int] = (1600, 1200)) -> bytes:
    """A hillside with rows of tea under a morning sky, as JPEG."""
    rng = random.Random(seed)
    width, height = size
    image = Image.new("RGB", size)
    draw = ImageDraw.Draw(image)
    for y in range(height):
        share = y / height
        draw.line([(0, y), (width, y)], fill=(int(190 - 60 * share), int(215 - 40 * share), int(235 - 70 * share)))
    for layer in range(4):
        base = height * (0.35 + 0.13 * layer)
        phase, swing = rng.random() * 6, height * (0.09 - 0.012 * layer)
        ridge = [(x, base + swing * math.sin(phase + x / width * (3 + layer))) for x in range(0, width + 20, 20)]
        green = (60 + 14 * layer, 110 + 12 * layer, 70 + 6 * layer)
        draw.polygon([*ridge, (width, height), (0, height)], fill=green)
    for row in range(16):
        top = int(height * (0.72 + 0.02 * row))
        for x in range(-20, width + 20, 34):
            shade = rng.randint(-14, 14)
            draw.ellipse([x, top, x + 46, top + 26], fill=(52 + shade, 116 + shade, 62 + shade))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=82)
    return buffer.getvalue()
