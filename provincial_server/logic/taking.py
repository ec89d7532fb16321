"""A change that was taken, with all that can be told of it before it has its place among the others."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

import orjson

from provincial_server.logic.buckets import buckets_of_record
from provincial_server.logic.contests import as_logged
from provincial_server.logic.kinds import KindRules
from provincial_server.logic.roles import Caller
from sync_protocol.messages import Change, RecordJson

ID: Final = re.compile(r"[0-9a-fA-F-]{16,64}|[A-Za-z0-9_.:-]{1,64}")
"""What an id may look like."""
_DIGEST_LENGTH: Final = 64
# The point and what follows it in the name of a file: points are rare in a record, quotation marks are everywhere.
_SUFFIX: Final = re.compile(rb'\.(?<="[0-9a-f]{64}\.)[a-z0-9]{1,8}"')


class Taken(NamedTuple):
    """Who sent which change, the record it makes as an object and as JSON, what the log keeps of the change, where the
    record lies now and which files it names. ``merged``: it came by hand, and the server made this of it."""

    caller: Caller
    change: Change
    new: RecordJson
    body: bytes
    said: bytes
    buckets: frozenset[str]
    attachments: frozenset[str]
    merged: bool

    @classmethod
    def of(
        cls, caller: Caller, change: Change, rules: KindRules, new: RecordJson, body: bytes, *, role: str, merged: bool
    ) -> Taken:
        """What is to be kept of a change that makes the record ``new``, whose JSON is ``body``; ``role`` is the one in
        which its state was moved ("" where it was not)."""
        buckets = buckets_of_record(rules.buckets, new["answers"], new["state"])
        return cls(caller, change, new, body, said(change, role), buckets, attachments_in(body), merged)


def said(change: Change, role: str) -> bytes:
    """What the log keeps of a change."""
    return orjson.dumps(as_logged(change, role))


def attachments_in(body: bytes) -> frozenset[str]:
    """The names of files in the JSON of a record."""
    found = _SUFFIX.finditer(body)
    return frozenset([body[one.start() - _DIGEST_LENGTH : one.end() - 1].decode() for one in found])
