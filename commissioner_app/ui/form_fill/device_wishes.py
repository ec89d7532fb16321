"""What a form asks the device for by itself: its position (setgeopoint). What a laptop has not is said, never silently left."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from commissioner_app.domain.nmea import Fix
from commissioner_app.i18n import tr
from commissioner_app.ui.form_fill.places import Point, write_point
from commissioner_app.ui.form_fill.session import FormSession
from commissioner_app.ui.form_fill.tools import FieldTools


class DeviceWishes(QObject):
    """``said`` carries words for the foot of the page: the person is told that a position is noted, or why not."""

    said = Signal(str)

    def __init__(self, session: FormSession, tools: FieldTools) -> None:
        super().__init__(session)
        self._session, self._tools = session, tools
        self._waiting: list[str] = []
        self._told: set[str] = set()
        session.changed.connect(lambda _changes: self.look())

    def look(self) -> None:
        """See whether the form wants a position now."""
        if self._session.form.definition.records_sound:
            self._say_once(tr("form.notice.background_audio"))
        wanted = self._session.form.places_wanted()
        if not wanted:
            return
        listening = bool(self._waiting)
        self._waiting += [ref for ref in wanted if ref not in self._waiting]
        if not self._tools.program.receiver.address:
            self._waiting.clear()
            self._say_once(tr("form.notice.no_receiver"))
        elif not listening:
            self.said.emit(tr("form.notice.locating"))
            receiver = self._tools.program.receiver
            self._tools.shell.run_background(receiver.now, self._found, self._failed, owner=self, lane="pool")

    def _found(self, fix: Fix | None) -> None:
        refs, self._waiting = self._waiting, []
        if fix is None:
            self.said.emit(tr("form.notice.not_located"))
            return
        value = write_point(Point(fix.lng, fix.lat, fix.alt, fix.acc))
        for ref in refs:
            if self._session.find(ref) is not None:
                self._session.place(ref, value)
        self.said.emit(tr("form.notice.located"))

    def _failed(self, error: BaseException) -> None:
        self._waiting.clear()
        self._tools.shell.report(error)

    def _say_once(self, words: str) -> None:
        """The same words again with every answer would only be noise."""
        if words not in self._told:
            self._told.add(words)
            self.said.emit(words)
