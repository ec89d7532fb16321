"""Taking changes: decided one by one against the server's own version, written together in one transaction."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, Literal, cast

import orjson

from provincial_server.db import counters, people, records
from provincial_server.db.engine import Connection
from provincial_server.db.records import Held, Written
from provincial_server.logic import audit
from provincial_server.logic.buckets import buckets_of_record, counties_of
from provincial_server.logic.kinds import KindRules, kinds
from provincial_server.logic.patches import BadPatch, apply
from provincial_server.logic.permissions import (
    REVIEW_FIELDS,
    keeps_office_fields,
    may_delete,
    may_dispute,
    may_move,
    may_place,
    may_write,
)
from provincial_server.logic.roles import Caller, appointment_row
from provincial_server.logic.tallies import Tallies
from sync_protocol import codes, limits
from sync_protocol.messages import Change, ChangeResult, RecordJson

_ID: Final = re.compile(r"[0-9a-fA-F-]{16,64}|[A-Za-z0-9_.:-]{1,64}")
_ATTACHMENT: Final = re.compile(rb'"([0-9a-f]{64}\.[a-z0-9]{1,8})"')
# Answers that decide whose a record is.
_PLACING: Final = ("writer", "county", "team", "person")
_CONFLICT_PARTS: Final = frozenset({"open_conflicts", "close_conflicts", "reason"})


class Refused(Exception):
    """A change that cannot be taken; ``code`` of ``sync_protocol.codes``, ``detail`` names the place."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


