"""Offline maps: which tile files this laptop shows, in which datum they are drawn, and their tiles."""

from __future__ import annotations

import csv
import html
import math
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final, Literal

from commissioner_app.errors import AppError, InputError
from commissioner_app.store.tiles import TileFile
from commissioner_app.store.values import Values
from commissioner_app.system.paths import resource_folder

MapDatum = Literal["WGS84", "GCJ02"]
DATUMS: Final[tuple[MapDatum, ...]] = ("WGS84", "GCJ02")
_KEY: Final = "maps"
_TAG: Final = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class MapFile:
    """A tile file that the person added. ``datum`` is what its pictures are drawn in: a setting, no file says it."""

    path: str
    name: str
    datum: MapDatum = "WGS84"


@dataclass(frozen=True, slots=True)
class Seat:
    """A county's town for orientation, to about a kilometre (WGS-84)."""

    county: str
    name: str
    lng: float
    lat: float


@dataclass(frozen=True)
class TileSet:
    """The map in use. ``bounds`` west, south, east, north in degrees of its own datum, None where the file does not say."""

    name: str
    datum: MapDatum
    min_zoom: int
    max_zoom: int
    bounds: tuple[float, float, float, float] | None
    attribution: str
    tile: Callable[[int, int, int], bytes | None]
    """(zoom, column, row from the north) -> the picture's bytes, None where there is none. Any thread."""


class Maps:
    """Tile files of this laptop, the first of the list in use. Paths are kept in the profile, the files are not copied."""

    def __init__(self, settings: Values, town_name: Callable[[str], str]) -> None:
        """``town_name`` gives the name of a county by its code."""
        self._settings = settings
        self._town_name = town_name
        self._open: tuple[MapFile, TileSet, TileFile] | None = None

    def files(self) -> list[MapFile]:
        """The tile files, the one in use first."""
        kept = self._settings.get(_KEY) or []
        return [MapFile(one["path"], one["name"], one["datum"]) for one in kept if one.get("datum") in DATUMS]

    def add(self, path: Path) -> MapFile:
        """Take a file into the list and use it. Raises ``InputError`` map_not_tiles, map_vector; ``EnvironmentFault``."""
        held = TileFile(path)
        name = held.metadata.get("name", "").strip() or path.stem
        hint = " ".join(held.metadata.get(key, "") for key in ("datum", "crs", "name", "description")).upper()
        held.close()
        guess: MapDatum = "GCJ02" if re.search(r"GCJ.?02", hint) else "WGS84"
        known = next((one for one in self.files() if one.path == str(path)), None)
        made = known or MapFile(str(path), name, guess)
        self._keep([made, *(one for one in self.files() if one.path != made.path)])
        return made

    def remove(self, path: str) -> None:
        """Forget a file; it stays on the disk."""
        self._keep([one for one in self.files() if one.path != path])

    def use(self, path: str) -> None:
        """Show this file from now on."""
        self._keep(sorted(self.files(), key=lambda one: one.path != path))

    def set_datum(self, path: str, datum: MapDatum) -> None:
        """Say what a file's pictures are drawn in. Raises ``InputError`` bad_setting."""
        if datum not in DATUMS:
            raise InputError("bad_setting", key="datum")
        self._keep([replace(one, datum=datum) if one.path == path else one for one in self.files()])

    def current(self) -> TileSet | None:
        """The map in use; None without one, or where its file is not to be had now (see ``trouble``)."""
        for one in self.files():
            if self._open is not None and self._open[0] == one:
                return self._open[1]
            try:
                held = TileFile(Path(one.path))
            except AppError:
                continue
            if self._open is not None:
                self._open[2].close()
            self._open = (one, _tile_set(one, held), held)
            return self._open[1]
        return None

    def trouble(self, path: str) -> AppError | None:
        """Why a file of the list cannot be shown; None when all is well."""
        try:
            TileFile(Path(path)).close()
        except AppError as error:
            return error
        return None

    def seats(self) -> list[Seat]:
        """The county towns, for a map without tiles."""
        with (resource_folder() / "map" / "seats.csv").open(encoding="utf-8", newline="") as stream:
            return [
                Seat(row["county"], self._town_name(row["county"]), float(row["lng"]), float(row["lat"]))
                for row in csv.DictReader(stream)
            ]

    def _keep(self, files: list[MapFile]) -> None:
        self._settings.set(_KEY, [asdict(one) for one in files])


def _tile_set(one: MapFile, held: TileFile) -> TileSet:
    attribution = html.unescape(_TAG.sub("", held.metadata.get("attribution", ""))).strip()
    return TileSet(
        one.name,
        one.datum,
        held.min_zoom,
        held.max_zoom,
        _bounds(held.metadata.get("bounds", "")),
        attribution,
        held.tile,
    )


def _bounds(text: str) -> tuple[float, float, float, float] | None:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        return None
    sound = -180 <= west < east <= 180 and -90 <= south < north <= 90
    return (west, south, east, north) if sound and all(map(math.isfinite, (west, south, east, north))) else None
