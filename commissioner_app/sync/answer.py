"""A reply to one round, checked as far as it will be relied upon, with its pages made ready for the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from commissioner_app.domain.record import Record
from commissioner_app.store.rows import Page
from commissioner_app.store.store import Store
from commissioner_app.sync import failures
from commissioner_app.sync.failures import SyncFailure
from commissioner_app.sync.http import parsed
from commissioner_app.sync.plan import Round
from commissioner_app.sync.transport import Reply
from commissioner_app.system.clock import stamp
from sync_protocol.messages import Own, Snapshot

_RECORD: Final = frozenset(Record.__slots__)
_OWN: Final = frozenset(Own.__annotations__)


@dataclass(frozen=True, slots=True)
class Answer:
    """``data`` is the reply (``sync_protocol.messages.SyncReply``), ``at`` when it was received, ``pages`` its records
    by bucket."""

    data: Mapping[str, Any]
    at: str
    pages: Mapping[str, Page]

    @property
    def snapshots(self) -> dict[str, Snapshot]:
        """The ready-made copies to take, by bucket."""
        found = self.data["pages"].items() if self.pages else ()
        return {name: page["snapshot"] for name, page in found if "snapshot" in page}


def read(store: Store, planned: Round, reply: Reply) -> Answer:
    """Parse and check a reply; reads nothing of the store, so any thread may do it.

    Raises ``SyncFailure("server_confused")``.
    """
    data = parsed(reply)
    try:
        sound = _sound(data, planned)
    except (AttributeError, KeyError, TypeError) as error:
        raise SyncFailure(failures.CONFUSED) from error
    if not sound:
        raise SyncFailure(failures.CONFUSED)
    at = str(data.get("server_time") or stamp(store.clock.now()))
    # Pages that meet unsent changes are not taken at all (``Round.pulls``).
    pages = {name: store.buckets.page(page["records"], at) for name, page in data["pages"].items() if planned.pulls}
    return Answer(data, at, pages)


def are_records(found: Any) -> bool:
    """Whether a list holds records as they travel. May raise ``AttributeError``, ``KeyError`` or ``TypeError``."""
    return all(record.keys() >= _RECORD and isinstance(record["answers"], dict) for record in found)


def _offers(snapshot: Any) -> bool:
    return (
        isinstance(snapshot["name"], str)
        and isinstance(snapshot["cursor"], int)
        and isinstance(snapshot["count"], int)
        and all(isinstance(size, int) and size > 0 for size in snapshot["parts"])
    )


def _sound(data: Any, planned: Round) -> bool:
    answered = {result["id"] for result in data["results"]}
    return (
        answered >= {change.id for change in planned.changes}
        and all(
            isinstance(page["cursor"], int)
            and isinstance(page["gone"], list)
            and are_records(page["records"])
            and all(one.keys() >= _OWN for one in page.get("own", ()))
            and ("snapshot" not in page or _offers(page["snapshot"]))
            for page in data["pages"].values()
        )
        and isinstance(data["buckets"], list)
        and isinstance(data["known"], dict)
        and all("count" in one and "digest" in one for one in data["fingerprints"].values())
    )
