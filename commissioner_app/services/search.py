"""Search over everything: words, pinyin initials, codes."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from commissioner_app.services.listing import Mark, mark_of
from commissioner_app.store import rows
from commissioner_app.store.store import Store

RECENT: Final = "recent"
RECENT_KEPT: Final = 30
PATIENCE_SECONDS: Final = 0.5


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
        """The newest hits that hold all words; an empty text gives what was opened last."""
        if not text.strip():
            return [hit for hit in self.recent(RECENT_KEPT) if not kinds or hit.kind in kinds][:limit]
        self._catch_up()
        return [
            Hit(
                hit.kind,
                hit.id,
                hit.title,
                hit.subtitle,
                hit.date,
                mark_of(hit.kind, hit.state, hit.dirty, hit.conflicts),
            )
            for hit in self._store.search.find(text, kinds, limit)
        ]

    def recent(self, limit: int = 8) -> list[Hit]:
        """What this person opened last, as far as it is still here."""
        ids = [str(pair[1]) for pair in self._store.settings.get(RECENT, [])][: limit * 2]
        if not ids:
            return []
        found = {row.id: row for row in self._store.records.list(rows.ListQuery(ids=tuple(ids)))}
        here = [found[record_id] for record_id in ids if record_id in found][:limit]
        return [
            Hit(
                row.kind,
                row.id,
                row.title,
                row.subtitle,
                row.date,
                mark_of(row.kind, row.state, row.dirty, row.conflicts),
            )
            for row in here
        ]

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
