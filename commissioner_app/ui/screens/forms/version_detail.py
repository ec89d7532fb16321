"""One version of a form: since when, how much was made with it, what it changed; the other versions of the form."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from commissioner_app.domain.registry import KINDS
from commissioner_app.i18n import language, tr
from commissioner_app.services.program import Program
from commissioner_app.services.publishing import Trial, VersionRow
from commissioner_app.ui.screens.forms.changes import ChangeList
from commissioner_app.ui.screens.forms.form_list import use_words
from commissioner_app.ui.shared.dates import moment_text
from commissioner_app.ui.shared.detail_parts import Body, LinkRow
from commissioner_app.ui.shared.form_layout import button, clear_layout, column, heading, line, row, text
from commissioner_app.ui.shared.shell import Shell
from commissioner_app.ui.shared.state_label import StateLabel
from commissioner_app.ui.shared.tokens import AROUND, BETWEEN, INSIDE

TONES = {"current": "ok", "older": "closed", "retired": "returned", "shipped": "draft"}


class VersionDetail(QFrame):
    """``preview`` carries the version's ``Trial``, ``retire`` its row, ``chosen`` another version's name."""

    preview = Signal(object)
    retire = Signal(object)
    chosen = Signal(str)

    def __init__(self, program: Program, shell: Shell, versions: Sequence[VersionRow], version: str) -> None:
        super().__init__()
        self.setObjectName("panel")
        self._program, self._shell = program, shell
        self.versions = list(versions)
        self.row = next((one for one in versions if one.version == version), versions[0])
        layout = column(self, spacing=0)
        layout.addWidget(self._head())
        self._asking = QWidget()
        self._asking.hide()
        layout.addWidget(self._asking)
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
        form_id, shown = self.row.id, self.row.version
        shell.run_background(
            lambda: program.publishing.published_form(form_id, shown), self._read, owner=self, lane="pool"
        )

    def _head(self) -> QWidget:
        head = QWidget()
        layout = column(head, spacing=INSIDE)
        layout.setContentsMargins(AROUND, BETWEEN, AROUND, BETWEEN)
        layout.addWidget(heading(self.row.title or self.row.id, 2))
        layout.addWidget(StateLabel(TONES[self.row.state], tr(f"forms.state.{self.row.state}")))
        actions = row(spacing=INSIDE)
        self.preview_button = button(tr("forms.preview"), "eye", name="formPreviewVersion")
        self.preview_button.setEnabled(False)
        actions.addWidget(self.preview_button)
        self.retire_button = button(tr("forms.retire"), "circle-minus", name="formRetire")
        self.retire_button.clicked.connect(self._ask)
        retirable = self.row.state in ("current", "older") and self._program.publishing.may_publish()
        self.retire_button.setVisible(retirable)
        actions.addWidget(self.retire_button)
        actions.addStretch(1)
        layout.addLayout(actions)
        return head

    def _body(self) -> QWidget:
        body = self._content = Body()
        shown, today = self.row, self._program.desk.clock.now().date()
        kind = KINDS.get(shown.kind)
        word = (kind.en if language() == "en" else kind.zh) if kind else tr("forms.kind.none")
        facts = [
            (tr("forms.fact.version"), shown.version or "—"),
            (tr("forms.fact.kind"), word),
            (tr("forms.fact.published"), moment_text(shown.published_at, today) if shown.published_at else ""),
            (tr("forms.fact.use"), use_words(shown.records, shown.drafts) or tr("forms.unused")),
            (tr("forms.fact.id"), shown.id),
        ]
        body.facts("", [(label, words) for label, words in facts if words])
        others = [one for one in self.versions if one.version != shown.version]
        if others:
            body.section(tr("forms.versions"))
        for one in others:
            below = [
                moment_text(one.published_at, today) if one.published_at else "",
                use_words(one.records, one.drafts),
            ]
            link = LinkRow(
                tr("forms.version", version=one.version),
                "  ·  ".join(part for part in below if part),
                state=StateLabel(TONES[one.state], tr(f"forms.state.{one.state}")),
                name=f"formVersion.{one.version}",
            )
            link.opened.connect(lambda version=one.version: self.chosen.emit(version))
            body.add(link)
        return body

    def _read(self, trial: Trial) -> None:
        self.preview_button.setEnabled(True)
        self.preview_button.clicked.connect(lambda: self.preview.emit(trial))
        if trial.published:
            self._content.section(tr("forms.changes.against", version=trial.published))
            self._content.add(ChangeList(trial.differences))

    def _ask(self) -> None:
        """Retiring is asked for once more, in place."""
        old = self._asking.layout()
        if old is not None:
            clear_layout(old)
        layout = old if old is not None else column(self._asking, spacing=INSIDE)
        layout.setContentsMargins(AROUND, 0, AROUND, BETWEEN)
        layout.addWidget(text(tr("forms.retire.ask", version=self.row.version)))
        holder = QWidget()
        buttons = row(holder, spacing=INSIDE)
        sure = button(tr("forms.retire"), "circle-minus", primary=True, name="formRetireSure")
        sure.clicked.connect(lambda: self.retire.emit(self.row))
        keep = button(tr("forms.retire.keep"), name="formRetireKeep")
        keep.clicked.connect(self._asking.hide)
        buttons.addWidget(sure)
        buttons.addWidget(keep)
        buttons.addStretch(1)
        layout.addWidget(holder)
        self._asking.show()
        keep.setFocus()
