"""What a write changed: said once by the service that wrote, heard by whoever shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Changes:
    """The (kind, id) pairs that are different now. ``origin`` names the writer (``records``, ``sync``, ``drafts`` …).

    An empty id means "any number of records of that kind", as after a first sync.
    """

    pairs: frozenset[Pair]
    origin: str

    @classmethod
    def of(cls, origin: str, *pairs: Pair) -> Changes:
        """The changes of the given pairs."""
        return cls(frozenset(pairs), origin)

    @classmethod
    def merged(cls, origin: str, parts: Iterable[Changes]) -> Changes:
        """All changes of several writes as one."""
        return cls(frozenset().union(*(part.pairs for part in parts)), origin)

    def concerns(self, *kinds: str) -> bool:
        """Whether any record of these kinds changed."""
        return any(kind in kinds for kind, _ in self.pairs)

    def __bool__(self) -> bool:
        return bool(self.pairs)