class Push:
    """One batch of changes inside one write transaction.

    ``trusted`` skips the rights of the caller: administration and the sample county, never the network.
    """

    def __init__(self, connection: Connection, caller: Caller, *, trusted: bool = False) -> None:
        self._connection = connection
        self._caller = caller
        self._trusted = trusted
        self._received_at = audit.now()
        self._held: dict[str, Held] = {}
        self._parsed: dict[str, RecordJson] = {}
        self._written: dict[str, Written] = {}
        self._log: list[dict[str, Any]] = []
        self._floor = counters.current(connection, counters.REVISION_FLOOR)
        self._next_number = 0
        self._next_seq = 0

    def take(self, changes: Sequence[Change]) -> list[ChangeResult]:
        """Decide and write. One answer per change, in order; refused ones leave the others untouched."""
        if not changes:
            return []
        known = {
            change_id: (str(taken["record_id"]), int(taken["rev"]))
            for change_id, taken in records.known_changes(self._connection, _sound(changes, "id")).items()
        }
        self._held = records.held(self._connection, _sound(changes, "record_id"))
        self._next_number = records.last_number(self._connection) + 1
        self._next_seq = counters.take(self._connection, len(changes))
        results = []
        for change in changes:
            result = self._answer(change, known)
            if result["status"] == "accepted":
                known[change["id"]] = (change["record_id"], result["rev"])
            results.append(result)
        self._write()
        return results

    def _answer(self, change: Change, known: dict[str, tuple[str, int]]) -> ChangeResult:
        taken = known.get(change["id"])
        try:
            if taken is not None:
                if taken[0] != change["record_id"]:
                    raise Refused(codes.BAD_RECORD, "id")
                return {"id": change["id"], "status": "accepted", "rev": taken[1]}
            return self._decide(change)
        except Refused as refusal:
            return {
                "id": change["id"],
                "status": "refused",
                "rev": 0,
                "code": refusal.code,
                "detail": refusal.detail,
            }

    def _decide(self, change: Change) -> ChangeResult:
        rules = kinds().get(change["kind"])
        if rules is None:
            raise Refused(codes.UNKNOWN_KIND, change["kind"])
        if not _ID.fullmatch(change["record_id"]) or not _ID.fullmatch(change["id"]):
            raise Refused(codes.BAD_RECORD, "record_id")
        if not _is_moment(change["at"]):
            raise Refused(codes.BAD_RECORD, "at")
        old = self._current(change["record_id"])
        if old is not None and old["kind"] != change["kind"]:
            raise Refused(codes.BAD_RECORD, "kind")
        if old is None and change["base_rev"] != 0:
            # The server was restored from before this record: the laptop answers by sending it whole, with base_rev 0.
            return {"id": change["id"], "status": "stale", "rev": 0}
        if old is not None and old["rev"] != change["base_rev"]:
            if not self._may_read(change["record_id"]):
                raise Refused(codes.NOT_ALLOWED)
            return {"id": change["id"], "status": "stale", "rev": old["rev"], "current": old}
        new = self._changed(change, rules, old)
        self._keep(change, rules, new)
        return {"id": change["id"], "status": "accepted", "rev": new["rev"]}

    def _changed(self, change: Change, rules: KindRules, old: RecordJson | None) -> RecordJson:
        patch = change["patch"]
        base = old or _blank(change, rules)
        try:
            new = apply(base, patch)
        except BadPatch as bad:
            raise Refused(codes.BAD_RECORD, str(bad)) from bad
        for name in _PLACING:
            placed = new["answers"].get(name, "")
            if not isinstance(placed, str) or "\0" in placed:
                raise Refused(codes.BAD_RECORD, name)
        if new["state"] not in rules.states:
            raise Refused(codes.BAD_STATE, new["state"])
        if not self._trusted:
            self._check_rights(change, rules, old, new)
        new["rev"] = max(base["rev"] + 1, self._floor)
        new["updated_at"] = change["at"]
        new["author"] = self._caller.person_id
        return new

    def _check_rights(self, change: Change, rules: KindRules, old: RecordJson | None, new: RecordJson) -> None:
        caller, record_id, patch = self._caller, change["record_id"], change["patch"]
        state = old["state"] if old is not None else rules.first_state
        before = old["answers"] if old is not None else new["answers"]
        moves = new["state"] != state
        if moves and not may_move(caller, rules, record_id, before, (state, new["state"])):
            raise Refused(codes.BAD_STATE if old is not None else codes.NOT_ALLOWED, f"{state}->{new['state']}")
        if old is not None and not self._may_read(record_id) and not may_write(caller, rules, record_id, before):
            raise Refused(codes.NOT_ALLOWED)
        touched = set(patch.get("set", {})) | set(patch.get("unset", ())) | set(patch.get("items", {}))
        if moves and touched <= REVIEW_FIELDS and not patch.get("deleted"):
            return
        if old is not None and set(patch) <= _CONFLICT_PARTS and may_dispute(caller, rules, record_id, before):
            return
        locked = old is not None and state in rules.locked_states and not moves
        if not may_write(caller, rules, record_id, before):
            disputes = locked and may_dispute(caller, rules, record_id, before)
            raise Refused(codes.NOT_ALLOWED, codes.LOCKED if disputes else "")
        if locked and not set(patch) <= _CONFLICT_PARTS:
            raise Refused(codes.NOT_ALLOWED, codes.LOCKED)
        if touched & rules.office_fields and not keeps_office_fields(caller, before):
            raise Refused(codes.NOT_ALLOWED, ", ".join(sorted(touched & rules.office_fields)))
        if patch.get("deleted") and not may_delete(caller, rules, record_id, before):
            raise Refused(codes.NOT_ALLOWED, "deleted")
        if not may_place(caller, rules, old["answers"] if old is not None else None, new["answers"]):
            raise Refused(codes.NOT_ALLOWED, "county, team or writer")

    def _may_read(self, record_id: str) -> bool:
        if self._trusted:
            return True
        written, held = self._written.get(record_id), self._held.get(record_id)
        lies_in = written.buckets if written is not None else held.buckets if held is not None else frozenset()
        return bool(lies_in & self._caller.buckets)

    def _current(self, record_id: str) -> RecordJson | None:
        if record_id not in self._parsed and record_id in self._held:
            self._parsed[record_id] = orjson.loads(self._held[record_id].body)
        return self._parsed.get(record_id)

    def _keep(self, change: Change, rules: KindRules, new: RecordJson) -> None:
        body = orjson.dumps(new)
        if len(body) > limits.RECORD_BYTES:
            raise Refused(codes.TOO_LARGE)
        record_id = change["record_id"]
        held, before = self._held.get(record_id), self._written.get(record_id)
        buckets = buckets_of_record(rules.buckets, new["answers"], new["state"])
        lay_in = (
            before.buckets | before.left if before is not None else held.buckets if held is not None else frozenset()
        )
        if before is not None:
            number = before.n
        elif held is not None:
            number = held.n
        else:
            number, self._next_number = self._next_number, self._next_number + 1
        self._written[record_id] = Written(
            n=number,
            id=record_id,
            kind=change["kind"],
            rev=new["rev"],
            deleted=new["deleted"],
            body=body.decode(),
            seq=self._next_seq,
            buckets=buckets,
            left=lay_in - buckets,
            attachments=frozenset(match.decode() for match in _ATTACHMENT.findall(body)),
        )
        self._parsed[record_id] = new
        self._log.append(
            {
                "id": change["id"],
                "seq": self._next_seq,
                "record_id": record_id,
                "kind": change["kind"],
                "rev": new["rev"],
                "person_id": self._caller.person_id,
                "device_id": self._caller.device_id,
                "at": change["at"],
                "received_at": self._received_at,
                "patch": orjson.dumps(change["patch"]).decode(),
            }
        )
        self._next_seq += 1

    def _write(self) -> None:
        tallies = Tallies()
        for written in self._written.values():
            held = self._held.get(written.id)
            if held is not None and not held.deleted:
                tallies.take_out(written.id, held.rev, held.buckets)
            if not written.deleted:
                tallies.put_in(written.id, written.rev, written.buckets)
            tallies.touch(written.buckets)
            if written.kind == "appointment":
                self._keep_appointment(self._parsed[written.id])
        records.save(self._connection, list(self._written.values()))
        records.log(self._connection, self._log)
        tallies.store(self._connection)

    def _keep_appointment(self, record: RecordJson) -> None:
        answers, state = record["answers"], "ended" if record["deleted"] else record["state"]
        people.put_appointment(self._connection, appointment_row(record["id"], answers, state, counties_of(answers)))
        audit.note(
            self._connection,
            "appointment",
            f"{record['id']} {answers.get('role', '')} {state}",
            person=self._caller.person_id,
            device=self._caller.device_id,
        )


def _sound(changes: Sequence[Change], name: Literal["id", "record_id"]) -> list[str]:
    """The ids that may be looked up. Not every database takes every text, and one odd change must not cost the others."""
    return list({one[name] for one in changes if _ID.fullmatch(one[name])})


def _is_moment(text: str) -> bool:
    """Whether a text is ISO 8601 with an offset."""
    try:
        return text.isprintable() and datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _blank(change: Change, rules: KindRules) -> RecordJson:
    return cast(
        RecordJson,
        {
            "id": change["record_id"],
            "kind": change["kind"],
            "form_id": "",
            "form_version": "",
            "answers": {},
            "state": rules.first_state,
            "rev": 0,
            "created_at": change["at"],
            "updated_at": change["at"],
            "author": "",
            "deleted": False,
            "conflicts": [],
        },
    )
