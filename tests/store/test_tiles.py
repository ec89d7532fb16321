"""Offline map files: what is read, what is refused, and that nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from commissioner_app.errors import EnvironmentFault, InputError
from commissioner_app.store.tiles import LARGEST, TileFile
from tests.support.maps import make_mbtiles


def test_tiles_are_counted_from_the_north(tmp_path: Path) -> None:
    path = make_mbtiles(tmp_path / "a.mbtiles", zooms=(2, 3))
    held = TileFile(path)
    assert (held.min_zoom, held.max_zoom) == (2, 3)
    assert held.metadata["name"] == "Trial"
    assert held.tile(3, 6, 3) is not None and held.tile(9, 0, 0) is None
    assert held.tile(2, 0, 0) != held.tile(2, 0, 3)
    held.close()
    assert held.tile(3, 6, 3) is None


def test_the_file_stays_untouched(tmp_path: Path) -> None:
    path = make_mbtiles(tmp_path / "地图 1.mbtiles", zooms=(0,))
    before = path.read_bytes()
    held = TileFile(path)
    held.tile(0, 0, 0)
    held.close()
    assert path.read_bytes() == before and [each.name for each in tmp_path.iterdir()] == ["地图 1.mbtiles"]


@pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\x00" + bytes(5000)])
def test_what_is_no_map_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.mbtiles"
    path.write_bytes(content)
    with pytest.raises(InputError, match="map_not_tiles"):
        TileFile(path)


def test_a_missing_file_a_vector_map_and_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="map_missing"):
        TileFile(tmp_path / "none.mbtiles")
    with pytest.raises(InputError, match="map_vector"):
        TileFile(make_mbtiles(tmp_path / "v.mbtiles", zooms=(0,), kind="pbf"))
    with pytest.raises(InputError, match="map_not_tiles"):
        TileFile(make_mbtiles(tmp_path / "e.mbtiles", zooms=()))


def test_a_cut_file_gives_no_tile_instead_of_an_error(tmp_path: Path) -> None:
    path = make_mbtiles(tmp_path / "c.mbtiles", zooms=(0, 1, 2, 3))
    held = TileFile(path)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    assert None in {held.tile(3, x, y) for x in range(8) for y in range(8)}


def test_an_enormous_tile_is_left_out(tmp_path: Path) -> None:
    path = make_mbtiles(tmp_path / "b.mbtiles", zooms=(0,), tile=bytes(LARGEST + 1))
    assert TileFile(path).tile(0, 0, 0) is None
