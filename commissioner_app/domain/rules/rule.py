"""What a validation rule is, what it may look at and what it says (domain.md 5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as filled
from datetime import date, datetime
from typing import Any, Literal

from commissioner_app.domain.codelists import CodeLists
from commissioner_app.domain.kind import Answers, Kind

Severity = Literal["E", "W", "I"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found. ``field`` is an answer's key, or empty for the whole record; ``params`` fill ``rule.<id>``."""

    rule: str
    severity: Severity
    field: str = ""
    params: Mapping[str, Any] = filled(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding before its rule's name and severity are put to it."""

    field: str = ""
    params: Mapping[str, Any] = filled(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Words:
    """A label in both languages for a rule's text, which picks one by its format: ``{label:zh}``, ``{label:en}``."""

    zh: str
    en: str

    def __format__(self, spec: str) -> str:
        return self.en if spec == "en" else self.zh

    def __str__(self) -> str:
        return self.zh


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """What is known of an attachment: when and where it was taken, and which other records hold it."""

    taken_at: str = ""
    position: tuple[float, float] | None = None
    other_records: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """Facts besides the record, all plain data; a rule whose facts are absent says nothing.

    ``now`` carries the offset. ``others`` are answers (with ``id``) of the same person's other visits, or of the same
    host's other needs. ``action`` is the move that is being taken, "" for a plain save.
    """

    now: datetime
    record_id: str = ""
    action: str = ""
    state: str = ""
    lists: CodeLists | None = None
    host: Answers | None = None
    need: Answers | None = None
    appointment: Answers | None = None
    others: Sequence[Answers] = ()
    hosts: Sequence[Answers] = ()
    photos: Mapping[str, PhotoFacts] = filled(default_factory=dict)
    attachment_names: Sequence[str] = ()
    trademarks: Sequence[str] = ()
    late_after_days: int = 30
    agreement_end: str = ""

    @property
    def today(self) -> date:
        """The day at the place of ``now``."""
        return self.now.date()


Check = Callable[[Kind, Answers, Context], Iterable[Problem]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A named check. ``kinds`` empty = every kind."""

    id: str
    severity: Severity
    check: Check
    kinds: frozenset[str] = frozenset()
