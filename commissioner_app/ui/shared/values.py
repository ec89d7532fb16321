"""Answers as a person reads them: labels of codes, names of references, dates, amounts, masked phones, positions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from commissioner_app.domain.kind import Field, FieldType
from commissioner_app.domain.registry import KINDS
from commissioner_app.i18n import has, language, tr
from commissioner_app.services.program import Program
from commissioner_app.ui.shared.dates import day_text, entered_clock

T = FieldType


def label_of(field: Field) -> str:
    """The field's name in the window's language."""
    return field.zh if language() == "zh" else field.en


def mask_phone(phone: str) -> str:
    """``138****1234``: enough to recognise a number, not to call it from a list that somebody looks at."""
    digits = phone.strip()
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 8 else "*" * len(digits)


def number_text(value: float) -> str:
    """A number without a thousands comma and without zeros that say nothing."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def unit_word(unit: str, n: float) -> str:
    """The unit of ``n`` in the window's language (1 day, 2 days); the printed forms translate the same ones."""
    key = f"report.unit.{unit}"
    return tr(key, n=n) if has(key) else unit


def position_text(value: Mapping[str, Any]) -> str:
    """A position in degrees with its datum and accuracy; no map is needed to read it."""
    lng, lat = value.get("lng"), value.get("lat")
    if lng is None or lat is None:
        return ""
    where = tr("ui.position", lat=f"{float(lat):.5f}", lng=f"{float(lng):.5f}")
    datum = {"WGS84": "WGS-84", "GCJ02": "GCJ-02"}.get(str(value.get("datum", "WGS84")), str(value.get("datum")))
    accuracy = value.get("acc_m")
    if accuracy:
        return where + tr("ui.position.accuracy", datum=datum, metres=number_text(float(accuracy)))
    return where + tr("ui.position.datum", datum=datum)


class Values:
    """Shows answers of one open profile."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._show: dict[FieldType, Callable[[Field, Any], str]] = {
            T.CHOICE: lambda field, value: self.code(field.list_id, str(value)),
            T.MULTI: self._multi,
            T.TAGS: lambda _field, value: tr("ui.list_comma").join(value) if isinstance(value, list) else str(value),
            T.DATE: lambda _field, value: day_text(str(value)),
            T.DATETIME: lambda _field, value: f"{day_text(str(value))} {entered_clock(str(value))}".strip(),
            T.BOOL: lambda _field, value: tr("ui.yes") if value in (True, "OK", "1", "yes") else tr("ui.no"),
            T.PHONE: lambda _field, value: mask_phone(str(value)),
            T.REF: lambda _field, value: self.title(str(value)),
            T.REFS: lambda _field, value: tr("ui.list_comma").join(self.title(str(item)) for item in value),
            T.GPS: lambda _field, value: position_text(value) if isinstance(value, Mapping) else str(value),
        }

    def text(self, field: Field, value: Any) -> str:
        """An answer in words with its unit; "" for none."""
        if value is None or value in ("", []):
            return ""
        shown = self._show.get(field.type)
        if shown is not None:
            return shown(field, value)
        words = number_text(value) if isinstance(value, (int, float)) else str(value)
        return f"{words} {unit_word(field.unit, value)}" if field.unit and isinstance(value, (int, float)) else words

    def code(self, list_id: str, code: str) -> str:
        """The label of a code in the window's language."""
        return self._program.lists.label(list_id, code, language()) if list_id else code

    def title(self, record_id: str) -> str:
        """The title of a referenced record; a quiet word where it is not on this laptop."""
        return self._program.records.titles([record_id]).get(record_id, tr("ui.not_here"))

    def _multi(self, field: Field, value: Any) -> str:
        codes = value if isinstance(value, list) else str(value).split()
        return tr("ui.list_comma").join(self.code(field.list_id, str(code)) for code in codes)

    def answer(self, kind: str, name: str, answers: Mapping[str, Any]) -> str:
        """The text of a core field of a record, "" where it is empty or no such field is declared."""
        field = KINDS[kind].field(name)
        return self.text(field, answers.get(name)) if field else ""

    def facts(self, kind: str, names: Sequence[str], answers: Mapping[str, Any]) -> list[tuple[str, str]]:
        """(label, text) of the named core fields that have an answer."""
        found = []
        for name in names:
            field = KINDS[kind].field(name)
            words = self.text(field, answers.get(name)) if field else ""
            if field and words:
                found.append((label_of(field), words))
        return found

    def others(self, kind: str, shown: set[str], answers: Mapping[str, Any]) -> list[tuple[str, str]]:
        """The remaining core fields that can be said on one line."""
        skipped = {T.REPEAT, T.PHOTO, T.SIGN, T.FILE}
        names = [f.name for f in KINDS[kind].fields if f.name not in shown and f.type not in skipped]
        return self.facts(kind, names, answers)
