"""What a screen may ask of the window around it. Screens know this and never each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from commissioner_app.ui.shared.background import Background, Job, Lane
from commissioner_app.ui.shared.changes import ChangeBus
from commissioner_app.ui.shared.sync_runner import SyncRunner

T = TypeVar("T")


class Shell(Protocol):
    """The window, as screens and the form page see it."""

    changes: ChangeBus
    background: Background
    sync: SyncRunner

    def open(self, screen: str, record_id: str = "", **options: Any) -> None:
        """Go to a screen by its key (``visits``, ``hosts``, …) and show a record there."""
        ...

    def open_record(self, kind: str, record_id: str) -> None:
        """Go to the screen that shows records of that kind, and show this one."""
        ...

    def can_open(self, screen: str) -> bool:
        """Whether this person has that screen."""
        ...

    def start_form(
        self,
        kind: str,
        record_id: str = "",
        answers: Mapping[str, Any] | None = None,
        draft_id: str = "",
        form_id: str = "",
    ) -> None:
        """Begin or go on with a form: a new record, a change of ``record_id``, or the draft ``draft_id``."""
        ...

    def notify(self, text: str, tone: str = "info", *, action: str = "", act: Callable[[], None] | None = None) -> None:
        """Say something in the window's message bar; ``action`` is the word of one button."""
        ...

    def report(self, error: BaseException) -> None:
        """Say what happened, that nothing is lost and what to do; details fold out. Cancellations show nothing."""
        ...

    def run_background(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[BaseException], None] | None = None,
        *,
        owner: QObject | None = None,
        lane: Lane = "write",
    ) -> Job:
        """``Background.run`` with ``report`` as the answer to failures that the caller does not take itself."""
        ...

    def run_stream(
        self,
        start: Callable[[], Iterable[T]],
        step: Callable[[T], None],
        done: Callable[[], None] | None = None,
        failed: Callable[[BaseException], None] | None = None,
        *,
        owner: QObject | None = None,
        lane: Lane = "pool",
    ) -> Job:
        """``Background.stream`` with the same answer to failures."""
        ...

    def announce(self, changes: Any) -> None:
        """Tell everybody what changed, and offer to undo it."""
        ...

    def print_preview(self, pdf: bytes, title: str) -> None:
        """Show a PDF as pages, with saving and printing."""
        ...

    def show_photo(self, names: list[str], index: int = 0, captions: list[str] | None = None) -> None:
        """Show photos large, by their attachment names."""
        ...

    def sync_now(self) -> None:
        """Start a sync in the background, unless one runs."""
        ...

    def apply_theme(self) -> None:
        """Take over the preference for light or dark."""
        ...

    def rebuild(self) -> None:
        """Make everything again in the window's language."""
        ...

    def sign_out(self) -> None:
        """Put the profile away and go back to the sign-in window."""
        ...

    def restore(self, backup: Path, password: str) -> None:
        """Put the profile away, bring a backup of it back, and open it again."""
        ...

    def window_widget(self) -> QWidget:
        """The top-level widget, as the parent of menus and file dialogs."""
        ...
