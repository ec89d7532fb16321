"""The messages of sync, version 1: what a laptop and the provincial server say to each other.

Both sides import this and nothing else of each other. Messages are JSON; bodies above
``limits.COMPRESS_ABOVE_BYTES`` travel zstd-compressed (``Content-Encoding: zstd``). A record on the wire is the object of
``Record.to_json``. ``docs/sync-protocol.md`` says the whole protocol in words.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired, TypedDict

from sync_protocol import limits

PROTOCOL = 1

Json = Any
# What the schemas of the published interface say besides the type.
Protocol = Annotated[int, {"const": PROTOCOL}]


class Overruled(TypedDict):
    """A move to ``state`` that did not count, a person of more authority having moved the record from the same place.

    Written by the server: ``rev`` is the revision that noted it, ``by`` who moved, ``role`` in which role, ``at`` when by
    that person's clock, ``reason`` what was said with it.
    """

    rev: int
    state: str
    by: str
    role: str
    at: str
    reason: str


class LostMove(TypedDict):
    """A person's own move that gave way: to which ``state``, made on which revision, when and why. The server notes it."""

    state: str
    state_rev: int
    at: str
    reason: str


class RecordJson(TypedDict):
    """A record as stored and sent, unparsed by the server on its way out.

    ``author`` (a person id) and ``updated_at`` say who made this revision and when, so that a conflict can name both.
    """

    id: str
    kind: str
    form_id: str
    form_version: str
    answers: dict[str, Json]
    state: str
    rev: int
    created_at: str
    updated_at: str
    author: str
    deleted: bool
    conflicts: list[dict[str, Json]]
    overruled: NotRequired[list[Overruled]]


class Patch(TypedDict, total=False):
    """What a change does to a record, relative to ``base_rev``. Absent parts stay as they are.

    ``set``/``unset`` name keys of the answers. ``items`` change a repeat item by item, so that two people can work
    on one repeat: key -> {item id -> {name: value} | null to remove it}; unknown ids are appended in the order given;
    a null value takes the name out of the item. ``patches.py`` makes and applies them, on both sides.
    ``state_rev`` is the revision on which the move to ``state`` was made, where that is older than the change's
    ``base_rev``; ``overruled`` tells of a move that gave way.
    """

    set: dict[str, Json]
    unset: list[str]
    items: dict[str, dict[str, dict[str, Json] | None]]
    state: str
    state_rev: int
    overruled: LostMove
    reason: str
    form_id: str
    form_version: str
    deleted: bool
    open_conflicts: list[dict[str, Json]]
    close_conflicts: list[str]


class Change(TypedDict):
    """One edit of one record. ``id`` makes sending it twice harmless; ``base_rev`` 0 creates the record.

    ``replaces``: changes of the same device that went out by hand and that this one says better: it was merged after they
    had left. Those that arrive later have no effect.
    """

    id: str
    record_id: str
    kind: str
    base_rev: int
    at: str
    patch: Patch
    replaces: NotRequired[list[str]]


ChangeStatus = Literal["accepted", "stale", "refused"]


class ChangeResult(TypedDict):
    """The server's answer to one change.

    accepted: it is durable as revision ``rev`` (the same answer when it is sent again); ``overruled`` are the moves that
    gave way to it, or its own that did.
    stale: the record has moved on; ``current`` is the newer version to merge with and push again. ``state`` says whose
    move stands where the change and others since have moved the record; absent where nobody else has. Without ``current``
    (``rev`` 0) the server does not hold the record at all, having been restored from before it: send it whole.
    refused: ``code`` says why (not_allowed, bad_record, unknown_kind, …); sending it again will not help.
    ``merged`` true (with stale): the change came by hand and the server has merged it; ``current`` holds what became of it,
    and only what was edited since is left to be sent.
    """

    id: str
    status: ChangeStatus
    rev: int
    current: NotRequired[RecordJson]
    state: NotRequired[Literal["mine", "theirs"]]
    overruled: NotRequired[list[Overruled]]
    merged: NotRequired[bool]
    code: NotRequired[str]
    detail: NotRequired[str]


class Snapshot(TypedDict):
    """A ready-made copy of a bucket, read from ``/v1/snapshots/{bucket}/{name}``.

    ``parts`` are the lengths in bytes of its parts, one after the other in the file; each is a zstd frame with the JSON
    of a list of records. ``count`` records in all; when they are taken, the bucket stands at ``cursor``.
    """

    name: str
    cursor: int
    count: int
    parts: list[int]


class Own(TypedDict):
    """A record whose latest revision this laptop made itself: what the server put to it. It has the rest."""

    id: str
    rev: int
    created_at: str
    updated_at: str
    author: str
    deleted: bool


class BucketPage(TypedDict):
    """A part of a bucket: records changed after the cursor, ids that left it, and where to go on.

    ``snapshot``: take this first; the page is then empty, at cursor 0, and says ``more``. ``own``: see ``brief``.
    """

    records: list[RecordJson]
    gone: list[str]
    cursor: int
    more: bool
    snapshot: NotRequired[Snapshot]
    own: NotRequired[list[Own]]


