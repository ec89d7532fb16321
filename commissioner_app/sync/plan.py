"""What one round of the exchange says, decided as a value before anything is sent."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from commissioner_app.store.rows import BucketState, OutboxChange
from sync_protocol import limits
from sync_protocol.messages import PROTOCOL

PUSH_BYTES: Final = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Round:
    """One request. ``pulls``: its pages are taken. They are not while further changes wait to be sent: a page must
    never meet a record whose own change the server has not answered yet. ``snapshots``: large buckets are first loaded
    from ready-made copies. ``brief``: what this laptop wrote itself need not come back whole."""

    changes: tuple[OutboxChange, ...]
    cursors: Mapping[str, int]
    known: Mapping[str, str]
    pulls: bool
    snapshots: bool = True
    brief: bool = False

    def request(self) -> dict[str, Any]:
        """The request as it travels (``sync_protocol.messages.SyncRequest``)."""
        return {
            "protocol": PROTOCOL,
            "changes": [change.wire() for change in self.changes],
            "cursors": dict(self.cursors),
            "known": dict(self.known),
            "limit": limits.FIRST_LOAD_RECORDS if self.pulls else 1,
            "snapshots": self.pulls and self.snapshots,
            **({"brief": True} if self.brief and self.pulls else {}),
        }


def plan(
    waiting: Sequence[tuple[OutboxChange, int]],
    buckets: Mapping[str, BucketState],
    known: Mapping[str, str],
    *,
    snapshots: bool = True,
    brief: bool = False,
    most: int = limits.PUSH_CHANGES,
    followed: bool = False,
) -> Round:
    """The next round: the oldest changes that fit into one request, ``most`` of them, and, with the last, the pulling.

    ``waiting`` gives each change with its size in bytes; at least one is sent however large it is. ``followed``: some that
    left by hand are followed by others which have to be answered before anything is pulled.
    """
    taken: list[OutboxChange] = []
    size = 0
    for change, length in waiting:
        if taken and (len(taken) == most or size + length > PUSH_BYTES):
            break
        taken.append(change)
        size += length
    cursors = {name: state.cursor for name, state in buckets.items()}
    pulls = len(taken) == len(waiting) and not followed
    return Round(tuple(taken), cursors, known, pulls=pulls, snapshots=snapshots, brief=brief)


def following(planned: Round, reply: Mapping[str, Any]) -> Round | None:
    """What will be asked after a reply, where that can be told before it is applied: its pages go on, nothing was sent
    with it, and no snapshot is to be read between."""
    pages = reply["pages"]
    if planned.changes or not planned.pulls or not any(page["more"] for page in pages.values()):
        return None
    if any("snapshot" in page for page in pages.values()):
        return None
    cursors = {**planned.cursors, **{name: page["cursor"] for name, page in pages.items()}}
    return dataclasses.replace(planned, cursors=cursors)


def unfinished(reply: Mapping[str, Any], buckets: Mapping[str, BucketState]) -> bool:
    """Whether a reply leaves something to ask for: pages that go on, or buckets that were not asked for yet."""
    return any(page["more"] for page in reply["pages"].values()) or any(
        name not in buckets or not buckets[name].complete for name in reply["buckets"]
    )
