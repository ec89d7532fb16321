"""What a question's widget may ask of the program: files, records to refer to, the date, what the photos know."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPixmap

from commissioner_app.errors import AppError
from commissioner_app.services.attachments import Added, Position
from commissioner_app.services.search import Hit
from commissioner_app.system.sound import SoundDevices
from commissioner_app.ui.form_fill.camera import Cameras
from commissioner_app.ui.shared.map.layer import Layer
from commissioner_app.ui.shared.map.view import MapView

if TYPE_CHECKING:
    from commissioner_app.services.program import Program
    from commissioner_app.ui.shared.shell import Shell


@dataclass(frozen=True, slots=True)
class PhotoPlace:
    """A position that a photo of this form carries, offered to position questions."""

    name: str
    file_name: str
    position: Position
    taken_at: str


def local_now() -> datetime:
    """The present in the local zone."""
    return datetime.now(UTC).astimezone()


class FieldTools(QObject):
    """Shared by the widgets of one page. ``places_changed``: another photo knows where it was taken."""

    places_changed = Signal()

    def __init__(
        self,
        program: Program,
        shell: Shell,
        parent: QObject | None = None,
        now: Callable[[], datetime] = local_now,
        files: Mapping[str, bytes] | None = None,
    ) -> None:
        """``files`` are those that came with the form: pictures and sounds of its labels, by plain name."""
        super().__init__(parent)
        self.program = program
        self.shell = shell
        self.now = now
        self.files: Mapping[str, bytes] = files if files is not None else {}
        self.places: list[PhotoPlace] = []
        self.sound = SoundDevices()
        self.cameras = Cameras()
        self._taking = 0
        self._waiting: list[Callable[[], None]] = []

    def today(self) -> date:
        """The day it is here."""
        return self.now().date()

    def take_in(
        self,
        source: Path | bytes,
        name: str,
        done: Callable[[Added], None],
        refused: Callable[[], None],
        owner: QObject,
        *,
        longest: int = 0,
    ) -> None:
        """Add a file in the background; ``done`` or ``refused`` runs on the main thread, the window says what is wrong
        with a file. What its EXIF knows is kept for offers. ``longest``: the form wants a photo no larger (pixels)."""

        self._taking += 1

        def arrived(added: Added) -> None:
            self._note_place(added, name)
            if shiboken6.isValid(owner):
                done(added)
            self._taken()

        def failed(error: BaseException) -> None:
            self.shell.report(error)
            if shiboken6.isValid(owner):
                refused()
            self._taken()

        add = self.program.attachments.add
        self.shell.run_background(lambda: add(source, name, longest), arrived, failed, owner=self)

    def when_settled(self, act: Callable[[], None]) -> None:
        """Do something once every file that is on its way has become an answer: now, if there is none."""
        if self._taking:
            self._waiting.append(act)
        else:
            act()

    def _taken(self) -> None:
        self._taking -= 1
        while self._waiting and not self._taking:
            self._waiting.pop(0)()

    def _note_place(self, added: Added, name: str) -> None:
        if added.position is not None and all(place.name != added.name for place in self.places):
            self.places.append(PhotoPlace(added.name, name, added.position, added.taken_at))
            self.places_changed.emit()

    def show_thumbnail(self, name: str, done: Callable[[QPixmap], None], owner: QObject) -> None:
        """The small picture of an attachment, made off the main thread; a null picture where there is none."""

        def arrived(data: bytes | None) -> None:
            picture = QPixmap()
            if data:
                picture.loadFromData(data)
            done(picture)

        self.shell.run_background(
            lambda: self.program.attachments.thumbnail(name), arrived, lambda _error: None, owner=owner, lane="pool"
        )

    def show_picture(self, name: str, done: Callable[[QImage], None], owner: QObject) -> None:
        """An attachment as a picture in its full size, decoded off the main thread; ``done`` is not called where its
        bytes are not on this laptop."""
        read = self.program.attachments.read
        self.shell.run_background(
            lambda: QImage.fromData(read(name)), done, lambda _error: None, owner=owner, lane="pool"
        )

    def new_map(self, *layers: Layer) -> MapView:
        """A map with these layers on it; its tiles come as soon as their file is open."""
        view = MapView(None, self.program.maps.seats(), self.shell)
        view.layers.extend(layers)
        self.shell.run_background(self.program.maps.current, view.use, owner=view, lane="pool")
        return view

    def original_name(self, name: str) -> str:
        """What the person called the file; the stored name where nobody knows."""
        info = self.program.attachments.info(name)
        return (info.original_name if info else "") or name

    def taken_at(self, name: str) -> str:
        """When a photo was taken (ISO 8601), as its camera noted it; "" where nobody knows."""
        info = self.program.attachments.info(name)
        return info.taken_at if info else ""

    def search(self, text: str, kind: str, done: Callable[[Sequence[Hit]], None], owner: QObject) -> None:
        """Records of a kind for a text as typed (words, pinyin, codes); an empty text gives the recent ones."""
        self.shell.run_background(lambda: self.program.search.find(text, (kind,), 12), done, owner=owner, lane="pool")

    def title_of(self, record_id: str) -> str:
        """The title of a record; "" where it is not on this laptop."""
        try:
            return self.program.records.titles([record_id]).get(record_id, "")
        except AppError:
            return ""
