"""Positions, lines, areas and places to choose on the offline map, by mouse and by keys."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from commissioner_app.domain.positions import distance_m, wgs2gcj
from commissioner_app.ui.form_fill.page import FormPage
from commissioner_app.ui.form_fill.places import read_path, read_point
from commissioner_app.ui.shared.map.view import MapView
from tests.domain.test_nmea import GGA, RMC, sentence
from tests.support.maps import make_mbtiles
from tests.ui.form_fill.support import Filling, find, form_of

SURVEY = """
| type | name | label | appearance | parameters |
| geopoint | place | 定位 | placement-map | capture-accuracy=4 warning-accuracy=50 |
| geopoint | other | 另一处 | | |
| geotrace | track | 水渠 | | |
| geoshape | field | 地块 | | |
| select_one farms | farm | 茶园 | map | |
"""
FARMS = """
| list_name | name | label | geometry |
| farms | a | 响洪甸 | 31.57 116.13 0 0 |
| farms | b | 青山 | 31.60 115.98 0 0 |
| farms | c | 无坐标 | |
| farms | d | 水库 | 31.66 115.86 0 0; 31.68 115.90 0 0; 31.63 115.92 0 0; 31.66 115.86 0 0 |
"""
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
SHIFT, NONE = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def page(filling: Filling) -> FormPage:
    return filling.open(form_of(SURVEY, FARMS))


def value(page: FormPage, name: str) -> str:
    return page.session.node(f"{page.session.root.ref}/{name}").value


def widget(page: FormPage, name: str) -> Any:
    ref = f"{page.session.root.ref}/{name}"
    page.navigator.go_to(ref)
    row = page.body.row(ref)
    assert row is not None
    QApplication.processEvents()
    return row.widget


def click(view: MapView, at: QPointF, button: Qt.MouseButton = LEFT) -> None:
    QTest.mouseClick(view, button, NONE, at.toPoint())


def at(view: MapView, x: float, y: float) -> QPointF:
    return QPointF(view.width() * x, view.height() * y)


def drag(view: MapView, start: QPointF, end: QPointF) -> None:
    QTest.mousePress(view, LEFT, NONE, start.toPoint())
    for step in range(1, 5):
        QTest.mouseMove(view, ((start * (4 - step) + end * step) * 0.25).toPoint())
    QTest.mouseRelease(view, LEFT, NONE, end.toPoint())


def test_a_click_puts_the_place(page: FormPage) -> None:
    view = widget(page, "place").map
    view.show_place(116.13, 31.57, 15)
    spot = at(view, 0.5, 0.5).toPoint()
    meant = view.from_screen(QPointF(spot))
    click(view, QPointF(spot))
    point = read_point(value(page, "place"))
    assert point is not None and distance_m((point.lng, point.lat), meant) < 1
    assert value(page, "place").count(" ") == 1, "a place from a map has neither height nor accuracy"
    assert "地图" in widget(page, "place").said.text()


def test_the_pin_is_dragged_and_nudged(page: FormPage) -> None:
    shown = widget(page, "place")
    view = shown.map
    view.show_place(116.13, 31.57, 15)
    click(view, at(view, 0.5, 0.5))
    before = read_point(value(page, "place"))
    drag(view, at(view, 0.5, 0.5) + QPointF(0, -14), at(view, 0.6, 0.5) + QPointF(0, -14))
    moved = read_point(value(page, "place"))
    assert before and moved and moved.lng > before.lng and moved.lat == pytest.approx(before.lat, abs=1e-5)
    QTest.keyClick(view, Qt.Key.Key_Up, SHIFT)
    nudged = read_point(value(page, "place"))
    assert nudged and nudged.lat > moved.lat and nudged.lng == pytest.approx(moved.lng, abs=2e-6)


def test_keys_move_zoom_and_put(page: FormPage) -> None:
    view = widget(page, "place").map
    view.setFocus()
    zoom, middle = view.zoom, view.middle()
    QTest.keyClick(view, Qt.Key.Key_Plus)
    assert view.zoom == zoom + 1 and view.middle() == pytest.approx(middle, abs=1e-5)
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.middle()[0] > middle[0]
    QTest.keyClick(view, Qt.Key.Key_Return)
    point = read_point(value(page, "place"))
    assert point and (point.lng, point.lat) == pytest.approx(view.middle(), abs=1e-6)


def test_a_map_in_gcj02_gives_wgs84(page: FormPage, filling: Filling, tmp_path: Path, qtbot: QtBot) -> None:
    """A click on the pixel where a GCJ-02 map shows Jinzhai's town stores its WGS-84 place (domain.md 5.6)."""
    made = make_mbtiles(tmp_path / "m.mbtiles", zooms=(8, 9, 10), box=(115, 31, 117, 32), name="街道 GCJ-02")
    filling.program.maps.add(made)
    view = widget(page, "other")
    view.on_map.click()
    qtbot.waitUntil(lambda: view.map.tiles is not None)
    view.map.show_place(115.934, 31.727, 13)
    drawn = view.map.ground_to_screen(115.939102, 31.724823)
    place = view.map.from_screen(drawn)
    assert distance_m(place, (115.934, 31.727)) < 1
    click(view.map, drawn)
    point = read_point(value(page, "other"))
    assert point is not None
    assert distance_m((point.lng, point.lat), (115.934, 31.727)) < 15, "less than a pixel of the map"
    assert distance_m((point.lng, point.lat), wgs2gcj(115.934, 31.727)) > 500


