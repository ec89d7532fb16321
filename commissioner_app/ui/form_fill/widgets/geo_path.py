"""A line (geotrace) or an area (geoshape): drawn on the map, typed as a list of points, or walked with a receiver."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton, QWidget

from commissioner_app.domain.nmea import Fix
from commissioner_app.forms.expression.functions.geo import area_m2, length_m
from commissioner_app.forms.screen import Node
from commissioner_app.i18n import tr
from commissioner_app.ui.form_fill.flow import ColumnFlow
from commissioner_app.ui.form_fill.listening import Listening
from commissioner_app.ui.form_fill.map.path import PathLayer
from commissioner_app.ui.form_fill.places import Point, read_pair, read_path, read_point, write_path
from commissioner_app.ui.form_fill.tools import FieldTools
from commissioner_app.ui.form_fill.visibility import show_if
from commissioner_app.ui.form_fill.widgets.base import TypedWidget
from commissioner_app.ui.form_fill.widgets.geopoint import GOOD_M, metres
from commissioner_app.ui.shared.icons import icon
from commissioner_app.ui.shared.map.furniture import length_text

MU_M2: Final = 10_000 / 15
"""Square metres of a mu (亩)."""
SHAPE: Final = "geoshape"
_LINES: Final = 6


def area_text(square_metres: float) -> str:
    """An area in mu and square metres, or hectares for a large one."""
    key, number = (
        ("form.geo.hectares", square_metres / 10_000) if square_metres >= 1e5 else ("form.geo.square", square_metres)
    )
    metric = tr(key, n=f"{number:.1f}" if number < 1000 else f"{number:.0f}")
    return tr("form.geo.area", mu=f"{square_metres / MU_M2:.2f}", metric=metric)


class GeoPathWidget(TypedWidget):
    """The map, what it measures, and the list of points that unfolds below."""

    def __init__(self, node: Node, tools: FieldTools) -> None:
        super().__init__(node, tools)
        self.closed = node.type == SHAPE
        self.layer = PathLayer(closed=self.closed, changed=self._drawn)
        self.map = tools.new_map(self.layer)
        self.measured = QLabel()
        self.measured.setWordWrap(True)
        self.undo_point, self.clear, self.locate, self.fold = (QPushButton() for _ in range(4))
        self.undo_point.setIcon(icon("undo-2"))
        self.undo_point.clicked.connect(lambda: self.layer.remove(len(self.layer.points) - 1))
        self.clear.setProperty("flat", True)
        self.clear.clicked.connect(self._clear)
        self.locate.setIcon(icon("locate"))
        self.locate.clicked.connect(self._locate)
        self.fold.setProperty("flat", True)
        self.fold.clicked.connect(self._toggle_list)
        self.list = QPlainTextEdit()
        self.list.setFixedHeight(self.list.fontMetrics().lineSpacing() * _LINES + 18)
        self.list.setTabChangesFocus(True)
        self.list.textChanged.connect(self._list_typed)
        self.list.hide()
        self._filling = False
        self._known: list[Point] = []
        holder = QWidget()
        below = ColumnFlow(holder, packed=True)
        for button in (self.locate, self.undo_point, self.fold, self.clear):
            below.addWidget(button)
        self._layout.addWidget(self.map)
        self._layout.addWidget(self.measured)
        self._layout.addWidget(holder)
        self._layout.addWidget(self.list)
        self._listening = Listening(tools, metres(node, "accuracyThreshold", GOOD_M), self)
        self._listening.found.connect(self._take_fix)
        for signal in (self._listening.heard, self._listening.ended):
            signal.connect(self._say)
        self.refresh()
        self.map.fit()

    def entry(self) -> QWidget:
        return self.map

    def name_inputs(self, label: str, name: str) -> None:
        super().name_inputs(label, name)
        self.list.setObjectName(name + ":list")
        self.list.setAccessibleName(f"{label}: {tr('form.geo.list')}")
        self.undo_point.setObjectName(name + ":undo")
        self.locate.setObjectName(name + ":locate")
        self.clear.setObjectName(name + ":clear")
        self.fold.setObjectName(name + ":fold")

    def refresh(self) -> None:
        readonly = self.node.readonly
        self.layer.editable = not readonly
        self.map.setToolTip("" if readonly else tr("form.geo.path_help"))
        self.map.setAccessibleDescription(self.map.toolTip())
        self.undo_point.setText(tr("form.geo.undo_point"))
        self.clear.setText(tr("form.clear"))
        self.list.setPlaceholderText(tr("form.geo.list_hint"))
        super().refresh()
        show_if(self.undo_point, bool(self.layer.points) and not readonly)
        show_if(self.clear, bool(self.node.value) and not readonly)
        show_if(self.locate, bool(self.tools.program.receiver.address) and not readonly)
        self._say()

    # The value

    def value_typed(self) -> str | None:
        points = self.layer.points
        if points and points == self._known:
            # Nobody moved a corner: the text stays as another device spelled it.
            return self._shown
        # One point is no line and two are no area: they stay on the map and are no answer yet.
        if len(points) < (3 if self.closed else 2):
            return ""
        return write_path([*points, points[0]] if self.closed else points)

    def show_value(self, value: str) -> None:
        before = bool(self.layer.points)
        self.layer.take(read_path(value))
        self._known = list(self.layer.points)
        if not before:
            self.map.fit()
        self.map.update()
        self._fill_list()

    def set_readonly(self, readonly: bool) -> None:
        self.list.setReadOnly(readonly)

    def leave(self) -> None:
        self.flush()
        few = 0 < len(self.layer.points) < (3 if self.closed else 2)
        unread = self._unread()
        if unread:
            self.trouble.emit(tr("form.geo.line_unread", n=unread))
        else:
            self.trouble.emit(tr("form.geo.few_area" if self.closed else "form.geo.few_line") if few else "")

    def _drawn(self) -> None:
        """A corner came, went or moved on the map."""
        self.flush()
        self.map.update()
        self._fill_list()
        show_if(self.undo_point, bool(self.layer.points))
        show_if(self.clear, bool(self.layer.points))
        self._say()

    def _clear(self) -> None:
        self.layer.take([])
        self._drawn()

    # The list

    def _toggle_list(self) -> None:
        self.list.setVisible(self.list.isHidden())
        self._say()

    def _fill_list(self) -> None:
        if self.list.hasFocus():
            return
        self._filling = True
        self.list.setPlainText("\n".join(f"{point.lng:.6f}, {point.lat:.6f}" for point in self.layer.points))
        self._filling = False

    def _list_typed(self) -> None:
        if self._filling:
            return
        known = {(round(point.lng, 6), round(point.lat, 6)): point for point in self.layer.points}
        read = [_read_line(line) for line in self.list.toPlainText().splitlines()]
        points = [known.get((round(point.lng, 6), round(point.lat, 6)), point) for point in read if point]
        self.layer.take(points)
        self.map.update()
        self.typed()
        self._say()

    def _unread(self) -> int:
        """The first line of the list that is no point, from 1; 0 when all are."""
        lines = self.list.toPlainText().splitlines()
        return next((n for n, line in enumerate(lines, 1) if line.strip() and _read_line(line) is None), 0)

    # The receiver

    def _locate(self) -> None:
        if self._listening.running:
            self._listening.take()
        else:
            self._listening.start()

    def _take_fix(self, fix: Fix) -> None:
        self.layer.points.append(Point(fix.lng, fix.lat, fix.alt, fix.acc))
        self.layer.selected = len(self.layer.points) - 1
        self.map.reveal(fix.lng, fix.lat)
        self._drawn()

    # Words

    def _say(self) -> None:
        listening = self._listening.running
        self.locate.setText(tr("form.geo.take_corner" if listening else "form.geo.corner_here"))
        self.fold.setText(tr("form.geo.list" if self.list.isHidden() else "form.geo.list_close"))
        self.measured.setText(" · ".join(self._facts()))
        show_if(self.measured, bool(self.measured.text()))

    def _facts(self) -> list[str]:
        places = [(point.lat, point.lng) for point in self.layer.points]
        if self._listening.running and self._listening.best is not None and self._listening.best.acc is not None:
            return [tr("form.geo.accuracy", metres=max(1, round(self._listening.best.acc)))]
        if self._listening.running:
            return [tr("form.geo.searching")]
        if not places:
            return [] if self.node.readonly else [tr("form.geo.path_start")]
        facts = [tr("form.geo.corners", n=len(places))]
        if self.closed and len(places) > 2:
            around = length_text(length_m([*places, places[0]]))
            facts += [area_text(area_m2(places)), tr("form.geo.around", length=around)]
        elif not self.closed and len(places) > 1:
            facts.append(tr("form.geo.length", length=length_text(length_m(places))))
        return facts


def _read_line(line: str) -> Point | None:
    """A point from a line: longitude and latitude in any order and notation, or ``lat lng alt acc`` of a form."""
    pair = read_pair(line)
    if pair is not None:
        return Point(*pair)
    return read_point(line.strip().rstrip(";")) if len(line.split()) in (3, 4) else None
