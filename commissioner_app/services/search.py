"""Search over everything: words, pinyin initials, codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commissioner_app.services.desk import Desk
from commissioner_app.services.listing import Mark


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that was found."""

    kind: str
    id: str
    title: str
    subtitle: str
    date: str
    mark: Mark


class Search:
    """The search field."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def find(self, text: str, kinds: Sequence[str] = (), limit: int = 20) -> list[Hit]:
        """The best hits first; an empty text gives what was opened or changed last."""
        raise NotImplementedError

    def recent(self, limit: int = 8) -> list[Hit]:
        """What this person opened last."""
        raise NotImplementedError

    def opened(self, kind: str, id: str) -> None:  # noqa: A002
        """Remember that a record was opened."""
        raise NotImplementedError