class Fingerprint(TypedDict):
    """How many live (not deleted) records a bucket holds, and their order-independent digest (see ``digest.py``)."""

    count: int
    digest: str


class SyncRequest(TypedDict):
    """One round trip: push changes, pull what is new after the cursors (bucket -> cursor, 0 = from the start).

    ``known``: the stamps of the resources this laptop holds; a server may pass over them.

    ``snapshots``: this laptop takes snapshots of buckets that it reads from the start. ``brief``: records whose latest
    revision it made itself may come as ``own`` in place of whole.
    """

    protocol: Protocol
    changes: Annotated[list[Change], {"maxItems": limits.PUSH_CHANGES}]
    cursors: dict[str, int]
    known: dict[str, str]
    limit: NotRequired[int]
    snapshots: NotRequired[bool]
    brief: NotRequired[bool]


class FormNotice(TypedDict):
    """A published form: fetched from ``/v1/forms/{id}/{version}`` when the laptop lacks it.

    ``files``: name -> SHA-256 of the lists and pictures that travel with it, fetched from ``/v1/forms/files/{sha256}``.
    Of several published versions the one with the latest ``published_at`` is what new records take.
    """

    id: str
    version: str
    kind: str
    title: str
    state: Literal["published", "retired"]
    sha256: str
    published_at: NotRequired[str]
    files: NotRequired[dict[str, str]]


class PublishRequest(TypedDict):
    """A form version to be published: its XForm, and its files by name, base64."""

    xml: str
    files: dict[str, str]


class PublishReply(TypedDict):
    """The version as the server keeps it. ``added`` is false where exactly this was published before."""

    id: str
    version: str
    kind: str
    title: str
    sha256: str
    added: bool
    warnings: list[str]


class RetireRequest(TypedDict):
    """Which version to offer no longer; "" means all versions of the form."""

    version: str


class RetireReply(TypedDict):
    """How many versions changed."""

    id: str
    retired: int


class MissingRequest(TypedDict):
    """Attachments, or ids of changes, that the server is asked about."""

    names: list[str]


class MissingReply(TypedDict):
    """Those of them that it does not hold, or has not taken."""

    missing: list[str]


class SyncReply(TypedDict):
    """``buckets`` is the list a laptop may hold now; what is no longer in it is removed after unsent work has left.

    ``known`` maps resource names (``forms``, ``lists``) to the server's version stamps; the laptop fetches what differs.
    ``fingerprints`` is given for every bucket that this reply completes (``more`` false).
    """

    protocol: int
    server_time: str
    results: list[ChangeResult]
    buckets: list[str]
    pages: dict[str, BucketPage]
    fingerprints: dict[str, Fingerprint]
    known: dict[str, str]


class SignInRequest(TypedDict):
    """``device_id`` empty registers this laptop; the reply names it and gives it its short code for record numbers."""

    protocol: Protocol
    user: str
    password: str
    device_id: str
    device_name: str


class Appointment(TypedDict):
    """One appointment of the signed-in person, as the server holds it (domain.md 1.2)."""

    id: str
    role: str
    level: str
    county: str
    city: str
    team: str
    team_role: str
    town: str
    start: str
    end: str
    hosts: list[str]


class SignInReply(TypedDict):
    """Tokens, who this is, and what they may hold. ``access_token`` lives minutes, ``refresh_token`` names the device."""

    access_token: str
    expires_in: int
    refresh_token: str
    device_id: str
    device_code: str
    person_id: str
    display: str
    unit: str
    phone: str
    appointments: list[Appointment]
    buckets: list[str]
    server_time: str


class Health(TypedDict):
    """The server lives; ``protocol`` is the newest version it speaks. ``schema`` names its database's layout, ``disk`` is
    ``low`` where no more attachments find room."""

    ok: bool
    protocol: int
    schema: NotRequired[str]
    disk: NotRequired[Literal["ok", "low"]]


class FetchRequest(TypedDict):
    """Attachments that are wanted in one body (``sync_protocol.parcels``) of at most so many bytes of theirs."""

    names: list[str]
    bytes: int


class SeveralReply(TypedDict):
    """What became of attachments that came in one body: name -> empty, or the code of why not."""

    files: dict[str, str]
    received_at: str


class Problem(TypedDict):
    """The body of every error reply."""

    code: str
    message: str
    detail: NotRequired[dict[str, Json]]


class RefreshRequest(TypedDict):
    """Asks for a new pair of tokens; the reply is a ``SignInReply``.

    A refresh token counts as spent once its successor was used, so a reply that was lost may be asked for again.
    ``device_id`` lets a laptop that was shut out hear of it where its tokens are no longer known.
    """

    refresh_token: str
    device_id: NotRequired[str]
