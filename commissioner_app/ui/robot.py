"""A person's hands and eyes for the real windows: finds widgets by object name, types as an input method does, takes pictures.

The tour and the window's tests drive through this, so that what they prove is what a person could have done.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from PySide6.QtCore import QAbstractAnimation, QEventLoop, QPoint, Qt, QTimer
from PySide6.QtGui import QImage, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QDialog,
    QLabel,
    QPlainTextEdit,
    QScrollArea,
    QTextEdit,
    QWidget,
)

from commissioner_app.ui.shared.background import Background

Found = TypeVar("Found", bound=QWidget)
RESTS: Final = 3
"""So many looks in a row must find nothing going on."""
PATIENCE: Final = 5.0
"""Seconds that work may take beyond the time that was given."""


class RobotError(Exception):
    """What was looked for or waited for did not appear; the message says what."""


class Robot:
    """Drives one top-level window. All waits turn the event loop, none blocks it."""

    def __init__(self, window: QWidget, pictures: Path) -> None:
        self.window = window
        self._pictures = pictures
        pictures.mkdir(parents=True, exist_ok=True)

    # -- waiting

    def pump(self, seconds: float = 0.05) -> None:
        """Let the window work for a while."""
        # An event loop of our own: QTest.qWait keeps Python's lock, so background threads would stand still.
        loop = QEventLoop()
        QTimer.singleShot(max(1, int(seconds * 1000)), loop.quit)
        loop.exec()

    def settle(self, seconds: float = 0.4) -> None:
        """Let the window come to rest: until nothing is under way behind it and no pause in it ends within the time."""
        until, rests = time.monotonic() + seconds, 0
        while rests < RESTS and time.monotonic() < until + PATIENCE:
            self.pump(0.02)
            rests = 0 if _works(until - time.monotonic()) else rests + 1

    def wait_for(self, condition: Callable[[], object], what: str, seconds: float = 20.0) -> None:
        """Wait until the condition holds. Raises ``RobotError`` naming what was waited for."""
        until = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > until:
                raise RobotError(f"waited {seconds:g} s for {what}")
            self.pump(0.02)

    def activate(self) -> None:
        """Bring the window to the front, as clicking on it does: only an active window has the keyboard."""
        self.window.activateWindow()
        self.window.raise_()
        self.pump()

    # -- finding

    def find(self, name: str, cls: type[Found] | None = None) -> Found | None:
        """The visible widget of that object name, the topmost window's first; None where there is none."""
        wanted: type[QWidget] = cls or QWidget
        windows = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
        windows.sort(key=lambda w: w is not QApplication.activeWindow())
        for top in windows:
            # By name, so that Qt looks through the window's thousands of widgets, not Python.
            named = [top] if top.objectName() == name else []
            for widget in (*named, *top.findChildren(wanted, name)):
                if widget.isVisible() and isinstance(widget, wanted):
                    return widget  # type: ignore[return-value]
        return None

    def get(self, name: str, cls: type[Found] | None = None, seconds: float = 10.0) -> Found:
        """The widget of that name, waited for. Raises ``RobotError``."""
        found: list[Found] = []

        def look() -> bool:
            widget = self.find(name, cls)
            if widget is not None:
                found.append(widget)
            return bool(found)

        self.wait_for(look, f"widget {name!r}", seconds)
        return found[-1]

    def texts(self) -> list[str]:
        """Every text a person can read on labels and buttons now."""
        shown: list[str] = []
        for top in QApplication.topLevelWidgets():
            if not top.isVisible():
                continue
            for widget in top.findChildren(QWidget):
                if widget.isVisible() and isinstance(widget, (QLabel, QAbstractButton)):
                    shown.append(widget.text())
        return [text for text in shown if text.strip()]

    def text_of(self, name: str) -> str:
        """What a text input holds."""
        widget: QWidget = self.get(name)
        if isinstance(widget, (QPlainTextEdit, QTextEdit)):
            return widget.toPlainText()
        return str(widget.property("text") or "")

    def focused(self) -> str:
        """The object name of the widget that has the keyboard."""
        widget = QApplication.focusWidget()
        return "" if widget is None else widget.objectName()

    def rows(self, name: str) -> int:
        """How many rows a list has; 0 where the list is not in sight."""
        view = self.find(name, QAbstractItemView)
        return 0 if view is None else view.model().rowCount()

    def sees(self, text: str) -> bool:
        """Whether some label or button shows this text."""
        return any(text in shown for shown in self.texts())

    # -- doing

    def click(self, name: str, seconds: float = 10.0) -> None:
        """Click the middle of a widget, once it is there and enabled."""
        widget: QWidget = self.get(name, seconds=seconds)
        self.wait_for(widget.isEnabled, f"{name!r} to be enabled", seconds)
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
        self.pump()

    def click_row(self, name: str, row: int = 0, seconds: float = 10.0) -> None:
        """Click a row of a list or table, once it is filled that far."""
        view = self.get(name, QAbstractItemView, seconds)
        model = view.model()
        self.wait_for(lambda: model.rowCount() > row, f"row {row} of {name!r}", seconds)
        index = model.index(row, 0)
        view.scrollTo(index)
        self.pump(0.02)
        at = view.visualRect(index).center()
        QTest.mouseClick(
            view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(at.x(), at.y())
        )
        self.pump()

    def press(self, key: Qt.Key, *modifiers: Qt.KeyboardModifier, target: QWidget | None = None) -> None:
        """Press a key with modifiers where the keyboard focus is."""
        combined = Qt.KeyboardModifier.NoModifier
        for modifier in modifiers:
            combined |= modifier
        QTest.keyClick(target or QApplication.focusWidget() or self.window, key, combined)
        self.pump()

    def press_key(self, name: str, *modifiers: str) -> None:
        """``press`` with names (``"Return"``, ``"K", "Control"``), for callers that do not know Qt."""
        self.press(Qt.Key[f"Key_{name}"], *(Qt.KeyboardModifier[f"{m}Modifier"] for m in modifiers))

    def click_text(self, text: str, inside: str, seconds: float = 10.0) -> None:
        """Click the first label or button inside a named widget whose words contain this text."""
        place: QWidget = self.get(inside, seconds=seconds)
        found: list[QWidget] = []

        def look() -> bool:
            labels = [w for w in place.findChildren(QWidget) if isinstance(w, (QLabel, QAbstractButton))]
            found.extend(w for w in labels if w.isVisible() and text in w.text())
            return bool(found)

        self.wait_for(look, f"the words {text!r} inside {inside!r}", seconds)
        self._bring_into_view(found[0])
        # The words of a line let the mouse through to the line itself; the click goes where Qt would send it.
        top = found[0].window()
        at = found[0].mapTo(top, found[0].rect().center())
        target = top.childAt(at) or found[0]
        QTest.mouseClick(target, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, target.mapFrom(top, at))
        self.pump()

    def draw(self, name: str, points: list[tuple[float, float]]) -> None:
        """Draw a stroke over a widget; points are shares of its width and height."""
        widget: QWidget = self.get(name)
        places = [QPoint(int(x * widget.width()), int(y * widget.height())) for x, y in points]
        QTest.mousePress(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, places[0])
        for place in places[1:]:
            QTest.mouseMove(widget, place)
            self.pump(0.01)
        QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, places[-1])
        self.pump()

    def close_front(self) -> None:
        """Close the dialog in front of the window."""
        for top in QApplication.topLevelWidgets():
            if isinstance(top, QDialog) and top.isVisible():
                top.close()
        self.pump()

    def copy_picture(self, data: bytes) -> None:
        """Put a picture on the clipboard, as copying a photo in another program does."""
        QApplication.clipboard().setImage(QImage.fromData(data))

    def scroll_to(self, name: str) -> None:
        """Bring a widget into view in the scroll areas around it."""
        self._bring_into_view(self.get(name))

    def _bring_into_view(self, widget: QWidget) -> None:
        parent = widget.parentWidget()
        while parent is not None:
            if isinstance(parent, QScrollArea):
                parent.ensureWidgetVisible(widget, 40, 80)
            parent = parent.parentWidget()
        self.pump()

    def focus(self, name: str) -> QWidget:
        """Put the keyboard into a widget; what really has it then (a composite passes it on)."""
        widget: QWidget = self.get(name)
        if QApplication.activeWindow() is None:
            self.activate()
        widget.setFocus(Qt.FocusReason.MouseFocusReason)
        self.pump(0.02)
        return QApplication.focusWidget() or widget

    def write(self, name: str, text: str, *, replace: bool = False, piece: int = 4) -> None:
        """Put the focus into a widget and type, a few characters at a time, as an input method commits them."""
        target = self.focus(name)
        if replace:
            QTest.keyClick(target, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
            QTest.keyClick(target, Qt.Key.Key_Delete)
        for start in range(0, len(text), piece):
            event = QInputMethodEvent()
            event.setCommitString(text[start : start + piece])
            QApplication.sendEvent(target, event)
            self.pump(0.01)

    # -- looking

    def picture(self, name: str) -> Path:
        """A picture of what a person sees now: the window, or the dialog in front of it."""
        self.pump(0.08)
        dialogs = [top for top in QApplication.topLevelWidgets() if isinstance(top, QDialog) and top.isVisible()]
        front = dialogs[-1] if dialogs else self.window
        path = self._pictures / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        front.grab().save(str(path))
        return path


def _works(seconds: float) -> bool:
    """Whether something is under way behind a window, or begins within so many seconds because a pause ends."""
    for top in QApplication.topLevelWidgets():
        if any(background.busy() for background in top.findChildren(Background)):
            return True
        if any(one.state() == QAbstractAnimation.State.Running for one in top.findChildren(QAbstractAnimation)):
            return True
        pauses = (timer for timer in top.findChildren(QTimer) if timer.isSingleShot() and timer.isActive())
        if any(timer.remainingTime() <= seconds * 1000 for timer in pauses):
            return True
    return False
