"""The record around a field in question: what it is about, and the answers next to the field."""

from __future__ import annotations

from commissioner_app.domain.kind import FieldType
from commissioner_app.domain.record import Record
from commissioner_app.domain.registry import KINDS
from commissioner_app.ui.shared.values import Values

ABOUT = ("host_name", "name", "title", "date", "town", "county", "writer")
NEAR = 4
"""Answers shown on either side of the field."""
_NOT_ON_A_LINE = frozenset({FieldType.REPEAT, FieldType.PHOTO, FieldType.SIGN, FieldType.FILE})


def facts_around(values: Values, record: Record, field: str) -> list[tuple[str, str]]:
    """(label, text): what the record is about, then the nearest answered fields in the order of the form."""
    declared = KINDS[record.kind]
    key = field.partition("/")[0]
    names = [one.name for one in declared.fields if one.type not in _NOT_ON_A_LINE]
    order = [one.name for one in declared.fields]
    answered = [name for name in names if record.answers.get(name) not in (None, "", []) and name != key]
    at = order.index(key) if key in order else 0
    before = [name for name in answered if order.index(name) < at][-NEAR:]
    after = [name for name in answered if order.index(name) >= at][:NEAR]
    about = [name for name in ABOUT if name in answered]
    return values.facts(record.kind, list(dict.fromkeys([*about, *before, *after])), record.answers)
