"""Search over everything: words, pinyin initials, codes."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from commissioner_app.domain.searching import folded
from commissioner_app.services.listing import Mark, mark_of
from commissioner_app.store import rows
from commissioner_app.store.store import Store

RECENT: Final = "recent"
RECENT_KEPT: Final = 30
PATIENCE_SECONDS: Final = 0.5


ORDER: Final = (
    "host", "need", "visit", "resource", "person", "plan", "match", "activity", "team", "village", "appointment",
    "agreement", "contract", "assessment", "evaluation", "survey",
)  # fmt: skip


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

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, text: str, kinds: Sequence[str] = (), limit: int = 20) -> list[Hit]:
        """Hits that hold all words: titles that are or begin with the text first, then by kind (``ORDER``), the newest
        first inside. Where there are more than ``limit``, hosts and the rarer kinds keep a place beside the many
        visits. An empty text gives what was opened last."""
        if not text.strip():
            return [hit for hit in self.recent(RECENT_KEPT) if not kinds or hit.kind in kinds][:limit]
        self._catch_up()
        wanted = folded(text.strip())
        found = self._store.search.find(text, kinds, limit)
        if len(found) == limit and len(kinds) != 1:
            found = self._shared(text, wanted, kinds or ORDER, found)
        return [_hit(hit) for hit in sorted(found, key=lambda hit: _rank(hit, wanted))]

    def _shared(self, text: str, wanted: str, kinds: Sequence[str], newest: Sequence[rows.Hit]) -> list[rows.Hit]:
        """The newest hits with a third each kept for hosts and for what is neither host nor visit: without it the
        visits of a host would hide the host that was looked for."""
        chosen: dict[str, rows.Hit] = {}
        groups = ([kind for kind in kinds if kind == "host"], [kind for kind in kinds if kind not in {"host", "visit"}])
        for group in groups:
            hits = self._store.search.find(text, group, len(newest)) if group else []
            best = sorted(hits, key=lambda hit: _rank(hit, wanted))[: len(newest) // 3]
            chosen |= {hit.id: hit for hit in best}
        for hit in newest:
            if len(chosen) < len(newest):
                chosen.setdefault(hit.id, hit)
        return list(chosen.values())

    def recent(self, limit: int = 8) -> list[Hit]:
        """What this person opened last, as far as it is still here."""
        ids = [str(pair[1]) for pair in self._store.settings.get(RECENT, [])][: limit * 2]
        if not ids:
            return []
        found = {row.id: row for row in self._store.records.list(rows.ListQuery(ids=tuple(ids)))}
        here = [found[record_id] for record_id in ids if record_id in found][:limit]
        return [_hit(row) for row in here]

    def opened(self, kind: str, id: str) -> None:  # noqa: A002
        """Remember that a record was opened."""
        before = self._store.settings.get(RECENT, [])
        kept = [pair for pair in before if pair[1] != id]
        if before[:1] != [[kind, id]]:
            self._store.settings.set(RECENT, [[kind, id], *kept][:RECENT_KEPT])

    def _catch_up(self) -> None:
        """What was just loaded is found too: the newest waiting records are indexed, for a moment at most."""
        until = time.monotonic() + PATIENCE_SECONDS
        while self._store.search.pending() and time.monotonic() < until and self._store.search.index_some():
            pass

    def index(self) -> Iterator[int]:
        """Put what was loaded into the index, some hundred records a step; yields how many still wait.

        For the background after a first load: until it ends, search finds the newest records only."""
        while self._store.search.index_some():
            yield self._store.search.pending()


def _rank(hit: rows.Hit, wanted: str) -> tuple[int, int]:
    """Smaller is better; sorting is stable, so the newest stays first among equals."""
    title = folded(hit.title)
    fits = 0 if title == wanted else 1 if title.startswith(wanted) else 2
    return fits, ORDER.index(hit.kind) if hit.kind in ORDER else len(ORDER)


def _hit(found: rows.Hit | rows.RecordRow) -> Hit:
    mark = mark_of(found.kind, found.state, found.dirty, found.conflicts)
    return Hit(found.kind, found.id, found.title, found.subtitle, found.date, mark)
