"""Changes that come by hand: nobody is there to be asked, so the server merges what came late, under the signer's name.

The same rules as on a laptop (``sync_protocol.merge``), the same rights as over the network, and the same log: a change
has its effect once, whichever road brings it first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from provincial_server.db import bundles
from provincial_server.db.engine import Connection
from provincial_server.db.records import Known
from provincial_server.logic.contests import Verdict
from provincial_server.logic.kinds import KindRules
from provincial_server.logic.ledger import Ledger
from provincial_server.logic.push import CONFLICT_PARTS, Decisions, Refused
from provincial_server.logic.roles import Caller
from sync_protocol import codes
from sync_protocol.bundles.messages import HandChange
from sync_protocol.merge import NOTHING, Hands, Side, give_way, merge
from sync_protocol.messages import Change, ChangeResult, Patch, RecordJson
from sync_protocol.patches import apply_patch, make_patch

# What content of the wrong kind inside answers may raise on its way through a merge.
_UNFIT: Final = (AttributeError, KeyError, TypeError, ValueError)


def take_over(connection: Connection, caller: Caller, changes: Sequence[HandChange]) -> list[ChangeResult]:
    """Decide and write one batch of changes of the caller's device; the answers in order.

    None is left ``stale`` without having been merged. A change that follows one which has not come yet (a leader's word
    about what another stick brings) is not answered: it comes again."""
    ids = {one["change"]["id"] for one in changes}
    before = bundles.taken(connection, [one["follows"] for one in changes if one["follows"] not in {"", *ids}])
    ready = [one for one in changes if not one["follows"] or one["follows"] in ids or one["follows"] in before]
    if not ready:
        return []
    sent = [one["change"] for one in ready]
    given_up = bundles.replaced(connection, caller.device_id, [one["id"] for one in sent])
    ledger = Ledger(connection, sent)
    results = HandDecisions(ledger, caller, ready, given_up, before).take(sent)
    ledger.write()
    return results


class HandDecisions(Decisions):
    """Decides changes whose device cannot be asked to merge. ``given_up``: those that it said better later, with their
    records; ``before``: changes taken earlier that these follow."""

    _ledger: Ledger

    def __init__(
        self,
        ledger: Ledger,
        caller: Caller,
        changes: Sequence[HandChange],
        given_up: Mapping[str, str],
        before: Mapping[str, Known],
    ) -> None:
        super().__init__(ledger, caller)
        self._by_id = {one["change"]["id"]: one for one in changes}
        self._given_up = given_up
        self._results: dict[str, ChangeResult] = {
            name: {"id": name, "status": "stale" if known.merged else "accepted", "rev": known.rev}
            for name, known in before.items()
        }

    def _answer(self, change: Change) -> ChangeResult:
        if self._given_up.get(change["id"]) == change["record_id"]:
            # What it says has come with the later change.
            current = self._ledger.current(change["record_id"])
            result: ChangeResult = {"id": change["id"], "status": "accepted", "rev": current["rev"] if current else 0}
        else:
            result = super()._answer(change)
        self._results[change["id"]] = result
        return result

    def _take(self, change: Change, rules: KindRules, old: RecordJson | None) -> ChangeResult:
        hand = self._by_id[change["id"]]
        before = self._results.get(hand["follows"])
        if before is not None and before["status"] == "refused":
            # It was made on a version that will never be.
            raise Refused(before.get("code", codes.NOT_ALLOWED), before.get("detail", ""))
        if before is not None:
            change = {**change, "base_rev": before["rev"]}
        try:
            verdict = self._judged(change, rules, old) if old is not None else None
            if self._fits(change, hand, old, before, verdict):
                return self._take_as_it_is(change, rules, old, verdict)
            return self._merge(change, rules, old, hand["base"], verdict)
        except _UNFIT as error:
            raise Refused(codes.BAD_RECORD, "base") from error

    @staticmethod
    def _fits(
        change: Change,
        hand: HandChange,
        old: RecordJson | None,
        before: ChangeResult | None,
        verdict: Verdict | None,
    ) -> bool:
        """Whether the record stands as it did when the change was made."""
        if (old["rev"] if old is not None else 0) != change["base_rev"]:
            return False
        if verdict is not None and verdict.stands == "theirs":
            return False
        return before["status"] == "accepted" if before is not None else not hand["follows"]

    def _take_as_it_is(
        self, change: Change, rules: KindRules, old: RecordJson | None, verdict: Verdict | None
    ) -> ChangeResult:
        try:
            new, role = self._changed(change, rules, old, verdict)
        except Refused as refusal:
            if refusal.detail != codes.LOCKED or old is None:
                raise
            return self._give_way(change, rules, old, apply_patch(old, change["patch"]), refusal)
        self._keep(change, rules, new, role)
        return {"id": change["id"], "status": "accepted", "rev": new["rev"]}

    def _merge(
        self,
        change: Change,
        rules: KindRules,
        old: RecordJson | None,
        base: Mapping[str, Any] | None,
        verdict: Verdict | None,
    ) -> ChangeResult:
        start = base if base is not None else {**NOTHING, "state": rules.first_state}
        mine = apply_patch(start, change["patch"])
        if old is None:
            # The server was restored from before this record: all of it is taken as a new one.
            blank = {**NOTHING, "state": rules.first_state}
            return self._put(change, rules, None, make_patch(blank, mine), None)
        side: Side = verdict.stands if verdict is not None else ""
        version = merge(base, mine, old, self._hands(change, old), keeps=side).version
        patch = make_patch(old, version)
        if verdict is not None:
            _say_of_the_move(patch, change, verdict, old)
        try:
            return self._put(change, rules, old, patch, verdict)
        except Refused as refusal:
            if refusal.detail != codes.LOCKED:
                raise
            return self._give_way(change, rules, old, version, refusal)

    def _give_way(
        self, change: Change, rules: KindRules, old: RecordJson, mine: Mapping[str, Any], refusal: Refused
    ) -> ChangeResult:
        """Review has locked the record: what the change says becomes conflicts."""
        if not set(change["patch"]) - CONFLICT_PARTS:
            raise refusal
        stays = give_way(old, mine, self._hands(change, old)).version
        return self._put(change, rules, old, make_patch(old, stays), None)

    def _put(
        self, change: Change, rules: KindRules, old: RecordJson | None, patch: Patch, verdict: Verdict | None
    ) -> ChangeResult:
        """Write what a merge has made, as this change; its own laptop is told what became of it."""
        if old is not None and not patch:
            self._ledger.note(self._caller, change, old["rev"], merged=True)
            return self._merged(change, old)
        if "reason" in change["patch"]:
            patch["reason"] = change["patch"]["reason"]
        made: Change = {**change, "base_rev": old["rev"] if old is not None else 0, "patch": patch}
        # A move that gave way is no move of this change any more.
        stands = verdict if verdict is not None and verdict.stands == "mine" else None
        new, role = self._changed(made, rules, old, stands)
        self._keep(made, rules, new, role, merged=True)
        return self._merged(change, new)

    def _merged(self, change: Change, current: RecordJson) -> ChangeResult:
        if not self._may_read(current["id"]):
            return {"id": change["id"], "status": "accepted", "rev": current["rev"]}
        return {"id": change["id"], "status": "stale", "rev": current["rev"], "current": current, "merged": True}

    def _hands(self, change: Change, theirs: RecordJson) -> Hands:
        return Hands(self._caller.person_id, change["at"], theirs["author"], theirs["updated_at"])


def _say_of_the_move(patch: Patch, change: Change, verdict: Verdict, old: RecordJson) -> None:
    """What a laptop would send of its move after it had been told whose stands (section 5 of the protocol)."""
    state, made_on = change["patch"]["state"], change["patch"].get("state_rev", change["base_rev"])
    if verdict.stands == "mine":
        patch.update({"state": state, "state_rev": made_on})
        return
    reason = change["patch"].get("set", {}).get("review_opinion") or change["patch"].get("reason", "")
    if verdict.role and (state != old["state"] or reason):
        patch["overruled"] = {"state": state, "state_rev": made_on, "at": change["at"], "reason": str(reason)}
