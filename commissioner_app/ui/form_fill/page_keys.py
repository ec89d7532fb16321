"""The keys of the form page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

from commissioner_app.ui.form_fill.undo_key import UndoKey

if TYPE_CHECKING:
    from commissioner_app.ui.form_fill.page import FormPage


def add_keys(page: FormPage) -> None:
    """Let the page's keys work wherever in it the focus is."""
    for keys, act in (
        ("Ctrl+Return", page.submit),
        ("Ctrl+Enter", page.submit),
        ("Escape", page.escape),
        ("PgDown", lambda: page.navigator.page(1)),
        ("PgUp", lambda: page.navigator.page(-1)),
        ("Ctrl+PgDown", lambda: page.navigator.page(1)),
        ("Ctrl+PgUp", lambda: page.navigator.page(-1)),
        ("Ctrl+S", page.keep),
        ("Ctrl+P", page.preview),
        ("Ctrl+Z", page.undo),
    ):
        QShortcut(QKeySequence(keys), page, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
    UndoKey(page)
