"""Which resources fit a need: asked while a need is typed, offline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from commissioner_app.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Fit:
    """A resource that fits. ``score`` 0..1; ``reasons`` in words of the person's language, strongest first."""

    id: str
    title: str
    subtitle: str
    score: float
    reasons: tuple[str, ...]


class Matching:
    """Needs against the resource library of this laptop."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def fits(self, need_answers: Mapping[str, Any], top: int = 6) -> list[Fit]:
        """The best resources for the answers of a need (or of a visit: its problem and content are read)."""
        raise NotImplementedError

    def reload(self) -> None:
        """Forget the library that was read; called when resources changed."""
        raise NotImplementedError
