"""Taking changes: decided one by one against the server's own version, written together in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, cast

import orjson

from provincial_server.db.engine import Connection
from provincial_server.db.records import Known
from provincial_server.logic import contests
from provincial_server.logic.buckets import placing
from provincial_server.logic.contests import Verdict
from provincial_server.logic.drafts import Draft
from provincial_server.logic.kinds import KindRules, kinds
from provincial_server.logic.ledger import Ledger
from provincial_server.logic.patches import BadPatch, apply
from provincial_server.logic.permissions import (
    REVIEW_FIELDS,
    Answers,
    keeps_office_fields,
    may_appoint,
    may_decide,
    may_delete,
    may_dispute,
    may_place,
    may_write,
    mover,
)
from provincial_server.logic.roles import Caller
from provincial_server.logic.taking import Taken
from sync_protocol import codes, limits
from sync_protocol.messages import Change, ChangeResult, Patch, RecordJson

# Answers that decide whose a record is.
_PLACING: Final = ("writer", "county", "team", "person", "party_b")
# And what is kept of an appointment beside its record.
_APPOINTING: Final = ("role", "level", "team_role", "town", "start", "end")
_LONGEST_PLACE: Final = 200
# Parts of a patch that are no reviewer's to send along with a step.
_NOT_REVIEWERS: Final = frozenset({"deleted", "form_id", "form_version"})
CONFLICT_PARTS: Final = frozenset({"open_conflicts", "close_conflicts", "reason", "overruled"})


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

    def take(self, changes: Sequence[Change]) -> list[ChangeResult]:
        """Decide and write. One answer per change, in order; refused ones leave the others untouched."""
        if not changes:
            return []
        ledger = Ledger(self._connection, changes)
        results = Decisions(ledger, self._caller, trusted=self._trusted).take(changes)
        ledger.write()
        return results


class Decisions:
    """Decides the changes of one caller against what a ledger holds (or a draft of one), and keeps there what is taken."""

    def __init__(self, ledger: Ledger | Draft, caller: Caller, *, trusted: bool = False) -> None:
        self._ledger = ledger
        self._caller = caller
        self._trusted = trusted
        self._teams = frozenset({"", *(grant.team for grant in caller.grants)})
        self._may_make: set[tuple[str, str, bytes]] = set()

    def take(self, changes: Sequence[Change]) -> list[ChangeResult]:
        """One answer per change, in order; nothing is written yet."""
        return [self._answer(change) for change in changes]

    def _answer(self, change: Change) -> ChangeResult:
        taken = self._ledger.known.get(change["id"])
        try:
            if taken is not None:
                return self._again(change, taken)
            return self._decide(change)
        except Refused as refusal:
            return _refused(change, refusal.code, refusal.detail)
        except orjson.JSONEncodeError:
            # Deeper than can be written.
            return _refused(change, codes.BAD_RECORD, "patch")

    def _again(self, change: Change, taken: Known) -> ChangeResult:
        """The answer to a change that was taken before."""
        if (taken.record_id, taken.person_id) != (change["record_id"], self._caller.person_id):
            raise Refused(codes.BAD_RECORD, "id")
        current = self._ledger.current(taken.record_id) if taken.merged and self._may_read(taken.record_id) else None
        if current is not None:
            # It came by hand and was merged here: its laptop has yet to learn what became of it.
            return {"id": change["id"], "status": "stale", "rev": current["rev"], "current": current, "merged": True}
        return {"id": change["id"], "status": "accepted", "rev": taken.rev}

    def _decide(self, change: Change) -> ChangeResult:
        rules = kinds().get(change["kind"])
        if rules is None:
            raise Refused(codes.UNKNOWN_KIND, change["kind"])
        if not self._ledger.is_sound(change):
            raise Refused(codes.BAD_RECORD, "record_id")
        if not _is_moment(change["at"]):
            raise Refused(codes.BAD_RECORD, "at")
        old = self._ledger.current(change["record_id"])
        if old is not None:
            self._check_seen(change, rules, old)
        return self._take(change, rules, old)

    def _check_seen(self, change: Change, rules: KindRules, old: RecordJson) -> None:
        """Raises ``Refused`` where the answer to a change would tell of a record what the caller may not know."""
        readable = self._may_read(change["record_id"])
        if not readable and not self._writes_unseen(rules, old):
            # Before all else: not even a refusal may tell anything of a record.
            raise Refused(codes.NOT_ALLOWED)
        if old["kind"] != change["kind"]:
            raise Refused(codes.BAD_RECORD, "kind")
        if not readable and (old["rev"] != change["base_rev"] or "state" in change["patch"]):
            # Such a change may be answered with the record.
            raise Refused(codes.NOT_ALLOWED)

    def _take(self, change: Change, rules: KindRules, old: RecordJson | None) -> ChangeResult:
        """Take a change that fits its record as it is; one that came late is answered with how it stands."""
        if old is None and change["base_rev"] != 0:
            # The server was restored from before this record: the laptop answers by sending it whole, with base_rev 0.
            return {"id": change["id"], "status": "stale", "rev": 0}
        late = old is not None and old["rev"] != change["base_rev"]
        verdict = self._judged(change, rules, old) if old is not None else None
        if old is not None and (late or (verdict is not None and verdict.stands == "theirs")):
            stale: ChangeResult = {"id": change["id"], "status": "stale", "rev": old["rev"], "current": old}
            return stale if verdict is None else {**stale, "state": verdict.stands}
        new, role = self._changed(change, rules, old, verdict)
        self._keep(change, rules, new, role)
        accepted: ChangeResult = {"id": change["id"], "status": "accepted", "rev": new["rev"]}
        notes = contests.news(new)
        return {**accepted, "overruled": notes} if notes else accepted

    def _judged(self, change: Change, rules: KindRules, old: RecordJson) -> Verdict | None:
        """Whose move stands, where the change carries one that others may have overtaken."""
        patch = change["patch"]
        made_on = patch.get("state_rev", change["base_rev"])
        if self._trusted or "state" not in patch or made_on >= old["rev"]:
            return None
        return contests.judge(self._ledger.moves(change["record_id"]), change, rules, self._caller, old)

    def _changed(
        self, change: Change, rules: KindRules, old: RecordJson | None, verdict: Verdict | None
    ) -> tuple[RecordJson, str]:
        """The record after the change, and the role in which it was moved ("" where it was not)."""
        patch = change["patch"]
        base = old or _blank(change, rules)
        try:
            new = apply(base, patch)
        except BadPatch as bad:
            raise Refused(codes.BAD_RECORD, str(bad)) from bad
        _check_places(rules, new["answers"])
        if new["state"] not in rules.states:
            raise Refused(codes.BAD_STATE, new["state"])
        role = self._role(change, rules, old, new) if verdict is None else verdict.role
        if not self._trusted:
            if old is None and not role:
                self._check_making(change, rules, new)
            else:
                self._check_rights(change, rules, old, new, moves=bool(role))
        new["rev"] = max(base["rev"] + 1, self._ledger.floor)
        new["updated_at"] = change["at"]
        new["author"] = self._caller.person_id
        self._note_overruled(change, rules, new, verdict)
        return new, role

    def _role(self, change: Change, rules: KindRules, old: RecordJson | None, new: RecordJson) -> str:
        """The role in which the caller moves the record, "" where its state stays. Raises ``Refused``."""
        state = old["state"] if old is not None else rules.first_state
        if new["state"] == state:
            return ""
        step = state, new["state"]
        if self._trusted:
            return contests.role_of_server(rules, step)
        before = old["answers"] if old is not None else new["answers"]
        role = mover(self._caller, rules, change["record_id"], before, step)
        if not role:
            raise Refused(codes.BAD_STATE if old is not None else codes.NOT_ALLOWED, f"{state}->{new['state']}")
        return role

    def _note_overruled(self, change: Change, rules: KindRules, new: RecordJson, verdict: Verdict | None) -> None:
        """Moves that did not count stay visible with the record, whichever side heard of the other first."""
        notes = contests.overruled(verdict, new["state"], new["rev"]) if verdict is not None else []
        if "overruled" in change["patch"] and not self._trusted:
            own = contests.lost(self._ledger.moves(change["record_id"]), change, rules, self._caller, new)
            # What was never this person's to do is passed over: the rest of the change must not wait for it.
            notes += [own] if own is not None else []
        contests.noted(new, notes)

    def _check_making(self, change: Change, rules: KindRules, new: RecordJson) -> None:
        """The rights to make a record. All visits of a laptop are alike in what they depend on: that is asked once."""
        patch, record_id, answers = change["patch"], change["record_id"], new["answers"]
        is_plain = (
            rules.name != "appointment" and not patch.get("deleted") and not _touched(patch) & rules.office_fields
        )
        if not is_plain or answers.get("team", "") not in self._teams:
            self._check_rights(change, rules, None, new, moves=False)
            return
        alike = rules.name, record_id if record_id in self._teams else "", placing(answers)
        if alike not in self._may_make:
            self._check_rights(change, rules, None, new, moves=False)
            self._may_make.add(alike)

    def _check_rights(
        self, change: Change, rules: KindRules, old: RecordJson | None, new: RecordJson, *, moves: bool
    ) -> None:
        caller, record_id, patch = self._caller, change["record_id"], change["patch"]
        state = old["state"] if old is not None else rules.first_state
        before = old["answers"] if old is not None else new["answers"]
        if rules.name == "appointment" and not may_appoint(caller, state, before, new["answers"]):
            raise Refused(codes.NOT_ALLOWED, "role")
        if not self._may_close(change, rules, old, before):
            raise Refused(codes.NOT_ALLOWED, "close_conflicts")
        touched = _touched(patch)
        if moves and touched <= REVIEW_FIELDS and patch.keys().isdisjoint(_NOT_REVIEWERS):
            return
        if old is not None and set(patch) <= CONFLICT_PARTS and may_dispute(caller, rules, record_id, before):
            return
        locked = old is not None and state in rules.locked_states and not moves
        if not may_write(caller, rules, record_id, before):
            disputes = locked and may_dispute(caller, rules, record_id, before)
            raise Refused(codes.NOT_ALLOWED, codes.LOCKED if disputes else "")
        if locked and not set(patch) <= CONFLICT_PARTS:
            raise Refused(codes.NOT_ALLOWED, codes.LOCKED)
        if touched & rules.office_fields and not keeps_office_fields(caller, before):
            raise Refused(codes.NOT_ALLOWED, ", ".join(sorted(touched & rules.office_fields)))
        if patch.get("deleted") and not may_delete(caller, rules, record_id, before):
            raise Refused(codes.NOT_ALLOWED, "deleted")
        held = old["answers"] if old is not None else None
        if not may_place(caller, rules, held, new["answers"], self._ledger.counties_of):
            raise Refused(codes.NOT_ALLOWED, "county, team or writer")

    def _writes_unseen(self, rules: KindRules, old: RecordJson) -> bool:
        """Whether the caller may write a record without reading it, as an administrator may an appointment."""
        return old["kind"] == rules.name and may_write(self._caller, rules, old["id"], old["answers"])

    def _may_close(self, change: Change, rules: KindRules, old: RecordJson | None, before: Answers) -> bool:
        """Whether the caller may decide the conflicts that the change closes: any as writer or reviewer, else one's own."""
        closed = set(change["patch"].get("close_conflicts", ()))
        if old is None or not closed or may_decide(self._caller, rules, change["record_id"], before):
            return True
        others = (one for one in old["conflicts"] if one["mine_by"] != self._caller.person_id)
        return closed.isdisjoint(str(one["id"]) for one in others)

    def _may_read(self, record_id: str) -> bool:
        if self._trusted:
            return True
        return bool(self._ledger.lies_in(record_id) & self._caller.buckets)

    def _keep(self, change: Change, rules: KindRules, new: RecordJson, role: str, *, merged: bool = False) -> None:
        body = orjson.dumps(new)
        if len(body) > limits.RECORD_BYTES:
            raise Refused(codes.TOO_LARGE)
        self._ledger.keep(Taken.of(self._caller, change, rules, new, body, role=role, merged=merged))


def _refused(change: Change, code: str, detail: str) -> ChangeResult:
    return {"id": change["id"], "status": "refused", "rev": 0, "code": code, "detail": detail}


def _touched(patch: Patch) -> set[str]:
    """The answers that a patch is about."""
    return {*patch.get("set", ()), *patch.get("unset", ()), *patch.get("items", ())}


def _check_places(rules: KindRules, answers: Answers) -> None:
    """Raises ``Refused`` for what names no place: it would become part of the name of a bucket, or of an appointment."""
    named = _PLACING if rules.name != "appointment" else (*_PLACING, *_APPOINTING)
    for name in named:
        if name in answers and not _is_place(answers[name]):
            raise Refused(codes.BAD_RECORD, name)
    counties = answers.get("counties") or []
    if not isinstance(counties, list) or not all(map(_is_place, counties)):
        raise Refused(codes.BAD_RECORD, "counties")


def _is_place(named: Any) -> bool:
    return isinstance(named, str) and len(named) <= _LONGEST_PLACE and "\0" not in named


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
