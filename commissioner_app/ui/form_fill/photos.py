"""The photos of a record as a strip: many at a time by dialog, drop or clipboard, each with a caption."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QIcon, QKeyEvent, QKeySequence, QPixmap
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from commissioner_app.forms.screen import Node
from commissioner_app.i18n import tr
from commissioner_app.services.attachments import Added
from commissioner_app.ui.form_fill import nodes
from commissioner_app.ui.form_fill.flow import ColumnFlow
from commissioner_app.ui.form_fill.places import Point, write_point
from commissioner_app.ui.form_fill.question_label import say
from commissioner_app.ui.form_fill.rows import QuestionRow
from commissioner_app.ui.form_fill.visibility import show_if
from commissioner_app.ui.form_fill.widgets.upload import PICTURES, local_files, picture_in
from commissioner_app.ui.shared.form_layout import heading, icon_button
from commissioner_app.ui.shared.icons import icon
from commissioner_app.ui.shared.tokens import HAIR, INSIDE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtCore import QMimeData

    from commissioner_app.ui.form_fill.body import Body

_WIDTH, _HEIGHT = 208, 140


def photo_question(node: Node) -> Node | None:
    """The image question of an item, or the first one that the items of a repeat have; an empty repeat counts as one."""
    if node.kind == nodes.REPEAT:
        items = [child for child in node.children if child.kind == nodes.ITEM]
        return photo_question(items[0]) if items else node
    return next((child for child in node.children if child.kind == "upload"), None)


def fill(item: Node, added: Added) -> list[tuple[str, str]]:
    """(reference, value) for what the camera knows: the moment and the place, where the form asks for them."""
    found: list[tuple[str, str]] = []
    for child in item.children:
        if child.type in ("dateTime", "date") and added.taken_at and not child.value:
            found.append((child.ref, added.taken_at if child.type == "dateTime" else added.taken_at[:10]))
        if child.type == "geopoint" and added.position is not None and not child.value:
            position = added.position
            found.append((child.ref, write_point(Point(position.lng, position.lat, position.alt))))
    return found


class PhotoCard(QFrame):
    """One photo: the picture, the moment it was taken, its caption."""

    def __init__(self, node: Node, body: Body, owner: PhotoStrip) -> None:
        super().__init__()
        self.setObjectName("card")
        self.node = node
        self._body = body
        self._owner = owner
        self._shown = ""
        self._taken_at = ""
        self.picture = QToolButton()
        self.picture.setAutoRaise(True)
        self.picture.setFixedSize(_WIDTH, _HEIGHT)
        self.picture.clicked.connect(lambda: owner.enlarge(self))
        self.taken = QLabel()
        self.taken.setProperty("muted", True)
        self.remove = icon_button("trash-2", tr("form.photos.remove"))
        self.remove.clicked.connect(lambda: owner.remove(self))
        under = QHBoxLayout()
        under.addWidget(self.taken, 1)
        under.addWidget(self.remove)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(HAIR, HAIR, HAIR, HAIR)
        whole.setSpacing(HAIR)
        whole.addWidget(self.picture)
        whole.addLayout(under)
        for question in self._written():
            row = QuestionRow(question, body)
            body.add_row(row)
            whole.addWidget(row)
        whole.addStretch(1)
        self.setFixedWidth(_WIDTH + 2 * HAIR + 2)
        self.refresh()

    def _written(self) -> list[Node]:
        """The questions to type an answer to; what the camera knows is shown, not asked."""
        known = {"dateTime", "date", "geopoint"}
        return [q for q in self.node.children if nodes.is_question(q) and q.kind != "upload" and q.type not in known]

    @property
    def name(self) -> str:
        """The attachment."""
        question = photo_question(self.node)
        return question.value if question else ""

    def refresh(self) -> None:
        """Show the node as it is now."""
        number = self._owner.number_of(self)
        self.picture.setObjectName("photo:" + self.node.ref)
        self.picture.setAccessibleName(tr("form.photos.nth", n=number))
        self.picture.setToolTip(tr("form.photos.large"))
        self.remove.setObjectName("remove:" + self.node.ref)
        self.remove.setAccessibleName(f"{tr('form.photos.remove')} {number}")
        if self.name != self._shown:
            self._shown = self.name
            if self.name:
                self._taken_at = self._body.tools.taken_at(self.name)
                self._body.tools.show_thumbnail(self.name, self._show, self)
        moment = next((q.value for q in self.node.children if q.type in ("dateTime", "date") and q.value), "")
        self.taken.setText((moment or self._taken_at)[:16].replace("T", " "))

    def _show(self, picture: QPixmap) -> None:
        if picture.isNull():
            self.picture.setIcon(icon("image", "muted"))
            return
        ratio = self.devicePixelRatioF()
        room = QSize(round((_WIDTH - 8) * ratio), round((_HEIGHT - 8) * ratio))
        keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        fitted = picture.scaled(room, keep, smooth)
        fitted.setDevicePixelRatio(ratio)
        self.picture.setIcon(QIcon(fitted))
        self.picture.setIconSize(fitted.deviceIndependentSize().toSize())


class PhotoStrip(QWidget):
    """The repeat ``photos``: cards side by side, buttons below, drop anywhere."""

    def __init__(self, node: Node, body: Body) -> None:
        super().__init__()
        self.node = node
        self._body = body
        self.cards: list[PhotoCard] = []
        self.setAcceptDrops(True)
        self._title = heading("", 2 if node.parent is not None and node.parent.kind == "root" else 3)
        self._holder = QWidget()
        self._flow = ColumnFlow(self._holder, packed=True)
        self.add_button = QPushButton()
        self.add_button.setIcon(icon("images"))
        self.add_button.clicked.connect(self.open_dialog)
        self.paste_button = QPushButton()
        self.paste_button.setIcon(icon("copy"))
        self.paste_button.clicked.connect(lambda: self.take_from(QGuiApplication.clipboard().mimeData()))
        self._hint = QLabel()
        self._hint.setProperty("muted", True)
        self._hint.setWordWrap(True)
        below = QHBoxLayout()
        below.setSpacing(INSIDE)
        below.addWidget(self.add_button)
        below.addWidget(self.paste_button)
        below.addWidget(self._hint, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(INSIDE)
        whole.addWidget(self._title)
        whole.addWidget(self._holder)
        whole.addLayout(below)
        self.refresh()

    def number_of(self, card: PhotoCard) -> int:
        """The place of a photo in the strip, from 1."""
        return self.cards.index(card) + 1 if card in self.cards else len(self.cards) + 1

    def refresh(self) -> None:
        """Show the photos as they are now."""
        show_if(self, self.node.relevant)
        say(self._title, self.node.label)
        show_if(self._title, bool(self.node.label))
        self.add_button.setText(tr("form.photos.add"))
        self.add_button.setObjectName("add:" + self.node.ref)
        self.paste_button.setText(tr("form.photos.paste"))
        self.paste_button.setObjectName("paste:" + self.node.ref)
        self._hint.setText(tr("form.photos.drop"))
        self._sync_cards()
        show_if(self._holder, bool(self.cards))
        for card in self.cards:
            card.refresh()
        for row in self._body.rows():
            if self.isAncestorOf(row):
                row.refresh()

    def open_dialog(self) -> None:
        """Let the person choose any number of photos."""
        filters = f"{tr('form.upload.pictures')} ({PICTURES})"
        paths, _ = QFileDialog.getOpenFileNames(self.window(), tr("form.photos.add"), "", filters)
        self.take_files(Path(path) for path in paths)

    def take_files(self, paths: Iterable[Path]) -> None:
        """Add photos from files, in order."""
        for path in paths:
            self._take(path, path.name)

    def take_from(self, data: QMimeData) -> bool:
        """Add what a drop or the clipboard holds; whether there was anything."""
        files = local_files(data)
        if files:
            self.take_files(files)
            return True
        picture = picture_in(data)
        if picture is None:
            self._body.tools.shell.notify(tr("form.photos.nothing"), "info")
            return False
        content, ending = picture
        self._take(content, f"{tr('form.upload.pasted')}.{ending}")
        return True

    def enlarge(self, card: PhotoCard) -> None:
        """Show the photos large, beginning with one."""
        shown = [each for each in self.cards if each.name]
        captions = [next((q.value for q in each.node.children if q.type == "string"), "") for each in shown]
        if card in shown:
            self._body.tools.shell.show_photo([each.name for each in shown], shown.index(card), captions)

    def remove(self, card: PhotoCard) -> None:
        """Take a photo away; the page offers to undo it."""
        self._body.flush()
        words = tr("form.photos.nth", n=self.number_of(card))
        self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._body.session.remove(card.node.ref)
        self._body.removed.emit(words)

    def _take(self, source: Path | bytes, name: str) -> None:
        self._hint.setText(tr("form.upload.taking"))
        self._body.tools.take_in(source, name, self._arrived, self.refresh, self)

    def _arrived(self, added: Added) -> None:
        """A photo is in the store: give it the first empty item, else a new one."""
        session = self._body.session
        item = self._empty_item()
        if item is None:
            session.add(self.node.ref)
            item = self.node.children[-1]
        question = photo_question(item)
        if question is None:
            return
        session.answer(question.ref, added.name)
        for ref, value in fill(item, added):
            session.answer(ref, value)
        self.refresh()
        self._body.answered.emit(question)

    def _empty_item(self) -> Node | None:
        for item in self.node.children:
            question = photo_question(item) if item.kind == nodes.ITEM else None
            if question is not None and not question.value:
                return item
        return None

    def _sync_cards(self) -> None:
        items = [item for item in self.node.children if item.kind == nodes.ITEM]
        # An item without its picture is the empty first one that a form may begin with; a card for it would be a riddle.
        filled = [item for item in items if (question := photo_question(item)) is not None and question.value]
        known = {id(card.node): card for card in self.cards}
        kept: list[PhotoCard] = []
        for item in filled:
            card = known.pop(id(item)) if id(item) in known else PhotoCard(item, self._body, self)
            kept.append(card)
        for card in known.values():
            self._body.forget(card)
            card.hide()
            card.setParent(None)
            card.deleteLater()
        while self._flow.count():
            self._flow.takeAt(0)
        for card in kept:
            self._flow.addWidget(card)
            card.show()
        self.cards = kept
        self._holder.updateGeometry()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        if self.take_from(event.mimeData()):
            event.acceptProposedAction()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.matches(QKeySequence.StandardKey.Paste):
            self.take_from(QGuiApplication.clipboard().mimeData())
            return
        super().keyPressEvent(event)