def test_tiles_are_painted(page: FormPage, filling: Filling, tmp_path: Path, qtbot: QtBot) -> None:
    filling.program.maps.add(make_mbtiles(tmp_path / "m.mbtiles", zooms=(8, 9), box=(115, 31, 117, 32)))
    view = widget(page, "other")
    view.on_map.click()
    qtbot.waitUntil(lambda: view.map.tiles is not None)
    view.map.show_place(116.1, 31.6, 9)

    def painted() -> bool:
        color = QColor(view.map.grab().toImage().pixel(view.map.rect().center() + QPoint(25, 25)))
        return color.red() < color.green() and color.blue() < color.green() and color.green() > 200

    qtbot.waitUntil(painted)
    view.on_map.click()
    assert view.map is None


def test_a_line_is_drawn_changed_and_measured(page: FormPage) -> None:
    shown = widget(page, "track")
    view = shown.map
    view.show_place(116.13, 31.57, 15)
    click(view, at(view, 0.2, 0.5))
    assert value(page, "track") == "", "one point is no line"
    shown.leave()
    click(view, at(view, 0.8, 0.5))
    assert len(read_path(value(page, "track"))) == 2
    assert re.search(r"2 个点 · 长 [\d.]+ (米|公里)", shown.measured.text())
    drag(view, at(view, 0.5, 0.5), at(view, 0.5, 0.2))
    path = read_path(value(page, "track"))
    assert len(path) == 3 and path[1].lat > path[0].lat, "pulling the middle of a side makes a corner"
    drag(view, at(view, 0.8, 0.5), at(view, 0.8, 0.3))
    assert read_path(value(page, "track"))[2].lat > path[2].lat
    click(view, at(view, 0.5, 0.2), RIGHT)
    assert len(read_path(value(page, "track"))) == 2
    shown.undo_point.click()
    shown.clear.click()
    assert value(page, "track") == "" and not shown.layer.points


def test_an_area_by_keys_is_closed_and_measured(page: FormPage) -> None:
    shown = widget(page, "field")
    view = shown.map
    view.show_place(116.13, 31.57, 16)
    view.setFocus()
    for key in (None, Qt.Key.Key_Right, Qt.Key.Key_Down):
        if key is not None:
            QTest.keyClick(view, key)
        QTest.keyClick(view, Qt.Key.Key_Return)
    path = read_path(value(page, "field"))
    assert len(path) == 4 and path[0] == path[3]
    assert "亩" in shown.measured.text()
    QTest.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert shown.layer.selected == 0
    QTest.keyClick(view, Qt.Key.Key_Up, SHIFT)
    moved = read_path(value(page, "field"))
    assert moved[0].lat > path[0].lat and moved[0] == moved[3] and moved[1] == path[1]
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert value(page, "field") == "", "two corners are no area"
    row = page.body.row(f"{page.session.root.ref}/field")
    assert row is not None
    row.leave()
    assert "三个" in row.message()


def test_the_list_of_points(page: FormPage) -> None:
    shown = widget(page, "track")
    shown.fold.click()
    shown.list.setPlainText("116.13, 31.57\n31.58 116.14\n31.59 116.15 200.0 5.0\n")
    page.body.flush()
    assert value(page, "track") == ("31.570000 116.130000; 31.580000 116.140000; 31.590000 116.150000 200.0 5.0")
    shown.list.setPlainText("116.13, 31.57\nhere\n")
    row = page.body.row(f"{page.session.root.ref}/track")
    assert row is not None
    row.leave()
    assert "第 2 行" in row.message()


def test_a_position_of_another_device_stays_as_it_was_spelled(page: FormPage) -> None:
    ref = f"{page.session.root.ref}/other"
    page.session.answer(ref, "31.57000001 116.13 0.0 0.0")
    shown = widget(page, "other")
    shown.flush()
    shown.leave()
    assert page.session.node(ref).value == "31.57000001 116.13 0.0 0.0"


def test_what_another_device_drew_is_kept(page: FormPage) -> None:
    ref = f"{page.session.root.ref}/field"
    drawn = "31.57 116.13 512.3 4.0; 31.58 116.13 513.0 4.0; 31.58 116.14 514.0 4.0; 31.57 116.13 512.3 4.0"
    page.session.answer(ref, drawn)
    shown = widget(page, "field")
    shown.flush()
    shown.leave()
    assert page.session.node(ref).value == drawn
    assert len(shown.layer.points) == 3


