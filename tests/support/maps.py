"""A small offline map: coloured tiles with their numbers, as an MBTiles file."""

from __future__ import annotations

import io
import sqlite3
from pathlib import Path

from PIL import Image, ImageDraw


def picture(zoom: int, x: int, y: int) -> bytes:
    """A tile that shows which one it is."""
    image = Image.new("RGB", (256, 256), (214 - 10 * (x % 3), 228 - 8 * (y % 3), 206))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 255, 255), outline=(150, 170, 150))
    draw.text((90, 120), f"{zoom}/{x}/{y}", fill=(70, 90, 70))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def make_mbtiles(
    path: Path,
    *,
    zooms: tuple[int, ...],
    kind: str = "png",
    tile: bytes = b"",
    box: tuple[float, float, float, float] | None = None,
    **metadata: str,
) -> Path:
    """An MBTiles file with all tiles of some zoom levels, or those of a box (west, south, east, north)."""
    from commissioner_app.ui.shared.map.mercator import world

    link = sqlite3.connect(path)
    link.execute("CREATE TABLE metadata (name text, value text)")
    link.execute("CREATE TABLE tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob)")
    link.execute("CREATE UNIQUE INDEX tile_index ON tiles (zoom_level, tile_column, tile_row)")
    facts = {"name": "Trial", "format": kind, **metadata}
    link.executemany("INSERT INTO metadata VALUES (?, ?)", facts.items())
    for zoom in zooms:
        side = 1 << zoom
        left, top, right, bottom = 0, 0, side - 1, side - 1
        if box is not None:
            (west, north), (east, south) = world(box[0], box[3]), world(box[2], box[1])
            left, top, right, bottom = (int(each * side) for each in (west, north, east, south))
        for x in range(left, right + 1):
            for y in range(top, bottom + 1):
                data = tile or picture(zoom, x, y)
                link.execute("INSERT INTO tiles VALUES (?, ?, ?, ?)", (zoom, x, side - 1 - y, data))
    link.commit()
    link.close()
    return path
