"""A form tried on the spot: filled as in the field, beside it what would be stored."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget

from commissioner_app.i18n import tr
from commissioner_app.services.form_titles import shown_title
from commissioner_app.services.program import Program
from commissioner_app.services.publishing import Trial
from commissioner_app.ui.form_fill.trial import FormTrial
from commissioner_app.ui.screens.forms.stored_panel import StoredPanel
from commissioner_app.ui.shared.form_layout import column
from commissioner_app.ui.shared.shell import Shell


class Preview(QWidget):
    """``closed``: back to where the person was."""

    closed = Signal()

    def __init__(self, program: Program, shell: Shell, trial: Trial) -> None:
        super().__init__()
        self.setObjectName("formPreview")
        definition = trial.definition
        assert definition is not None
        self.stored = StoredPanel(trial.kind)
        title = tr("forms.preview.title", title=shown_title(definition.id, definition.title) or definition.id)
        self.form = FormTrial(program, shell, definition, title, self.stored)
        self.form.changed.connect(self._changed)
        self.form.closed.connect(self.closed)
        whole = column(self, spacing=0)
        whole.addWidget(self.form)
        self._changed()

    def _changed(self) -> None:
        self.stored.show_form(self.form.session.form)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusInEvent(event)
        self.form.navigator.refocus()
