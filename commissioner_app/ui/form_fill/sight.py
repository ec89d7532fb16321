"""What of a section is in sight: stretches of lines are built as they come into view, and nothing jumps when they are."""

from __future__ import annotations

from typing import Final

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QTimer
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from commissioner_app.ui.form_fill.body import Body
from commissioner_app.ui.form_fill.stretches import LineColumn, Stretch

WHOLE: Final = 60
"""A section of so many lines is built to its end while its beginning is read; a longer one only near what shows."""
_PAUSE_MS: Final = 12
_ROUNDS: Final = 12
_ROOM: Final = 72


class Sight(QObject):
    """Watches the scrolling of a section. What is in view is built at once, what is near it in the pauses.

    ``_held`` is what stays where it is on the screen while rooms become lines of another height: the question with the
    focus, or else the topmost lines in view.
    """

    def __init__(self, area: QScrollArea, body: Body, lines: LineColumn) -> None:
        super().__init__(area)
        self._area = area
        self._body = body
        self._lines = lines
        self._held: tuple[QWidget, int] | None = None
        self._wanted: QWidget | None = None
        self._busy = False
        self._ahead = self._timer(_PAUSE_MS, self._build_ahead)
        self._soon = self._timer(0, self.look)
        bar = area.verticalScrollBar()
        bar.valueChanged.connect(self._scrolled)
        bar.rangeChanged.connect(lambda _low, _high: self.look_soon())
        body.session.changed.connect(lambda _changes: self.look_soon())
        area.widget().installEventFilter(self)

    def look_soon(self) -> None:
        """Look once what happens now has happened."""
        self._soon.start()

    def look(self) -> None:
        """Build what is in view."""
        if self._busy or not self._area.isVisible():
            return
        self._busy = True
        try:
            settle()
            self._hold()
            for _ in range(_ROUNDS):
                top, height = self._view()
                seen = self._waiting(top, height)
                if not seen:
                    break
                for stretch in seen:
                    stretch.column.build(stretch)
                settle()
                self._hold()
        finally:
            self._busy = False
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            if shiboken6.isValid(wanted):
                self.reveal(wanted)
        self._note()
        self._ahead.start()

    def reveal(self, widget: QWidget) -> None:
        """Scroll so far that a widget shows with some room around it; as soon as the section is shown itself."""
        if not self._area.isVisible():
            self._wanted = widget
            return
        self.look()
        self._area.ensureWidgetVisible(widget, 0, _ROOM)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """The content took another height: keep what is looked at where it is."""
        if event.type() == QEvent.Type.Resize and not self._busy:
            self._hold()
            self.look_soon()
        return super().eventFilter(watched, event)

    def _timer(self, pause: int, act: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(pause)
        timer.timeout.connect(act)
        return timer

    def _scrolled(self, _value: int) -> None:
        if not self._busy:
            self._note()
            self.look()

    def _view(self) -> tuple[int, int]:
        return self._area.verticalScrollBar().value(), self._area.viewport().height()

    def _waiting(self, top: int, height: int) -> list[Stretch]:
        """The stretches of this section that are room only and would show in that part of it."""
        column = self._lines.stretches[0].parentWidget() if self._lines.stretches else None
        offset = self._top(column) if column is not None else 0
        found = []
        for stretch in self._lines.stretches:
            if not stretch.built and not stretch.isHidden():
                place = stretch.geometry()
                if _meet(place.y() + offset, place.height(), top, height):
                    found.append(stretch)
        for stretch in self._body.waiting():
            inner = stretch.column is not self._lines and self._area.isAncestorOf(stretch) and stretch.isVisible()
            if inner and _meet(self._top(stretch), stretch.height(), top, height):
                found.append(stretch)
        return found

    def _top(self, widget: QWidget) -> int:
        return widget.mapTo(self._area.widget(), QPoint(0, 0)).y()

    def _build_ahead(self) -> None:
        """One more stretch near the view; the others after a pause, in which keys are heard."""
        if self._busy or not self._area.isVisible() or self._area.verticalScrollBar().isSliderDown():
            return
        top, height = self._view()
        near = self._waiting(top - height // 2, 2 * height)
        if not near and sum(len(stretch.lines) for stretch in self._lines.stretches) <= WHOLE:
            near = self._waiting(0, self._area.widget().height())
        if not near:
            return
        self._busy = True
        try:
            near[0].column.build(near[0])
            settle()
            self._hold()
        finally:
            self._busy = False
        self._note()
        self._ahead.start()

    def _note(self) -> None:
        """Remember what is looked at, and where on the screen it is."""
        top, height = self._view()
        self._held = None
        if top:
            shown = self._looked_at(top, height)
            if shown is not None:
                self._held = (shown, self._top(shown) - top)

    def _looked_at(self, top: int, height: int) -> QWidget | None:
        row = self._body.row_of(QApplication.focusWidget())
        if row is not None and self._area.isAncestorOf(row) and _meet(self._top(row), row.height(), top, height):
            return row
        room: QWidget | None = None
        for stretch in self._lines.stretches:
            if stretch.isHidden() or not _meet(self._top(stretch), stretch.height(), top, height):
                continue
            if stretch.built:
                return stretch
            room = room or stretch
        # Nothing but rooms: what comes to stand in the first of them will be the first thing to look at.
        return room

    def _hold(self) -> None:
        """Put what was looked at back to where it was on the screen."""
        if self._held is None or not shiboken6.isValid(self._held[0]):
            return
        widget, offset = self._held
        bar = self._area.verticalScrollBar()
        wanted = self._top(widget) - offset
        if wanted != bar.value() and widget.isVisible():
            busy, self._busy = self._busy, True
            bar.setValue(wanted)
            self._busy = busy


def settle() -> None:
    """Have every layout that waits for it done now."""
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)


def _meet(y: int, tall: int, top: int, height: int) -> bool:
    return y < top + height and y + tall > top
