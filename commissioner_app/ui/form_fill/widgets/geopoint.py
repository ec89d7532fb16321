"""A position: taken from a photo of this form, or typed in the datum it was read in; stored in WGS-84."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QMenu, QPushButton, QWidget

from commissioner_app.domain.positions import gcj2wgs
from commissioner_app.forms.screen import Node
from commissioner_app.i18n import tr
from commissioner_app.ui.form_fill.places import Point, looks_swapped, read_degrees, read_point, write_point
from commissioner_app.ui.form_fill.tools import FieldTools, PhotoPlace
from commissioner_app.ui.form_fill.visibility import show_if
from commissioner_app.ui.form_fill.widgets.base import TypedWidget
from commissioner_app.ui.shared.icons import icon
from commissioner_app.ui.shared.tokens import INSIDE

_WIDTH = 124
_DATUMS: Final = ("WGS-84", "GCJ-02")


class GeopointWidget(TypedWidget):
    """Longitude, latitude, datum; below them where the position comes from."""

    def __init__(self, node: Node, tools: FieldTools) -> None:
        super().__init__(node, tools)
        self.lng, self.lat = QLineEdit(), QLineEdit()
        self.lng_label, self.lat_label = QLabel(), QLabel()
        self.datum = QComboBox()
        self.datum.addItems(_DATUMS)
        self.datum.currentIndexChanged.connect(lambda _index: self.typed())
        across = QHBoxLayout()
        across.setSpacing(INSIDE)
        for label, line in ((self.lng_label, self.lng), (self.lat_label, self.lat)):
            label.setProperty("muted", True)
            line.setFixedWidth(_WIDTH)
            line.textEdited.connect(lambda _text: self.typed())
            across.addWidget(label)
            across.addWidget(line)
        across.addWidget(self.datum)
        across.addStretch(1)
        self.from_photo = QPushButton()
        self.from_photo.setIcon(icon("map-pin"))
        self.from_photo.clicked.connect(self._offer_photos)
        self.clear = QPushButton()
        self.clear.setProperty("flat", True)
        self.clear.clicked.connect(self._clear)
        self.said = QLabel()
        self.said.setProperty("muted", True)
        below = QHBoxLayout()
        below.setSpacing(INSIDE)
        below.addWidget(self.from_photo)
        below.addWidget(self.said)
        below.addWidget(self.clear)
        below.addStretch(1)
        self._layout.addLayout(across)
        self._layout.addLayout(below)
        self._source = ""
        tools.places_changed.connect(self.refresh)
        self.refresh()

    def entry(self) -> QWidget:
        return self.lng

    def name_inputs(self, label: str, name: str) -> None:
        super().name_inputs(label, name)
        for suffix, widget, key in (
            (":lat", self.lat, "form.geo.lat"),
            (":datum", self.datum, "form.geo.datum"),
            (":photo", self.from_photo, "form.geo.from_photo"),
        ):
            widget.setObjectName(name + suffix)
            widget.setAccessibleName(f"{label}: {tr(key)}")

    def refresh(self) -> None:
        self.lng_label.setText(tr("form.geo.lng"))
        self.lat_label.setText(tr("form.geo.lat"))
        self.from_photo.setText(tr("form.geo.from_photo"))
        self.clear.setText(tr("form.clear"))
        super().refresh()
        readonly = self.node.readonly
        show_if(self.from_photo, bool(self.tools.places) and not readonly)
        show_if(self.clear, bool(self.node.value) and not readonly)
        self._say()

    def value_typed(self) -> str | None:
        point = self._point()
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
            self._say()

    def leave(self) -> None:
        self.flush()
        typed = bool(self.lng.text().strip() or self.lat.text().strip())
        self.trouble.emit(tr("form.geo.unread") if typed and self._point() is None else "")
        self._say()

    def take(self, place: PhotoPlace) -> None:
        """Use the position of a photo."""
        position = place.position
        value = write_point(Point(position.lng, position.lat, position.alt))
        self._timer.stop()
        self._source = tr("form.geo.of_photo", name=place.file_name)
        self._shown = value
        self.show_value(value)
        self.answered.emit(value)
        self.trouble.emit("")
        self._say()

    def set_readonly(self, readonly: bool) -> None:
        for line in (self.lng, self.lat):
            line.setReadOnly(readonly)
        self.datum.setEnabled(not readonly)

    def _point(self) -> Point | None:
        lng, lat = read_degrees(self.lng.text(), 180), read_degrees(self.lat.text(), 180)
        if lng is None or lat is None:
            return None
        if looks_swapped(lng, lat):
            lng, lat = lat, lng
        if abs(lat) > 90:
            return None
        if self.datum.currentIndex() == 1:
            lng, lat = gcj2wgs(lng, lat)
        known = read_point(self.node.value)
        same = known is not None and (round(known.lng, 6), round(known.lat, 6)) == (round(lng, 6), round(lat, 6))
        return known if same else Point(lng, lat)

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

    def _clear(self) -> None:
        self._timer.stop()
        self._source = self._shown = ""
        self.show_value("")
        self.answered.emit("")

    def _say(self) -> None:
        lng, lat = read_degrees(self.lng.text(), 180), read_degrees(self.lat.text(), 180)
        point = read_point(self.node.value)
        words = [self._source] if self._source and point else []
        if lng is not None and lat is not None and looks_swapped(lng, lat):
            words.append(tr("form.geo.swapped"))
        if self.datum.currentIndex() == 1 and point:
            words.append(tr("form.geo.converted", lng=f"{point.lng:.6f}", lat=f"{point.lat:.6f}"))
        if point and point.acc:
            words.append(tr("form.geo.accuracy", metres=round(point.acc)))
        self.said.setText(" · ".join(words))
        show_if(self.said, bool(words))
