"""The plain values that go into the store and come out of it: no connection, no cursor, no SQL ever leaves."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from commissioner_app.domain.record import Conflict, Record

Order = Literal["date", "title", "subtitle", "state", "updated_at", "created_at"]


@dataclass(frozen=True, slots=True)
class Version:
    """The part of a record that people edit: what is compared, merged and sent as a patch.

    ``signed`` is who made it and when (author, ISO), "" where that is not known; it is not compared.
    """

    answers: Mapping[str, Any] = field(default_factory=dict)
    state: str = ""
    form_id: str = ""
    form_version: str = ""
    deleted: bool = False
    conflicts: tuple[Conflict, ...] = ()
    signed: tuple[str, str] = field(default=("", ""), compare=False)

    @classmethod
    def of(cls, record: Record) -> Version:
        """The editable part of a record."""
        return cls(
            record.answers,
            record.state,
            record.form_id,
            record.form_version,
            record.deleted,
            tuple(record.conflicts),
            (record.author, record.updated_at),
        )

    def sign(self, record: Record) -> Record:
        """The record as made by whom this version was made, where that is known."""
        author, at = self.signed
        return dataclasses.replace(record, author=author, updated_at=at) if author else record

    def to_json(self) -> dict[str, Any]:
        """The version as a JSON object."""
        data = {name: getattr(self, name) for name in self.__slots__}
        data["conflicts"] = [conflict.to_json() for conflict in self.conflicts]
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Version:
        """The version of an object made by ``to_json``, or of a record as it travels."""
        conflicts = tuple(Conflict.from_json(item) for item in data["conflicts"])
        parts = {name: data[name] for name in ("answers", "state", "form_id", "form_version", "deleted")}
        author, at = data.get("signed") or (data.get("author", ""), data.get("updated_at", ""))
        return cls(**parts, conflicts=conflicts, signed=(author, at))


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which records a list shows, in which order, and which part of them.

    Empty parts do not filter. ``text`` is what a person typed (name, bigram, pinyin, initials, code). ``owner`` is the
    person id that ``Kind.summary`` names. ``waiting`` True = only unsent, False = only sent, None = both. Dates are
    ISO days, both ends included. ``limit`` 0 = all.
    """

    kind: str = ""
    text: str = ""
    states: tuple[str, ...] = ()
    host: str = ""
    county: str = ""
    owner: str = ""
    waiting: bool | None = None
    conflict: bool | None = None
    date_from: str = ""
    date_to: str = ""
    ids: tuple[str, ...] = ()
    order: Order = "date"
    descending: bool = True
    limit: int = 0
    offset: int = 0
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One line of a list. ``conflicts`` counts open ones; ``dirty``: not (wholly) sent; ``refused``: the code the server
    refused the last change with, or empty."""

    id: str
    kind: str
    title: str
    subtitle: str
    date: str
    state: str
    host: str
    county: str
    owner: str
    rev: int
    dirty: bool
    conflicts: int
    received_at: str
    updated_at: str
    created_at: str
    form_id: str
    refused: str = ""


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record with what the store knows beside it. ``base`` is the server's version it was edited from, while dirty."""

    record: Record
    dirty: bool
    base: Version | None
    received_at: str


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One edit: who, when, on which laptop, what. ``patch`` is relative to the version before (sync_protocol ``Patch``).

    ``action`` is ``create``, ``edit``, ``delete``, a move of the kind (``submit`` …), ``resolve``, ``undo``, ``receive``
    (a newer version came from the server) or ``merge``. ``change_id`` names the sent change it was packed into;
    ``received_at`` is when the server took that change, empty before.
    """

    id: str
    record_id: str
    kind: str
    at: str
    who: str
    device: str
    action: str
    patch: Mapping[str, Any] = field(default_factory=dict)
    base_rev: int = 0
    reason: str = ""
    change_id: str = ""
    received_at: str = ""


@dataclass(frozen=True, slots=True)
class OutboxChange:
    """A change as it is sent, byte for byte the same each time. ``after`` is the version it makes of the record.

    ``status``: ``waiting`` (send it), ``refused`` (the server will not have it; ``code`` and ``detail`` say why).
    ``tries`` counts the times it went out without an answer being noted. ``replaces`` are changes that left by hand and
    that this one says better.
    """

    id: str
    record_id: str
    kind: str
    base_rev: int
    at: str
    patch: Mapping[str, Any]
    after: Version
    status: Literal["waiting", "refused"] = "waiting"
    code: str = ""
    detail: str = ""
    tries: int = 0
    replaces: tuple[str, ...] = ()

    def wire(self) -> dict[str, Any]:
        """The change as it travels (``sync_protocol.messages.Change``)."""
        given_up = {"replaces": list(self.replaces)} if self.replaces else {}
        return {
            **given_up,
            "id": self.id,
            "record_id": self.record_id,
            "kind": self.kind,
            "base_rev": self.base_rev,
            "at": self.at,
            "patch": dict(self.patch),
        }


@dataclass(frozen=True, slots=True)
class Draft:
    """A half-filled form. ``saved`` is ``FormInstance.save()``; ``record_id`` is the record being edited, empty for a
    new one; ``context`` is whatever the page that started it wants back (the host, the plan)."""

    id: str
    kind: str
    form_id: str
    form_version: str
    record_id: str = ""
    saved: Mapping[str, Any] = field(default_factory=dict)
    page: str = ""
    focus: str = ""
    title: str = ""
    created_at: str = ""
    updated_at: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a record, named by its content. ``held``: its bytes are on this laptop. ``sent_at``: when the server
    confirmed its checksum, empty before. ``meta``: width, height, taken_at, position, original, name …"""

    name: str
    size: int
    media_type: str
    created_at: str
    held: bool
    sent_at: str
    meta: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer of the search."""

    id: str
    kind: str
    title: str
    subtitle: str
    date: str
    state: str
    dirty: bool
    conflicts: int


@dataclass(frozen=True, slots=True)
class StoredForm:
    """A published form as it came from the server (XForm XML). ``files``: name -> SHA-256 of what travels with it."""

    id: str
    version: str
    kind: str
    title: str
    state: Literal["published", "retired"]
    xml: str
    sha256: str
    published_at: str = ""
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FormHeader:
    """A version of a form without its content."""

    id: str
    version: str
    kind: str
    title: str
    state: Literal["published", "retired"]
    published_at: str


@dataclass(frozen=True, slots=True)
class BucketState:
    """Where a bucket stands: the cursor to ask from, how many live records it holds and their digest."""

    bucket: str
    cursor: int
    count: int
    digest: str
    complete: bool


@dataclass(frozen=True, slots=True)
class Applied:
    """What a page or a set of results changed: (kind, record id) pairs, and how many records merged or conflict."""

    changed: frozenset[tuple[str, str]] = frozenset()
    merged: int = 0
    conflicts: int = 0


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What an integrity check found; empty tuples mean sound. ``attachments`` names damaged or missing files."""

    database: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    records: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not (self.database or self.attachments or self.records)


@dataclass(frozen=True, slots=True)
class BackupInfo:
    """One backup: its folder name, when it was made (ISO), its size in bytes, and why (``daily``, ``manual`` …)."""

    name: str
    at: str
    size: int
    reason: str


@dataclass(frozen=True, slots=True)
class Page:
    """Records as they travel, with all of their rows that can be made without the database.

    ``rows`` and ``hashes`` (of id and revision) are in the order of the records, the rows' sequence number still 0;
    ``names`` are the attachments by record id.
    """

    records: Sequence[Mapping[str, Any]]
    rows: Sequence[tuple[Any, ...]]
    hashes: Sequence[int]
    names: Mapping[str, frozenset[str]]
