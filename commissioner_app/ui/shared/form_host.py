"""Where a form stands while it is filled: over the pages, one at a time; leaving it keeps its draft."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget


class FormHost(QObject):
    """``closed``: the form is gone and its last save was handed on. ``submitted`` carries kind and id of the record."""

    closed = Signal()
    submitted = Signal(str, str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.form: QWidget | None = None
        self._stack: QStackedWidget | None = None

    def show(self, form: Any, kind: str, stack: QStackedWidget) -> None:
        """Put a form in front; one that was open is left first."""
        self.leave()
        form.closed.connect(self._put_away)
        form.submitted.connect(lambda record_id: self._submitted(kind, record_id))
        self.form, self._stack = form, stack
        stack.addWidget(form)
        stack.setCurrentWidget(form)
        form.setFocus()

    def leave(self) -> None:
        """Put an open form away; its draft stays."""
        leave = getattr(self.form, "leave", None)
        if leave is not None:
            leave()
        self._put_away()

    def _submitted(self, kind: str, record_id: str) -> None:
        self._put_away()
        self.submitted.emit(kind, record_id)

    def _put_away(self) -> None:
        form, self.form = self.form, None
        if form is not None and self._stack is not None:
            self._stack.removeWidget(form)
            form.deleteLater()
            self.closed.emit()
