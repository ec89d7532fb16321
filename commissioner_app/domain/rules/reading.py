"""Reading answers for rules: texts, numbers, observation blocks. A key may be a path; its last part is the name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from commissioner_app.domain.kind import Answers
from commissioner_app.domain.record import ATTACHMENT_NAME
from commissioner_app.domain.units import decimal_of

IDENTIFIER: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def text(answers: Answers, name: str) -> str:
    """The answer as text, "" where there is none."""
    value = answers.get(name)
    return value.strip() if isinstance(value, str) else ""


def number(answers: Answers, name: str) -> Decimal | None:
    """The answer as a number, or None."""
    return decimal_of(answers.get(name))


def codes(answers: Answers, name: str) -> list[str]:
    """The codes of a multiple choice, or the one of a single choice."""
    value = answers.get(name)
    if isinstance(value, list):
        return [str(code) for code in value]
    return [value] if isinstance(value, str) and value else []


def items(answers: Answers, name: str) -> list[Mapping[str, Any]]:
    """The items of a repeat."""
    value = answers.get(name)
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def observed(answers: Answers, name: str) -> tuple[str, Any]:
    """(key, value) of an observation's answer by its name, whichever block asked it; ("", None) where nobody did."""
    for key, value in answers.items():
        if key.startswith("obs_") and key.rsplit("/", 1)[-1] == name:
            return key, value
    return "", None


def observed_number(answers: Answers, name: str) -> Decimal | None:
    """A number of the observation."""
    return decimal_of(observed(answers, name)[1])


def texts(answers: Answers) -> Iterator[tuple[str, str]]:
    """Every text a person may have typed, with the key it stands under: no ids, no names of attachments."""
    for key, value in answers.items():
        for found in _strings(value):
            if not ATTACHMENT_NAME.fullmatch(found) and not IDENTIFIER.fullmatch(found):
                yield key, found


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
