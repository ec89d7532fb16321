"""A position: typed in many notations, from a photo of this form, from a receiver, or on a map; stored in WGS-84."""

from __future__ import annotations

import math
from typing import Final

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QMenu, QPushButton, QWidget

from commissioner_app.domain.nmea import Fix
from commissioner_app.domain.positions import gcj2wgs
from commissioner_app.forms.screen import Node
from commissioner_app.i18n import tr
from commissioner_app.ui.form_fill.flow import ColumnFlow
from commissioner_app.ui.form_fill.listening import Listening
from commissioner_app.ui.form_fill.map.marker import MarkerLayer
from commissioner_app.ui.form_fill.places import (
    Point,
    looks_swapped,
    read_degrees,
    read_pair,
    read_point,
    write_point,
)
from commissioner_app.ui.form_fill.tools import FieldTools, PhotoPlace
from commissioner_app.ui.form_fill.visibility import show_if
from commissioner_app.ui.form_fill.widgets.base import TypedWidget
from commissioner_app.ui.shared.form_layout import row
from commissioner_app.ui.shared.icons import icon
from commissioner_app.ui.shared.map.layer import Place
from commissioner_app.ui.shared.map.view import CLOSE, MapView
from commissioner_app.ui.shared.tokens import INSIDE

_DATUMS: Final = ("WGS-84", "GCJ-02")
_LONGEST: Final = "-115°56'02.40\""
_ON_MAP: Final = frozenset({"maps", "placement-map"})
GOOD_M: Final = 5.0
BAD_M: Final = 100.0
"""What the standard takes by itself, and what it warns of, where the form does not say (metres)."""


def metres(node: Node, name: str, usual: float) -> float:
    """A parameter of the question in metres."""
    try:
        number = float(node.parameters.get(name, usual))
    except ValueError:
        return usual
    return number if math.isfinite(number) and number >= 0 else usual


