"""What one write transaction holds of the past and is about to write: shared by all pushes that are written together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

import orjson

from provincial_server.db import attachments as files
from provincial_server.db import bundles, change_log, people, records
from provincial_server.db.change_log import Logged
from provincial_server.db.engine import Connection
from provincial_server.db.records import Known, Written
from provincial_server.logic import audit
from provincial_server.logic.buckets import counties_of
from provincial_server.logic.contests import Moved, logged
from provincial_server.logic.drafts import Draft
from provincial_server.logic.roles import Caller, appointment_row
from provincial_server.logic.taking import ID, Taken, attachments_in, said
from provincial_server.logic.tallies import Tallies
from sync_protocol.messages import Change, RecordJson

_NOWHERE: Final = frozenset[str]()


class Ledger:
    """Reads at once what the changes are about, keeps what is decided, writes it all in the end.

    Until ``write`` nothing but the reservation of numbers has been written, so that a ledger may be given up.
    """

    def __init__(self, connection: Connection, changes: Sequence[Change], buckets: Collection[str] = ()) -> None:
        """``buckets``: where the changes are likely to put their records."""
        self._connection = connection
        # Not every database takes every text, and one odd change must not cost the others: only sound ids are looked up.
        change_ids = {one["id"] for one in changes if ID.fullmatch(one["id"])}
        record_ids = {one["record_id"] for one in changes if ID.fullmatch(one["record_id"])}
        self._sound_ids = change_ids | record_ids
        found = records.find_all(connection, list(change_ids), list(record_ids), list(buckets), len(changes))
        self.known = found.known
        self.floor = found.floor
        self._held = found.held
        self._looked_at = buckets
        self._stats = found.stats
        self._next_number = found.number
        self._next_seq = found.seq
        self._received_at = audit.now()
        self._parsed: dict[str, RecordJson] = {}
        self._written: dict[str, Written] = {}
        self._elsewhere: dict[str, frozenset[str]] = {}
        self._log: list[Logged] = []
        self._replaced: list[dict[str, str]] = []
        self._appointments: dict[str, Caller] = {}
        self._named: list[tuple[Caller, frozenset[str], int]] = []

    def is_sound(self, change: Change) -> bool:
        """Whether a change and its record are named as they may be."""
        return change["id"] in self._sound_ids and change["record_id"] in self._sound_ids

    def current(self, record_id: str) -> RecordJson | None:
        """The record as it is after what was decided so far."""
        if record_id not in self._parsed and record_id in self._held:
            self._parsed[record_id] = orjson.loads(self._held[record_id].body)
        return self._parsed.get(record_id)

    def counties_of(self, record_id: str) -> frozenset[str]:
        """The counties that a record names, whether a change is about it or not; none where there is no such record."""
        record = self.current(record_id)
        if record is not None:
            return counties_of(record["answers"])
        if record_id not in self._elsewhere:
            # Fifty visits of one team ask for it once.
            found = records.find(self._connection, record_id)
            self._elsewhere[record_id] = (
                counties_of(orjson.loads(found["body"])["answers"]) if found is not None else _NOWHERE
            )
        return self._elsewhere[record_id]

    def lies_in(self, record_id: str) -> frozenset[str]:
        """The buckets of a record."""
        written, held = self._written.get(record_id), self._held.get(record_id)
        return written.buckets if written is not None else held.buckets if held is not None else _NOWHERE

    def moves(self, record_id: str) -> list[Moved]:
        """The moves of a record between states, with those decided so far, oldest first."""
        taken = (one._asdict() for one in self._log if one.record_id == record_id)
        return logged([*change_log.moves(self._connection, record_id), *taken])

    def keep(self, taken: Taken) -> None:
        """Give a change that was taken its place, and note it and its record."""
        change, new = taken.change, taken.new
        record_id = change["record_id"]
        held, before = self._held.get(record_id), self._written.get(record_id)
        if before is not None:
            number, lay_in = before.n, before.buckets | before.left
        elif held is not None:
            number, lay_in = held.n, held.buckets
        else:
            number, lay_in = self._next_number, _NOWHERE
            self._next_number += 1
        if taken.attachments:
            known = (
                before.attachments if before is not None else attachments_in(held.body.encode()) if held else _NOWHERE
            )
            self._named.append((taken.caller, taken.attachments - known, number))
        self._written[record_id] = Written(
            n=number,
            id=record_id,
            kind=change["kind"],
            rev=new["rev"],
            deleted=new["deleted"],
            body=taken.body,
            seq=self._next_seq,
            buckets=taken.buckets,
            left=lay_in - taken.buckets,
            attachments=taken.attachments,
            is_new=held is None,
        )
        self._parsed[record_id] = new
        self.note(taken.caller, change, new["rev"], taken.said, merged=taken.merged)
        if change["kind"] == "appointment":
            self._appointments[record_id] = taken.caller

    def adopt(self, draft: Draft) -> bool:
        """Keep what was decided beforehand, where nothing that is stored by now speaks against it."""
        if draft.floor != self.floor or not draft.is_news_to(self.known, self._held, self._parsed):
            return False
        for taken in draft.taken:
            self.keep(taken)
        return True

    def note(self, caller: Caller, change: Change, rev: int, said_of_it: bytes = b"", *, merged: bool = False) -> None:
        """Put a change into the log, from which it is known when it comes again."""
        record_id = change["record_id"]
        self.known[change["id"]] = Known(record_id, rev, merged, caller.person_id)
        self._log.append(
            Logged(
                change["id"],
                self._next_seq,
                record_id,
                change["kind"],
                rev,
                caller.person_id,
                caller.device_id,
                change["at"],
                self._received_at,
                said_of_it or said(change, ""),
                int(merged),
            )
        )
        if "replaces" in change:
            self._replaced += [
                {"id": one, "device_id": caller.device_id, "record_id": record_id, "change_id": change["id"]}
                for one in change["replaces"]
                if ID.fullmatch(one)
            ]
        self._next_seq += 1

    def write(self) -> None:
        """Store what was kept."""
        if not self._log:
            return
        tallies = Tallies()
        for written in self._written.values():
            held = self._held.get(written.id)
            if held is not None and not held.deleted:
                tallies.take_out(written.id, held.rev, held.buckets)
            if not written.deleted:
                tallies.put_in(written.id, written.rev, written.buckets)
            tallies.touch(written.buckets | written.left, written.seq)
        records.save(self._connection, list(self._written.values()))
        for caller, names, number in self._named:
            if names:
                files.vouch(self._connection, names, number, caller.person_id, sorted(caller.buckets))
        change_log.log(self._connection, self._log)
        if self._replaced:
            bundles.note_replaced(self._connection, self._replaced)
        tallies.store(self._connection, self._looked_at, self._stats)
        for record_id, caller in self._appointments.items():
            self._keep_appointment(self._parsed[record_id], caller)

    def _keep_appointment(self, record: RecordJson, caller: Caller) -> None:
        answers, state = record["answers"], "ended" if record["deleted"] else record["state"]
        people.put_appointment(self._connection, appointment_row(record["id"], answers, state, counties_of(answers)))
        audit.note(
            self._connection,
            "appointment",
            f"{record['id']} {answers.get('role', '')} {state}",
            person=caller.person_id,
            device=caller.device_id,
        )
