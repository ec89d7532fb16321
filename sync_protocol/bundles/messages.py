"""The messages of the way by hand: keys and what the server says of them, bundles, pieces, receipts.

``docs/sync-protocol.md``, section 13, says the same in words.
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from sync_protocol.messages import Change, ChangeResult, ChangeStatus, Json


class KeysRequest(TypedDict):
    """The public halves of this device's keys, base64: Ed25519 to sign with, X25519 to seal for."""

    sign: str
    box: str


class Certificate(TypedDict):
    """The server's word that a device of a person holds these keys. ``issued`` is when it was said (ISO)."""

    device: str
    person: str
    sign: str
    box: str
    issued: str
    signature: str


class Card(TypedDict):
    """The server's word who the person of a device is and where they are appointed on the day it was ``issued``."""

    device: str
    person: str
    name: str
    roles: list[str]
    teams: list[str]
    counties: list[str]
    issued: str
    signature: str


class KeysReply(TypedDict):
    """All keys that this device needs to pack and to open bundles without a network.

    ``sign`` and ``box`` are the server's public keys. ``seal`` has the public keys of the person's teams and county offices
    by bucket (``team:…``, ``office:…``), ``open`` the private keys of those that the person leads or reviews for.
    """

    sign: str
    box: str
    certificate: Certificate
    card: Card
    seal: dict[str, str]
    open: dict[str, str]


class BundleHeader(TypedDict):
    """What a bundle's file says in clear: whose server it is for (key id), which bundle, which part of how many."""

    server: str
    bundle: str
    part: int
    parts: int


class WrappedKey(TypedDict):
    """The key of a piece for one recipient: the id of the recipient's key, and 48 bytes, base64."""

    key: str
    wrapped: str


PieceKind = Literal["changes", "file", "receipts"]


class PieceHead(TypedDict):
    """What a piece says in clear: ``n`` of ``of`` pieces of a bundle, who sealed it (None: the server), for whom.

    ``device`` is the device that a piece of receipts is for, else empty.
    """

    kind: PieceKind
    server: str
    bundle: str
    n: int
    of: int
    made: str
    sender: Certificate | None
    device: str
    ephemeral: str
    to: list[WrappedKey]


class Version(TypedDict):
    """The editable part of a record: what is compared and merged."""

    answers: dict[str, Json]
    state: str
    form_id: str
    form_version: str
    deleted: bool
    conflicts: list[dict[str, Json]]


class HandChange(TypedDict):
    """A change with the version it was made on (None: it creates the record). ``follows`` names the change of the same
    piece that made this version, empty where the server did."""

    change: Change
    base: Version | None
    follows: str


class Batch(TypedDict):
    """What a piece of ``changes`` holds."""

    card: Card
    changes: list[HandChange]


class Stretch(TypedDict):
    """What a piece of a ``file`` holds beside the bytes: which file, its size, and where the bytes belong."""

    name: str
    size: int
    offset: int


class FileReceipt(TypedDict):
    """What the server says of a file: whether it holds all of it."""

    name: str
    received: bool


class Receipts(TypedDict):
    """What a piece of ``receipts`` holds: the server's answers to what came by hand from one device."""

    at: str
    results: list[ChangeResult]
    files: list[FileReceipt]


class PieceResult(TypedDict):
    """What became of one change of a relayed piece, as far as the carrier may know."""

    id: str
    status: ChangeStatus
    code: NotRequired[str]
    detail: NotRequired[str]


class PieceReply(TypedDict):
    """The server's answer to a piece: what became of its changes and its file, and the receipt for the device, a piece of
    ``receipts`` as base64."""

    results: list[PieceResult]
    files: list[FileReceipt]
    receipt: str