class GeopointWidget(TypedWidget):
    """Longitude, latitude, datum; below them where the position may come from, and the map when it is wanted."""

    def __init__(self, node: Node, tools: FieldTools) -> None:
        super().__init__(node, tools)
        self.lng, self.lat = QLineEdit(), QLineEdit()
        self.lng_label, self.lat_label = QLabel(), QLabel()
        self.datum = QComboBox()
        self.datum.addItems(_DATUMS)
        self.datum.currentIndexChanged.connect(lambda _index: self.typed())
        across = row(spacing=INSIDE)
        for label, line in ((self.lng_label, self.lng), (self.lat_label, self.lat)):
            label.setProperty("muted", True)
            line.setFixedWidth(line.fontMetrics().horizontalAdvance(_LONGEST) + 3 * INSIDE)
            line.textEdited.connect(lambda _text: self.typed())
            across.addWidget(label)
            across.addWidget(line)
        across.addWidget(self.datum)
        across.addStretch(1)
        self.from_photo = self._button("map-pin", self._offer_photos)
        self.locate = self._button("locate", self._locate)
        self.on_map = self._button("map", self._toggle_map)
        self.clear = self._button("", self._clear)
        self.clear.setProperty("flat", True)
        holder = QWidget()
        below = ColumnFlow(holder, packed=True)
        for button in (self.from_photo, self.locate, self.on_map, self.clear):
            below.addWidget(button)
        self.said = QLabel()
        self.said.setProperty("muted", True)
        self.said.setWordWrap(True)
        self._layout.addLayout(across)
        self._layout.addWidget(holder)
        self._layout.addWidget(self.said)
        self._marker = MarkerLayer(self._put)
        self.map: MapView | None = None
        self._listening = Listening(tools, metres(node, "accuracyThreshold", GOOD_M), self)
        self._listening.heard.connect(self._say)
        self._listening.ended.connect(self._say)
        self._listening.found.connect(self._take_fix)
        self._source = ""
        tools.places_changed.connect(self.refresh)
        if _ON_MAP & set(node.appearances):
            self._open_map()
        self.refresh()

    @staticmethod
    def _button(name: str, act: object) -> QPushButton:
        button = QPushButton()
        if name:
            button.setIcon(icon(name))
        button.clicked.connect(act)
        return button

    def entry(self) -> QWidget:
        return self.lng

    def name_inputs(self, label: str, name: str) -> None:
        super().name_inputs(label, name)
        named: tuple[tuple[str, QWidget | None, str], ...] = (
            (":lat", self.lat, "form.geo.lat"),
            (":datum", self.datum, "form.geo.datum"),
            (":photo", self.from_photo, "form.geo.from_photo"),
            (":locate", self.locate, "form.geo.locate"),
            (":map", self.on_map, "form.geo.map"),
            (":view", self.map, "form.geo.map"),
        )
        for suffix, widget, key in named:
            if widget is not None:
                widget.setObjectName(name + suffix)
                widget.setAccessibleName(f"{label}: {tr(key)}")

    def refresh(self) -> None:
        self.lng_label.setText(tr("form.geo.lng"))
        self.lat_label.setText(tr("form.geo.lat"))
        self.lng.setToolTip(tr("form.geo.both"))
        self.from_photo.setText(tr("form.geo.from_photo"))
        self.on_map.setText(tr("form.geo.map_close" if self.map else "form.geo.map"))
        self.clear.setText(tr("form.clear"))
        super().refresh()
        readonly = self.node.readonly
        show_if(self.from_photo, bool(self.tools.places) and not readonly)
        show_if(self.locate, bool(self.tools.program.receiver.address) and not readonly)
        show_if(self.on_map, not _ON_MAP & set(self.node.appearances))
        show_if(self.clear, bool(self.node.value) and not readonly)
        self._marker.put = None if readonly else self._put
        self._show_on_map()
        self._say()

    # Typing

    def value_typed(self) -> str | None:
        point = self._point()
        if point is not None and point == read_point(self.node.value):
            # The same place stays as it was spelled, by this program or by another device.
            return self.node.value
        return write_point(point) if point else ""

    def show_value(self, value: str) -> None:
        point = read_point(value)
        self.datum.setCurrentIndex(0)
        self.lng.setText(f"{point.lng:.6f}" if point else "")
        self.lat.setText(f"{point.lat:.6f}" if point else "")

    def flush(self) -> None:
        before = self._shown
        super().flush()
        if self._shown != before:
            self._source = tr("form.geo.typed") if self._shown else ""
            self._show_on_map()
            self._say()

    def leave(self) -> None:
        self._split_pair()
        self.flush()
        typed = bool(self.lng.text().strip() or self.lat.text().strip())
        self.trouble.emit(tr("form.geo.unread") if typed and self._point() is None else "")
        self._say()

    def set_readonly(self, readonly: bool) -> None:
        for line in (self.lng, self.lat):
            line.setReadOnly(readonly)
        self.datum.setEnabled(not readonly)

    def _typed_pair(self) -> tuple[float, float] | None:
        """What stands in the two lines, as typed; both coordinates may have been pasted into one of them."""
        for line, other in ((self.lng, self.lat), (self.lat, self.lng)):
            pair = None if other.text().strip() else read_pair(line.text())
            if pair is not None:
                return pair
        lng, lat = read_degrees(self.lng.text(), 180), read_degrees(self.lat.text(), 180)
        return None if lng is None or lat is None else (lng, lat)

    def _split_pair(self) -> None:
        """Put a pair that was pasted into one line where it belongs."""
        pair = self._typed_pair()
        if pair is not None and not (self.lng.text().strip() and self.lat.text().strip()):
            self.lng.setText(f"{pair[0]:.6f}")
            self.lat.setText(f"{pair[1]:.6f}")

    def _point(self) -> Point | None:
        pair = self._typed_pair()
        if pair is None:
            return None
        lng, lat = pair
        if looks_swapped(lng, lat):
            lng, lat = lat, lng
        if abs(lat) > 90:
            return None
        if self.datum.currentIndex() == 1:
            lng, lat = gcj2wgs(lng, lat)
        known = read_point(self.node.value)
        same = known is not None and (round(known.lng, 6), round(known.lat, 6)) == (round(lng, 6), round(lat, 6))
        return known if same else Point(lng, lat)

    # Photos, receiver, map

    def take(self, place: PhotoPlace) -> None:
        """Use the position of a photo."""
        position = place.position
        self._give(Point(position.lng, position.lat, position.alt), tr("form.geo.of_photo", name=place.file_name))

    def _take_fix(self, fix: Fix) -> None:
        self._give(Point(fix.lng, fix.lat, fix.alt, fix.acc), tr("form.geo.of_receiver"))

    def _put(self, place: Place) -> None:
        # A map drawn in another datum has already been shifted back. What was pointed to is in sight: the map stays.
        self._marker.point = Point(*place)
        self._give(self._marker.point, tr("form.geo.of_map"))

    def _give(self, point: Point, source: str) -> None:
        value = write_point(point)
        self._timer.stop()
        self._source = source
        self._shown = value
        self.show_value(value)
        self.answered.emit(value)
        self.trouble.emit("")
        self._show_on_map()
        self._say()

    def _locate(self) -> None:
        if self._listening.running:
            self._listening.take()
        else:
            self._listening.start()

    def _offer_photos(self) -> None:
        if len(self.tools.places) == 1:
            self.take(self.tools.places[0])
            return
        menu = QMenu(self)
        for place in self.tools.places:
            moment = place.taken_at[:16].replace("T", " ")
            menu.addAction(f"{place.file_name}  {moment}", lambda chosen=place: self.take(chosen))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.from_photo.mapToGlobal(QPoint(0, self.from_photo.height())))

    def _toggle_map(self) -> None:
        if self.map is None:
            self._open_map()
        else:
            self.map.setParent(None)
            self.map.deleteLater()
            self.map = None
        self.on_map.setText(tr("form.geo.map_close" if self.map else "form.geo.map"))

    def _open_map(self) -> None:
        self.map = self.tools.new_map(self._marker)
        self.map.setToolTip(tr("form.geo.map_help"))
        self.map.setObjectName(self.lng.objectName() + ":view")
        self.map.setAccessibleName(self.lng.accessibleName() or self.node.label)
        self.map.setAccessibleDescription(tr("form.geo.map_help"))
        self._layout.addWidget(self.map)
        self._show_on_map(anew=True)

    def _show_on_map(self, *, anew: bool = False) -> None:
        point = read_point(self._shown)
        before, self._marker.point = self._marker.point, point
        if self.map is None:
            return
        if point is not None and (anew or before is None):
            self.map.show_place(point.lng, point.lat, max(self.map.zoom, CLOSE))
        elif point is not None:
            self.map.reveal(point.lng, point.lat)
        elif anew:
            self.map.show_all([])
        self.map.update()

    def _clear(self) -> None:
        self._timer.stop()
        self._listening.stop()
        self._source = self._shown = ""
        self.show_value("")
        self.answered.emit("")
        self._show_on_map()

    # Words

    def _say(self) -> None:
        listening = self._listening
        best = listening.best if listening.running else None
        key = "form.geo.take_now" if best else "form.geo.stop" if listening.running else "form.geo.locate"
        self.locate.setText(tr(key))
        words = self._listening_words() if listening.running else self._position_words()
        self.said.setText(" · ".join(words))
        show_if(self.said, bool(words))

    def _listening_words(self) -> list[str]:
        reading, best = self._listening.reading, self._listening.best
        if reading is None or not reading.speaks:
            return [tr("form.geo.waiting")]
        words = [tr("form.geo.satellites", n=reading.satellites)]
        if best is None:
            return [tr("form.geo.searching"), *words]
        if best.acc is not None:
            words.append(tr("form.geo.accuracy", metres=max(1, round(best.acc))))
            good = metres(self.node, "accuracyThreshold", GOOD_M)
            words.append(tr("form.geo.until", metres=f"{good:g}"))
        return words

    def _position_words(self) -> list[str]:
        pair, point = self._typed_pair(), read_point(self.node.value)
        words = [self._source] if self._source and point else []
        if pair is not None and looks_swapped(*pair):
            words.append(tr("form.geo.swapped"))
        if self.datum.currentIndex() == 1 and point:
            words.append(tr("form.geo.converted", lng=f"{point.lng:.6f}", lat=f"{point.lat:.6f}"))
        if point and point.alt is not None:
            words.append(tr("form.geo.altitude", metres=round(point.alt)))
        if point and point.acc is not None:
            words.append(tr("form.geo.accuracy", metres=max(1, round(point.acc))))
            if point.acc > metres(self.node, "unacceptableAccuracyThreshold", BAD_M):
                words.append(tr("form.geo.too_rough"))
        return words
