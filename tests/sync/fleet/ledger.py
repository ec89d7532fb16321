"""Everything that people typed and the program said was kept, and what became of it on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

STATE: Final = "@state"


@dataclass(frozen=True)
class Typed:
    """One value that a person typed into a field of a record on a laptop; no two values are alike.

    ``at`` is the number of the deed, ``restores`` how often the server had been put back by then."""

    laptop: int
    record: str
    field: str
    value: str
    at: int
    restores: int


@dataclass(frozen=True)
class Moved:
    """A record that a person led from one state to another on a laptop; ``at`` and ``restores`` as of ``Typed``."""

    laptop: int
    person: str
    record: str
    source: str
    target: str
    at: int
    restores: int


@dataclass
class Ledger:
    """The values by which nothing may be lost, and the ids of changes that went over the line."""

    typed: list[Typed] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    undone: dict[tuple[int, str, str], int] = field(default_factory=dict)
    """(laptop, record, field) -> the last deed by which somebody on that laptop put something else there, or nothing."""
    files: dict[str, bytes] = field(default_factory=dict)
    """Attachments by name, as they were added."""
    named: dict[str, set[str]] = field(default_factory=dict)
    """Attachment -> the records that ever named it."""
    added: set[tuple[int, str]] = field(default_factory=set)
    """(laptop, attachment): a file stays where it was added, whatever becomes of its record."""
    sent: dict[str, str] = field(default_factory=dict)
    """Change id -> record id, of all that any laptop sent."""
    accepted: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Change id -> (record id, revision), as the server last answered for it."""
    by_hand: set[str] = field(default_factory=set)
    """The ids of changes of which the server said that it has taken them from a bundle."""
    acknowledged: dict[str, int] = field(default_factory=dict)
    """Value -> how often the server had been put back when it last said that it has taken it."""
    hidden: dict[tuple[int, str], int] = field(default_factory=dict)
    """(laptop, record) -> the last deed by which an answer had told the laptop that its person may not see the record."""
    holders: dict[str, set[int]] = field(default_factory=dict)
    """Typed value -> the laptops that held it in a record when the server was put back to an older state."""
    stood: set[tuple[str, str]] = field(default_factory=set)
    """(record, state) as a server had it that was put back to an older state: who leads it there finds it so."""
    deeds: int = 0

    def new(self) -> str:
        """A value that nobody has typed before."""
        self.deeds += 1
        return f"v{self.deeds}v"

    def type(self, laptop: int, record: str, place: str, value: str, restores: int) -> None:
        """A value was kept: it replaces what this laptop had there."""
        self.undone[laptop, record, place] = self.deeds
        self.typed.append(Typed(laptop, record, place, value, self.deeds, restores))

    def undo(self, laptop: int, record: str, place: str) -> None:
        """What stood there was taken away on this laptop, by will."""
        self.deeds += 1
        self.undone[laptop, record, place] = self.deeds

    def move(self, laptop: int, person: str, record: str, step: tuple[str, str], restores: int) -> None:
        """A record was led from one state to another: it replaces what this laptop had made of its state."""
        self.undo(laptop, record, STATE)
        self.moved.append(Moved(laptop, person, record, *step, self.deeds, restores))

    def replaced(self, one: Typed, laptop: int) -> bool:
        """Whether somebody on a laptop later put something else in its place."""
        return self.undone.get((laptop, one.record, one.field), 0) > one.at

    def moved_on(self, one: Moved) -> bool:
        """Whether somebody on that laptop later led the record to yet another state."""
        return self.undone.get((one.laptop, one.record, STATE), 0) > one.at

    def taken_back(self, one: Moved) -> Iterator[Moved]:
        """The moves of the same laptop that this one led back from."""
        return (
            other
            for other in self.moved
            if (other.laptop, other.record, other.source, other.target)
            == (one.laptop, one.record, one.target, one.source)
            and other.at < one.at
        )

    def given_up(self, one: Typed | Moved, laptop: int) -> bool:
        """Whether a laptop was told after the typing that it may not hold the record any more."""
        return self.hidden.get((laptop, one.record), 0) >= one.at

    def later(self, one: Typed) -> Iterator[Typed]:
        """What anybody typed into the same field afterwards."""
        return (
            other
            for other in self.typed
            if (other.record, other.field) == (one.record, one.field) and other.at > one.at
        )
