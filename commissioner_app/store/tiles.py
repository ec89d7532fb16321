"""Map tiles from an MBTiles file (version 1.3): read only, not part of the profile, nothing is written to it."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import Final

from commissioner_app.errors import EnvironmentFault, InputError

DEEPEST: Final = 24
LARGEST: Final = 4 * 1024 * 1024
"""Bytes of one tile; real ones have some ten thousand."""
RASTER: Final = frozenset({"png", "jpg", "jpeg", "webp"})


class TileFile:
    """One open MBTiles file; any thread may ask it. ``metadata`` as the file has it, names in small letters."""

    def __init__(self, path: Path) -> None:
        """Raises ``EnvironmentFault`` map_missing, ``InputError`` map_not_tiles, map_vector."""
        if not path.is_file():
            raise EnvironmentFault("map_missing", path=str(path))
        self.path = path
        self._lock = threading.Lock()
        try:
            # "immutable": a file on a stick or a disk without write access takes no lock file beside it.
            link = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        except sqlite3.Error as error:
            raise InputError("map_not_tiles", path=str(path)) from error
        try:
            self.metadata = {
                str(name).lower(): str(value) for name, value in link.execute("SELECT name, value FROM metadata")
            }
            self.min_zoom, self.max_zoom = self._zooms(link)
        except (sqlite3.Error, ValueError, TypeError) as error:
            link.close()
            raise InputError("map_not_tiles", path=str(path)) from error
        self._link = link
        kind = self.metadata.get("format", "png").lower()
        if kind not in RASTER:
            self.close()
            raise InputError("map_vector", path=str(path), kind=kind)

    def _zooms(self, link: sqlite3.Connection) -> tuple[int, int]:
        """The zoom levels that the file really holds; what the metadata says is often missing or wrong."""
        # Two questions that the index answers at once; together they would read a large file from end to end.
        zooms = "SELECT (SELECT min(zoom_level) FROM tiles), (SELECT max(zoom_level) FROM tiles)"
        with closing(link.execute(zooms)) as found:
            least, most = found.fetchone()
        if least is None or not 0 <= int(least) <= int(most) <= DEEPEST:
            raise ValueError("zoom")
        return int(least), int(most)

    def tile(self, zoom: int, x: int, y: int) -> bytes | None:
        """The picture of a tile, rows counted from the north; None where the file has none or it is damaged."""
        with self._lock:
            try:
                found = self._link.execute(
                    "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?",
                    # The file counts its rows from the south (TMS).
                    (zoom, x, (1 << zoom) - 1 - y),
                ).fetchone()
            except sqlite3.Error:
                return None
        data = found[0] if found else None
        return data if isinstance(data, bytes) and len(data) <= LARGEST else None

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._link.close()
