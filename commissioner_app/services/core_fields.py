"""The core fields of all kinds, as the form engine takes them to check ``save_to``."""

from __future__ import annotations

from functools import cache

from commissioner_app.domain.kind import FieldType, Kind
from commissioner_app.domain.registry import KINDS
from commissioner_app.forms.core_fields import CoreField, CoreFields
from commissioner_app.services.defaults import COPIED

_FROM_SESSION = frozenset({"writer", "county", "team", "appointment"})


@cache
def core_fields() -> CoreFields:
    """Kind -> field -> what a question must be to fill it."""
    return {name: {one.name: _field(kind, one.name) for one in kind.fields} for name, kind in KINDS.items()}


def _field(kind: Kind, name: str) -> CoreField:
    declared = next(one for one in kind.fields if one.name == name)
    copied = {field for by_kind in COPIED.values() for one in ("*", kind.name) for field in by_kind.get(one, {})}
    # A repeat is kept under its own name, not by save_to.
    given = name in copied or name in _FROM_SESSION or declared.type == FieldType.REPEAT
    return CoreField(declared.type.value, declared.required == "R", given, declared.zh, declared.en)
