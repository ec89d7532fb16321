"""Core fields: what a program keeps of a record whatever its form asks; ``save_to`` ties a question to one.

A program hands over the fields of its kinds as plain data; without them nothing is known about ``save_to``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from commissioner_app.forms.messages import is_chinese


@dataclass(frozen=True, slots=True)
class CoreField:
    """One field: its ``type`` in the words of the program (``date``, ``int``, …), whether a record needs it."""

    type: str
    required: bool = False
    given: bool = False
    """Whether the program fills it in by itself, so that no question has to."""
    zh: str = ""
    en: str = ""

    def label(self, lang: str) -> str:
        """The field as a person reads it; "" where the program does not say."""
        return self.zh if is_chinese(lang) else self.en


# Kind (entity list) -> field name -> field
CoreFields = Mapping[str, Mapping[str, CoreField]]
NO_FIELDS: Final[CoreFields] = {}

_WHOLE: Final = frozenset({"int"})
_NUMBERS: Final = frozenset({"int", "decimal"})
_CHOSEN: Final = frozenset({"string", "select1"})

# Field type -> XForms types of the questions that can fill it. Texts take anything that reads as text.
FITTING: Final[Mapping[str, frozenset[str]]] = {
    "int": _WHOLE,
    "year": _WHOLE | {"string"},
    "dec": _NUMBERS,
    "money_wan": _NUMBERS,
    "area_mu": _NUMBERS,
    "date": frozenset({"date"}),
    "dt": frozenset({"dateTime"}),
    "bool": frozenset({"string", "select1", "boolean"}),
    "ch": _CHOSEN,
    "mu": frozenset({"select", "rank", "string"}),
    "gps": frozenset({"geopoint"}),
    "photo": frozenset({"binary"}),
    "file": frozenset({"binary"}),
    "sign": frozenset({"binary"}),
}


def fits(field: CoreField, xforms_type: str) -> bool:
    """Whether answers of a question of that type can be kept in the field."""
    fitting = FITTING.get(field.type)
    return fitting is None or xforms_type in fitting
