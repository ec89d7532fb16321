"""A spreadsheet that was opened: what is wrong with it and where, what it changes, and the way to publish it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QWidget

from commissioner_app.domain.registry import KINDS
from commissioner_app.i18n import language, tr
from commissioner_app.services.publishing import Trial
from commissioner_app.ui.screens.forms.changes import ChangeList, sentence
from commissioner_app.ui.screens.forms.findings import FindingTable
from commissioner_app.ui.shared.detail_parts import Body
from commissioner_app.ui.shared.form_layout import button, column, heading, line, row, text
from commissioner_app.ui.shared.state_label import StateLabel
from commissioner_app.ui.shared.tokens import AROUND, BETWEEN, INSIDE


class TrialDetail(QFrame):
    """``preview``, ``publish``, ``again`` and ``closed`` say what was clicked."""

    preview = Signal(object)
    publish = Signal(object)
    again = Signal(Path)
    closed = Signal()

    def __init__(self, trial: Trial, *, may_publish: bool) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.trial = trial
        layout = column(self, spacing=0)
        layout.addWidget(self._head(may_publish))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(body := self._body())
        # The panel's own ground shows through, as in the details of records.
        scroll.viewport().setAutoFillBackground(False)
        body.setAutoFillBackground(False)
        layout.addWidget(line())
        layout.addWidget(scroll, 1)

    def _head(self, may_publish: bool) -> QWidget:
        head = QWidget()
        layout = column(head, spacing=INSIDE)
        layout.setContentsMargins(AROUND, BETWEEN, AROUND, BETWEEN)
        layout.addWidget(heading(self.trial.path.name, 2))
        tone, words = verdict(self.trial)
        self.verdict = StateLabel(tone, words)
        self.verdict.setObjectName("formVerdict")
        layout.addWidget(self.verdict)
        actions = row(spacing=INSIDE)
        self.publish_button = button(tr("forms.publish"), "upload", primary=True, name="formPublish")
        self.publish_button.setEnabled(self.trial.ready)
        self.publish_button.clicked.connect(lambda: self.publish.emit(self.trial))
        self.publish_button.setVisible(may_publish)
        self.preview_button = button(tr("forms.preview"), "eye", name="formPreviewFile")
        self.preview_button.setEnabled(self.trial.definition is not None)
        self.preview_button.clicked.connect(lambda: self.preview.emit(self.trial))
        again = button(tr("forms.again"), "refresh-cw", name="formAgain")
        again.clicked.connect(lambda: self.again.emit(self.trial.path))
        close = button(tr("forms.close"), "x", name="formCloseFile")
        close.clicked.connect(self.closed)
        made: tuple[QPushButton, ...] = (self.publish_button, self.preview_button, again, close)
        for one in made:
            actions.addWidget(one)
        actions.addStretch(1)
        layout.addLayout(actions)
        if not may_publish:
            layout.addWidget(text(tr("forms.publish.not_yours"), muted=True))
        return head

    def _body(self) -> QWidget:
        trial, body = self.trial, Body()
        for number, words in enumerate(trial.obstacles):
            body.add(sentence("circle-alert", "error", words, f"formObstacle{number}"))
        for loss in trial.losses:
            body.add(sentence("circle-alert", "error", loss.words(language()), f"formLoss.{loss.name}"))
        if trial.problems:
            body.section(tr("forms.findings"))
            self.findings = FindingTable(trial.problems)
            body.add(self.findings)
        if trial.definition is None:
            return body
        if trial.published:
            body.section(tr("forms.changes.against", version=trial.published))
            body.add(ChangeList(trial.differences))
        body.facts(tr("forms.about"), _facts(trial))
        return body


def verdict(trial: Trial) -> tuple[str, str]:
    """Tone and words of how the file stands."""
    warnings = len(trial.problems) - trial.errors
    if trial.errors:
        return "error", tr("forms.verdict.errors", n=trial.errors)
    if not trial.ready:
        return "attention", tr("forms.verdict.obstacles")
    if warnings:
        return "ok", tr("forms.verdict.warnings", n=warnings)
    return "ok", tr("forms.verdict.fine")


def _facts(trial: Trial) -> list[tuple[str, str]]:
    form = trial.definition
    assert form is not None
    kind = KINDS.get(trial.kind)
    word = (kind.en if language() == "en" else kind.zh) if kind else tr("forms.kind.none")
    facts = [
        (tr("forms.fact.title"), form.title),
        (tr("forms.fact.id"), form.id),
        (tr("forms.fact.version"), form.version or "—"),
        (tr("forms.fact.kind"), word),
        (tr("forms.fact.languages"), tr("ui.list_comma").join(name for name in form.languages if name != "default")),
        (tr("forms.fact.files"), tr("ui.list_comma").join(trial.files)),
    ]
    return [(label, words) for label, words in facts if words]
