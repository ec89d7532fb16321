"""A field that two people changed differently: both values side by side, who and when, and the decision."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QLineEdit, QPlainTextEdit, QWidget

from commissioner_app.domain.kind import FieldType
from commissioner_app.domain.registry import KINDS
from commissioner_app.i18n import tr
from commissioner_app.services.conflicts import Choice, ConflictRow
from commissioner_app.services.program import Program
from commissioner_app.ui.shared.dates import moment_text
from commissioner_app.ui.shared.differences import DifferenceLabel, Part, differences
from commissioner_app.ui.shared.form_layout import button, column, heading, row, text
from commissioner_app.ui.shared.shell import Shell
from commissioner_app.ui.shared.state_label import StateLabel
from commissioner_app.ui.shared.tokens import BETWEEN, HAIR, INSIDE

TYPED = frozenset(
    {FieldType.TEXT, FieldType.LONG, FieldType.INT, FieldType.DEC, FieldType.MONEY_WAN, FieldType.AREA_MU}
)


class ConflictCard(QFrame):
    """One open conflict."""

    def __init__(self, program: Program, shell: Shell, conflict: ConflictRow) -> None:
        super().__init__()
        self.setObjectName("card")
        self._program, self._shell, self._conflict = program, shell, conflict
        self._edit: QLineEdit | QPlainTextEdit | None = None
        self._layout = column(self, margin=BETWEEN, spacing=INSIDE)
        self._head()
        self._values()
        self._decision()

    def _head(self) -> None:
        conflict = self._conflict
        head = row(spacing=BETWEEN)
        head.addWidget(heading(conflict.label, 3))
        about = button(conflict.title, name="conflictOpen", flat=True)
        about.clicked.connect(lambda: self._shell.open_record(conflict.kind, conflict.record_id))
        head.addWidget(about)
        head.addStretch(1)
        head.addWidget(StateLabel("attention", tr("conflict.word")))
        self._layout.addLayout(head)

    def _values(self) -> None:
        conflict = self._conflict
        today = self._program.desk.clock.now().date()
        mine = tr("conflict.mine" if conflict.own else "conflict.later", who=conflict.mine_by)
        theirs = tr("conflict.theirs", who=conflict.theirs_by)
        own, other = differences(conflict.mine_text, conflict.theirs_text)
        both = row(spacing=BETWEEN)
        both.addWidget(self._side(mine, own, moment_text(conflict.mine_at, today), "mine"), 1)
        both.addWidget(self._side(theirs, other, moment_text(conflict.theirs_at, today), "theirs"), 1)
        self._layout.addLayout(both)

    def _side(self, who: str, parts: Sequence[Part], when: str, choice: Choice) -> QWidget:
        side = QWidget()
        layout = column(side, spacing=HAIR)
        layout.addWidget(text(f"{who}  ·  {when}", muted=True))
        layout.addWidget(DifferenceLabel(parts) if parts else text(tr("conflict.empty"), muted=True))
        layout.addStretch(1)
        take = button(tr(f"conflict.take.{choice}"), "check", name=f"take.{choice}")
        take.clicked.connect(lambda: self._resolve(choice))
        layout.addSpacing(HAIR)
        bottom = row()
        bottom.addWidget(take)
        bottom.addStretch(1)
        layout.addLayout(bottom)
        return side

    def _field_type(self) -> FieldType | None:
        field = KINDS[self._conflict.kind].field(self._conflict.field) if self._conflict.kind in KINDS else None
        return field.type if field else None

    def _decision(self) -> None:
        kind = self._field_type()
        if kind not in TYPED:
            return
        if kind == FieldType.LONG:
            long_edit = QPlainTextEdit(self._conflict.mine_text)
            long_edit.setFixedHeight(self.fontMetrics().lineSpacing() * 4 + 14)
            long_edit.setTabChangesFocus(True)
            self._edit = long_edit
        else:
            self._edit = QLineEdit(str(self._conflict.mine or ""))
        self._edit.setObjectName("conflictValue")
        self._edit.setAccessibleName(tr("conflict.typed"))
        self._edit.hide()
        self._other = button(tr("conflict.type"), "pencil", name="conflictType", flat=True)
        self._other.clicked.connect(self._open_edit)
        self._save = button(tr("conflict.take.value"), primary=True, name="take.value")
        self._save.clicked.connect(lambda: self._resolve("value"))
        self._save.hide()
        self._layout.addWidget(self._edit)
        bottom = row(spacing=INSIDE)
        bottom.addWidget(self._other)
        bottom.addStretch(1)
        bottom.addWidget(self._save)
        self._layout.addLayout(bottom)

    def _open_edit(self) -> None:
        if self._edit is not None:
            self._other.hide()
            self._edit.show()
            self._save.show()
            self._edit.setFocus()

    def _typed(self) -> object:
        words = self._edit.toPlainText() if isinstance(self._edit, QPlainTextEdit) else ""
        if isinstance(self._edit, QLineEdit):
            words = self._edit.text()
        kind = self._field_type()
        if kind == FieldType.INT:
            return int(words)
        if kind in (FieldType.DEC, FieldType.MONEY_WAN, FieldType.AREA_MU):
            return float(words)
        return words.strip()

    def _resolve(self, choice: Choice) -> None:
        conflict = self._conflict
        try:
            value = self._typed() if choice == "value" else None
        except ValueError:
            self._shell.notify(tr("conflict.not_a_number"), "attention")
            return
        self._shell.run_background(
            lambda: self._program.conflicts.resolve(conflict.record_id, conflict.id, choice, value),
            lambda written: self._shell.announce(written.changes),
            owner=self,
        )
