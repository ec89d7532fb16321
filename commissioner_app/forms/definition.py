"""A form as it was written: frozen, shared by all its fillings."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FormDefinition:
    """A loaded form."""

    id: str
    version: str
    title: str
    default_language: str
    languages: tuple[str, ...]
