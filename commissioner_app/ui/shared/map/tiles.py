"""The pictures of a map: loaded and decoded off the main thread, the last ones used are kept."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from commissioner_app.services.maps import TileSet
from commissioner_app.ui.shared.shell import Shell

KEPT: Final = 192
"""Pictures in memory, a quarter of a megabyte each: some screens full."""
Key = tuple[int, int, int]


class TileLoader(QObject):
    """``arrived``: another picture can be drawn."""

    arrived = Signal()

    def __init__(self, tiles: TileSet, shell: Shell, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tiles = tiles
        self._shell = shell
        self._held: OrderedDict[Key, QImage | None] = OrderedDict()
        self._asked: set[Key] = set()

    def picture(self, key: Key) -> QImage | None:
        """The tile (zoom, column, row) if it is here; otherwise it is asked for and comes with ``arrived``."""
        if key in self._held:
            self._held.move_to_end(key)
            return self._held[key]
        if key not in self._asked:
            self._asked.add(key)
            self._shell.run_background(
                lambda: _decoded(self.tiles.tile(*key)),
                lambda image: self._take(key, image),
                failed=lambda _error: self._take(key, None),
                owner=self,
                lane="pool",
            )
        return None

    def held(self, key: Key) -> QImage | None:
        """The tile if it is here already; nothing is asked for."""
        return self._held.get(key)

    def _take(self, key: Key, image: QImage | None) -> None:
        self._asked.discard(key)
        self._held[key] = image
        while len(self._held) > KEPT:
            self._held.popitem(last=False)
        self.arrived.emit()


def _decoded(data: bytes | None) -> QImage | None:
    if not data:
        return None
    image = QImage.fromData(data)
    return None if image.isNull() else image.convertToFormat(QImage.Format.Format_RGB32)
