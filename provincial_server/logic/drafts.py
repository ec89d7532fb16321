"""New records decided before their turn comes, while others write: as if the server knew nothing of them yet.

Nearly always that is so, and then nothing is left to do in the transaction but to write them down. Where something is
stored of one of them by then (it was sent twice, its id is taken), or the past has to be asked, they are decided in their
turn like all else.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

from provincial_server.db.records import Known
from provincial_server.logic.contests import Moved
from provincial_server.logic.taking import ID, Taken
from sync_protocol.messages import Change, RecordJson


class AskThePast(Exception):
    """What is decided depends on what is stored."""


class Draft:
    """A ledger of a past in which there was nothing. ``floor``: the least revision to give."""

    def __init__(self, floor: int, changes: Sequence[Change]) -> None:
        """Raises ``AskThePast`` where the changes themselves say that there was something."""
        self.floor = floor
        self.known: dict[str, Known] = {}
        self.taken: list[Taken] = []
        self._change_ids = {one["id"] for one in changes}
        self._record_ids = {one["record_id"] for one in changes}
        is_each_alone = len(self._change_ids) == len(self._record_ids) == len(changes)
        if not is_each_alone or any(one["base_rev"] != 0 or one["kind"] == "appointment" for one in changes):
            raise AskThePast

    def is_news_to(self, changes: Container[str], *records: Container[str]) -> bool:
        """Whether none of the changes and none of their records is among these."""
        return not any(one in changes for one in self._change_ids) and not any(
            one in held for held in records for one in self._record_ids
        )

    def is_sound(self, change: Change) -> bool:
        """Whether a change and its record are named as they may be."""
        return bool(ID.fullmatch(change["id"]) and ID.fullmatch(change["record_id"]))

    def current(self, _record_id: str) -> RecordJson | None:
        """Nothing was there."""
        return None

    def lies_in(self, _record_id: str) -> frozenset[str]:
        """Nothing lay anywhere."""
        return frozenset()

    def counties_of(self, _record_id: str) -> frozenset[str]:
        """Where a team works is stored."""
        raise AskThePast

    def moves(self, _record_id: str) -> list[Moved]:
        """Who moved a record is in the log."""
        raise AskThePast

    @property
    def buckets(self) -> frozenset[str]:
        """Where what was taken lies."""
        # All that a laptop sends lies in the same few: most of these sets are one and the same.
        return frozenset().union(*{taken.buckets for taken in self.taken})

    def keep(self, taken: Taken) -> None:
        """Note what was taken, to be given its place later."""
        self.taken.append(taken)
