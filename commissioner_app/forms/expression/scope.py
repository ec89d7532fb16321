"""What a compiler knows of the place of an expression."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

_UNBOUND: Final = 10_000


class Lookup(NamedTuple):
    """Rows of a secondary instance that an expression looks up by the value of a column: where they are, which column."""

    instance: str
    path: tuple[str, ...]
    column: str


@dataclass(frozen=True, slots=True)
class Scope:
    """Namespaces, and in a form the path of the context node and of all repeats.

    An absolute path through a repeat that the context node lies in means the same instance of it. ``limit``: only
    repeats above that depth are bound so; ``last``: also where the path ends at the repeat. ``lookups`` collects what
    compiling has found to be worth an index.
    """

    namespaces: Mapping[str, str] = field(default_factory=dict)
    form: bool = False
    place: tuple[str, ...] = ()
    repeats: frozenset[tuple[str, ...]] = frozenset()
    limit: int = _UNBOUND
    last: bool = False
    lookups: set[Lookup] = field(default_factory=set, compare=False)

    def narrowed(self, limit: int) -> Scope:
        """The same without binding to repeats at that depth or deeper."""
        return replace(self, limit=limit)

    def including_last(self) -> Scope:
        """The same, binding also where a path ends at a repeat."""
        return replace(self, last=True)

    def bound_depth(self, names: tuple[str, ...]) -> int:
        """How many leading steps of an absolute path mean the context node's own ancestors; 0 for none."""
        depth = 0
        for i, (name, own) in enumerate(zip(names, self.place, strict=False), start=1):
            if name != own or i > self.limit - 1:
                break
            if names[:i] in self.repeats and (i < len(names) or self.last):
                depth = i
        return depth
