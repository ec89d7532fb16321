"""The store of one profile: its tables under one roof, and the one way in which an edit is written."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from commissioner_app.domain.kind import Kind
from commissioner_app.domain.record import Record
from commissioner_app.errors import EnvironmentFault
from commissioner_app.store import check, restore
from commissioner_app.store.attachments import Attachments
from commissioner_app.store.backup import Backups
from commissioner_app.store.buckets import Buckets
from commissioner_app.store.carried import Carried
from commissioner_app.store.database import MEANS, Database, Means
from commissioner_app.store.drafts import Drafts
from commissioner_app.store.faults import disk_faults
from commissioner_app.store.form_sources import FormSources
from commissioner_app.store.hand_changes import HandChanges
from commissioner_app.store.journal import Journal
from commissioner_app.store.outbox import Outbox
from commissioner_app.store.records import RecordTable
from commissioner_app.store.resources import Forms, Lists
from commissioner_app.store.rows import JournalEntry, Version
from commissioner_app.store.search import SearchIndex, Tokenizer
from commissioner_app.store.submissions import Submissions
from commissioner_app.store.sync_runs import SyncRuns
from commissioner_app.store.values import Values
from commissioner_app.system.clock import Clock, SystemClock
from commissioner_app.system.ids import uuid7
from commissioner_app.system.running import Running
from sync_protocol.patches import make_patch

EMPTY = Version()


class Store:
    """Everything a laptop keeps. Any thread may use it; each method is one transaction unless told otherwise.

    ``records journal outbox drafts attachments search forms lists form_sources submissions settings sync_state sync_runs
    hand carried buckets backups``.
    """

    def __init__(
        self,
        database: Database,
        folder: Path,
        *,
        clock: Clock,
        kinds: Mapping[str, Kind],
        tokens: Tokenizer,
        pinyin: Tokenizer,
    ) -> None:
        self.database = database
        self.folder = folder
        self.clock = clock
        self.kinds = kinds
        self.search = SearchIndex(database, kinds, tokens, pinyin)
        self.records = RecordTable(database, kinds, self.search)
        self.buckets = Buckets(database, kinds, self.search)
        self.journal = Journal(database)
        self.outbox = Outbox(database)
        self.drafts = Drafts(database)
        local = [name for name, kind in kinds.items() if kind.local]
        self.attachments = Attachments(database, folder / "attachments", clock, database.disk, local=local)
        self.forms = Forms(database)
        self.lists = Lists(database)
        self.form_sources = FormSources(database)
        self.submissions = Submissions(database)
        self.settings = Values(database, "settings")
        self.sync_state = Values(database, "sync_state")
        self.sync_runs = SyncRuns(database)
        self.hand = HandChanges(database)
        self.carried = Carried(database, folder / "carried", database.disk)
        self.backups = Backups(database, folder, clock)
        self._running: Running | None = None

    @classmethod
    def open(
        cls,
        folder: Path,
        key: bytes,
        *,
        clock: Clock | None = None,
        kinds: Mapping[str, Kind] | None = None,
        means: Means = MEANS,
    ) -> Store:
        """Open (or make) the store in a profile folder with the profile's key (see ``keys.unlock``).

        After an unclean end the database is examined first. Raises ``EnvironmentFault``: ``profile_newer``,
        ``database_damaged`` (return to a backup with ``restore.from_latest``), ``disk_full`` …
        """
        from commissioner_app.domain import searching
        from commissioner_app.domain.registry import KINDS

        restore.finish(folder)
        with disk_faults():
            running = Running(folder)
        try:
            database = Database.open(folder, key, means)
            if running.unclean and check.damages(database):
                database.close()
                raise EnvironmentFault("database_damaged")
        except BaseException:
            running.end(clean=not running.unclean)
            raise
        store = cls(
            database,
            folder,
            clock=clock or SystemClock(),
            kinds=KINDS if kinds is None else kinds,
            tokens=searching.tokens,
            pinyin=searching.pinyin_tokens,
        )
        store._running = running
        if running.unclean:
            store.attachments.sweep()
        return store

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything written inside commits together, durably, or not at all."""
        with self.database.transaction():
            yield

    def write(
        self,
        record: Record,
        *,
        who: str,
        device: str,
        action: str,
        reason: str = "",
        draft_id: str = "",
    ) -> JournalEntry | None:
        """Store an edit: the record, its journal entry and the draft's removal commit together or not at all.

        ``record`` is how it shall stand (``rev`` is kept as stored). Gives the entry, or None where nothing differs.
        """
        with self.transaction():
            record = dataclasses.replace(record, answers=without_empty(record.answers))
            stored = self.records.stored(record.id)
            before = Version.of(stored.record) if stored else EMPTY
            patch = make_patch(before.to_json(), Version.of(record).to_json())
            if draft_id:
                self.drafts.remove(draft_id)
            if stored and not patch:
                return None
            entry = JournalEntry(
                id=uuid7(),
                record_id=record.id,
                kind=record.kind,
                at=record.updated_at,
                who=who,
                device=device,
                action=action,
                patch=dict(patch),
                base_rev=stored.record.rev if stored else 0,
                reason=reason,
            )
            self._pack_refused_anew(record.id)
            base = None
            if stored:
                base = stored.base if stored.dirty else before
            self.records.put(
                dataclasses.replace(record, rev=entry.base_rev),
                dirty=True,
                base=base,
                received_at=stored.received_at if stored else "",
            )
            self.journal.add(entry)
        return entry

    def close(self) -> None:
        """Close the database; the next opening finds a clean end."""
        self.database.close()
        if self._running is not None:
            self._running.end(clean=True)

    def give_up(self, record_id: str) -> None:
        """What is on its way of a record, by whichever road, will be said anew; belongs inside a transaction."""
        change = self.outbox.of_record(record_id)
        given_up = self.hand.give_up(record_id)
        if change is not None:
            self.outbox.remove(change.id)
            given_up.append(change.id)
        self.journal.release(given_up)

    def _pack_refused_anew(self, record_id: str) -> None:
        """A person corrected what the server refused: the next sync packs all of it again."""
        change = self.outbox.of_record(record_id)
        if change is not None and change.status == "refused":
            self.give_up(record_id)


def without_empty(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers in which an empty one is an absent key, also inside repeats: equal records are equal everywhere."""
    return {
        key: [without_empty(item) if isinstance(item, Mapping) else item for item in value]
        if isinstance(value, list)
        else value
        for key, value in answers.items()
        if value is not None and value not in ("", [])
    }
