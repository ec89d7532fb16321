"""Which resources fit a need: asked while a need is typed, offline."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from commissioner_app.domain.registry import KINDS
from commissioner_app.services.changes import Changes
from commissioner_app.services.desk import Desk

if TYPE_CHECKING:
    from commissioner_app.matching.index import Match, ResourceIndex

# A visit is read as a need: what was found is what is needed.
AS_NEED: Final = {"problem_desc": "problem", "content": "background", "host_name": "host_name"}
NOT_OFFERED: Final = frozenset({"4"})


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
        self._lock = threading.Lock()
        self._library: tuple[ResourceIndex, dict[str, dict[str, Any]]] | None = None
        desk.listeners.append(self._heard)

    def fits(self, need_answers: Mapping[str, Any], top: int = 6) -> list[Fit]:
        """The best resources for the answers of a need (or of a visit: its problem and content are read)."""
        need = {**{AS_NEED.get(name, name): value for name, value in need_answers.items()}, "id": "need"}
        if "industry" not in need and need.get("host"):
            host = self._desk.store.records.get(str(need["host"]))
            if host is not None and host.answers.get("industry_main"):
                need["industry"] = host.answers["industry_main"]
        index, known = self._resources()
        return [self._fit(known[match.id], match) for match in index.search(need, top)]

    def reload(self) -> None:
        """Forget the library that was read; called when resources changed."""
        with self._lock:
            self._library = None

    def _resources(self) -> tuple[ResourceIndex, dict[str, dict[str, Any]]]:
        """The library, prepared once: a need is asked for with every key that is typed."""
        from commissioner_app.matching.index import ResourceIndex

        with self._lock:
            if self._library is None:
                rows = self._desk.store.records.answers_of("resource")
                known = {one: {**answers, "id": one} for one, state, answers in rows if state not in NOT_OFFERED}
                self._library = ResourceIndex(known.values()), known
            return self._library

    def _heard(self, changes: Changes) -> None:
        if changes.concerns("resource"):
            self.reload()

    @staticmethod
    def _fit(resource: Mapping[str, Any], match: Match) -> Fit:
        summary = KINDS["resource"].summary(resource)
        reasons = tuple(reason.text() for reason in match.reasons)
        return Fit(match.id, summary.title, summary.subtitle, match.score, reasons)