def test_a_place_is_chosen_on_the_map_and_in_the_list(page: FormPage) -> None:
    shown = widget(page, "farm")
    view = shown.map
    click(view, view.to_screen(116.13, 31.57) + QPointF(0, -10))
    assert value(page, "farm") == "a" and shown.list.currentIndex().data() == "响洪甸"
    click(view, view.to_screen(115.893, 31.657))
    assert value(page, "farm") == "d", "a click inside an area chooses it"
    shown.list.setFocus()
    QTest.keyClick(shown.list, Qt.Key.Key_Up)
    assert value(page, "farm") == "c", "a choice without a place stands in the list"
    QTest.keyClick(shown.list, Qt.Key.Key_Up)
    assert value(page, "farm") == "b"
    view.setFocus()
    view.show_place(116.13, 31.57)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert value(page, "farm") == "a"
    shown.list.setFocus()
    QTest.keyClick(shown.list, Qt.Key.Key_Delete)
    assert value(page, "farm") == ""


def test_places_from_geojson(filling: Filling) -> None:
    from pyxform.xls2xform import convert

    from commissioner_app.forms.loading import load_xform

    survey = "| survey |\n| | type | name | label | appearance |\n| | select_one_from_file farms.geojson | farm | F | map |\n"
    settings = "| settings |\n| | form_id | version |\n| | test | 1 |\n"
    feature = (
        '{"type":"Feature","geometry":{"type":"Point","coordinates":[116.2,31.5]},"properties":{"id":"x","title":"X"}}'
    )
    content = f'{{"type":"FeatureCollection","features":[{feature}]}}'.encode()
    made = convert(xlsform=survey + settings, file_type=".md")
    page = filling.open(load_xform(made.xform, files={"farms.geojson": content}))
    shown = widget(page, "farm")
    click(shown.map, shown.map.to_screen(116.2, 31.5))
    assert value(page, "farm") == "x"


def test_both_coordinates_in_one_line(page: FormPage) -> None:
    shown = widget(page, "other")
    line = find(page, f"q:{page.session.root.ref}/other", QLineEdit)
    QTest.keyClicks(line, "N31.727, E115.934")
    shown.leave()
    assert value(page, "other") == "31.727000 115.934000"
    assert (shown.lng.text(), shown.lat.text()) == ("115.934000", "31.727000")


def sentences(*accuracies: float) -> str:
    """What a receiver says that grows more exact."""
    found = [RMC]
    for hdop in accuracies:
        found.append(sentence(GGA.strip("$").partition("*")[0].replace(",1.03,", f",{hdop},")))
    return "\n".join(found) + "\n"


def test_the_receiver_fills_in_once_it_is_exact_enough(filling: Filling, tmp_path: Path, qtbot: QtBot) -> None:
    log = tmp_path / "r.nmea"
    log.write_text(sentences(9.0, 2.0, 0.7, 0.6))
    filling.program.preferences.set("receiver", f"file:{log}")
    page = filling.open(form_of(SURVEY, FARMS))
    button = find(page, f"q:{page.session.root.ref}/place:locate", QAbstractButton)
    assert button.isVisible()
    button.click()
    qtbot.waitUntil(lambda: value(page, "place") != "")
    point = read_point(value(page, "place"))
    assert point is not None and point.acc == pytest.approx(3.5) and point.alt == pytest.approx(61.7)
    assert "来自接收机" in widget(page, "place").said.text()


def test_the_best_position_is_taken_when_the_receiver_ends(filling: Filling, tmp_path: Path, qtbot: QtBot) -> None:
    log = tmp_path / "r.nmea"
    log.write_text(sentences(30.0, 25.0, 40.0))
    filling.program.preferences.set("receiver", f"file:{log}")
    page = filling.open(form_of(SURVEY, FARMS))
    widget(page, "place").locate.click()
    qtbot.waitUntil(lambda: value(page, "place") != "")
    assert value(page, "place").endswith("125.0")
    assert "精度不够" in widget(page, "place").said.text()


def test_no_receiver_is_told_and_nothing_is_filled_in(filling: Filling, tmp_path: Path, qtbot: QtBot) -> None:
    filling.program.preferences.set("receiver", str(tmp_path / "ttyNone"))
    page = filling.open(form_of(SURVEY, FARMS))
    widget(page, "place").locate.click()
    qtbot.waitUntil(lambda: bool(filling.shell.errors))
    assert value(page, "place") == "" and not widget(page, "place")._listening.running


def test_a_page_that_scrolls_does_not_get_stuck_in_a_map(page: FormPage) -> None:
    from PySide6.QtGui import QWheelEvent

    view = widget(page, "place").map
    widget(page, "other").lng.setFocus()
    zoom = view.zoom
    middle = QPointF(view.rect().center())

    def turn() -> bool:
        event = QWheelEvent(
            middle, QPointF(view.mapToGlobal(middle.toPoint())), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, NONE,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        view.wheelEvent(event)
        return event.isAccepted()

    assert not turn() and view.zoom == zoom
    view.setFocus()
    assert turn() and view.zoom == zoom + 0.5
