"""A third value, typed or chosen with what fits the type of the field. A new type is a line in ``EDITORS``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QDate, QDateTime, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QDateEdit,
    QDateTimeEdit,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QWidget,
)

from commissioner_app.domain.kind import Field, FieldType
from commissioner_app.i18n import tr
from commissioner_app.services.conflicts import ConflictRow, both_texts
from commissioner_app.services.program import Program
from commissioner_app.ui.shared.form_layout import row, text, widened
from commissioner_app.ui.shared.tokens import INSIDE
from commissioner_app.ui.shared.values import unit_word

T = FieldType
SHOWN_LINES: Final = 5
SHOWN_CHOICES: Final = 6
SHORT: Final = 220
"""Width of what holds a number, a date or a yes."""
MOMENT: Final = "yyyy-MM-ddTHH:mm"
"""How a date-time is stored, without its seconds and offset."""


class Editor(QWidget):
    """``value`` is what stands in it now; ``field`` takes the keyboard."""

    def __init__(self, inner: QWidget, read: Callable[[], Any], unit: str = "", *, short: bool = False) -> None:
        super().__init__()
        self.read = read
        self.inner = inner
        inner.setObjectName("conflictValue")
        inner.setAccessibleName(tr("conflict.typed"))
        if isinstance(inner, QComboBox):
            inner.view().setAccessibleName(tr("conflict.typed"))
        self.setFocusProxy(inner)
        layout = row(self, spacing=INSIDE)
        layout.addWidget(inner, 0 if short else 1)
        if unit:
            layout.addWidget(text(unit, muted=True, wrap=False))
        if short:
            inner.setFixedWidth(widened(self, SHORT))
            layout.addStretch(1)

    def value(self) -> Any:
        """The value as the field's type takes it; "" for none."""
        return self.read()


def editor_for(program: Program, conflict: ConflictRow, field: Field | None) -> Editor | None:
    """The editor of a conflict's field; None where nothing can be typed instead (a position, a photo, a whole item)."""
    if field is None:
        plain = all(value is None or isinstance(value, (str, int, float)) for value in (conflict.mine, conflict.theirs))
        return _long(program, conflict, None) if plain and conflict.field != "@state" else None
    make = EDITORS.get(field.type)
    return make(program, conflict, field) if make else None


def _line(_program: Program, conflict: ConflictRow, field: Field | None) -> Editor:
    both = both_texts(conflict)
    edit = QLineEdit(both.text.replace("\n", " ") if both else str(conflict.mine or conflict.theirs or ""))
    if field is not None and field.max_len:
        edit.setMaxLength(field.max_len)
    return Editor(edit, lambda: edit.text().strip())


def _long(_program: Program, conflict: ConflictRow, _field: Field | None) -> Editor:
    both = both_texts(conflict)
    edit = QPlainTextEdit(both.text if both else str(conflict.mine or conflict.theirs or ""))
    edit.setTabChangesFocus(True)
    edit.setFixedHeight(edit.fontMetrics().lineSpacing() * SHOWN_LINES + 14)
    return Editor(edit, lambda: edit.toPlainText().strip())


def _number(_program: Program, conflict: ConflictRow, field: Field) -> Editor:
    value = conflict.mine if conflict.mine is not None else conflict.theirs
    edit = QLineEdit(f"{value:g}" if isinstance(value, float) else str(value))
    edit.setAlignment(Qt.AlignmentFlag.AlignRight)
    return Editor(edit, lambda: edit.text().strip(), unit_word(field.unit, 2) if field.unit else "", short=True)


def _choice(program: Program, conflict: ConflictRow, field: Field) -> Editor:
    box = QComboBox()
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    for code, words in _choices(program, field):
        box.addItem(words, code)
    completer = QCompleter(box.model(), box)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
    box.setCompleter(completer)
    box.setCurrentIndex(max(0, box.findData(conflict.mine or conflict.theirs)))

    def chosen() -> Any:
        at = box.findText(box.currentText().strip(), Qt.MatchFlag.MatchExactly)
        return box.itemData(at) if at >= 0 else box.currentText().strip()

    return Editor(box, chosen)


def _several(program: Program, conflict: ConflictRow, field: Field) -> Editor:
    either = {code for value in (conflict.mine, conflict.theirs) for code in (value or ())}
    boxes = QListWidget()
    boxes.setProperty("framed", True)
    for code, words in _choices(program, field):
        item = QListWidgetItem(words)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Checked if code in either else Qt.CheckState.Unchecked)
        item.setData(Qt.ItemDataRole.UserRole, code)
        boxes.addItem(item)
    boxes.setFixedHeight((boxes.sizeHintForRow(0) or 20) * min(SHOWN_CHOICES, max(1, boxes.count())) + 8)

    def chosen() -> list[str]:
        items = (boxes.item(number) for number in range(boxes.count()))
        return [item.data(Qt.ItemDataRole.UserRole) for item in items if item.checkState() == Qt.CheckState.Checked]

    return Editor(boxes, chosen)


def _day(_program: Program, conflict: ConflictRow, _field: Field) -> Editor:
    edit = QDateEdit(QDate.fromString(str(conflict.mine or conflict.theirs)[:10], Qt.DateFormat.ISODate))
    edit.setCalendarPopup(True)
    edit.setDisplayFormat("yyyy-MM-dd")
    return Editor(edit, lambda: edit.date().toString(Qt.DateFormat.ISODate), short=True)


def _moment(_program: Program, conflict: ConflictRow, _field: Field) -> Editor:
    edit = QDateTimeEdit(QDateTime.fromString(str(conflict.mine or conflict.theirs)[:16], MOMENT))
    edit.setCalendarPopup(True)
    edit.setDisplayFormat("yyyy-MM-dd HH:mm")
    return Editor(edit, lambda: edit.dateTime().toString(MOMENT), short=True)


def _truth(_program: Program, conflict: ConflictRow, _field: Field) -> Editor:
    box = QComboBox()
    for value in (True, False):
        box.addItem(tr("ui.yes" if value else "ui.no"), value)
    box.setCurrentIndex(0 if conflict.mine else 1)
    return Editor(box, box.currentData, short=True)


def _choices(program: Program, field: Field) -> list[tuple[str, str]]:
    return [(item.code, program.lists.label(field.list_id, item.code)) for item in program.lists.items(field.list_id)]


EDITORS: Final[dict[FieldType, Callable[[Program, ConflictRow, Any], Editor]]] = {
    T.LONG: _long,
    T.CHOICE: _choice,
    T.MULTI: _several,
    T.DATE: _day,
    T.DATETIME: _moment,
    T.BOOL: _truth,
    **dict.fromkeys((T.TEXT, T.USCC, T.PHONE, T.EMAIL), _line),
    **dict.fromkeys((T.INT, T.YEAR, T.DEC, T.MONEY_WAN, T.AREA_MU), _number),
}
