"""Answers on their way in: keys mapped to core fields, texts in NFC, values of their types, empty ones left out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from typing import Any

from commissioner_app.domain.kind import Kind
from commissioner_app.errors import InputError
from commissioner_app.services.values import HALF_CHARACTER, is_empty, normalised, typed, wrong


def cleaned(
    kind: Kind, answers: Mapping[str, Any], core_names: Mapping[str, str], zone: tzinfo | None, *, keep_empty: bool
) -> dict[str, Any]:
    """The answers as they are stored.

    ``core_names`` maps the path of a question to the core field its form ties it to; unknown keys are kept as they
    are. With ``keep_empty`` an empty value stays as None: it takes an answer away from the record it is merged into.
    Raises ``InputError`` bad_answer (``field`` says where), answer_twice.
    """
    result: dict[str, Any] = {}
    for given, raw in answers.items():
        if not given or given.startswith("@") or HALF_CHARACTER.search(given):
            raise wrong(given or '""', "name")
        name = core_names.get(given, given)
        if name in result:
            raise InputError("answer_twice", field=given, other=name)
        value = normalised(raw, given)
        if is_empty(value):
            if keep_empty:
                result[name] = None
            continue
        field = kind.field(name)
        result[name] = typed(field, value, given, zone) if field else value
    return result


def merged(before: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """``before`` with the given answers put in; None takes one out."""
    result = {**before, **given}
    return {name: value for name, value in result.items() if value is not None}
