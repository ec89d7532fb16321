"""One piece of a bundle: sealed for some keys, signed by the device (or server) that made it, complete in itself.

Layout (numbers big-endian): 4 bytes length of the head, the head, 4 bytes length of the body, the body, 64 bytes
signature. The head is a ``PieceHead`` as JSON. The body is AES-256-GCM (nonce zero, the head as associated data) under a
key made for this piece alone, which the head carries once for each recipient: wrapped with AES-256-GCM (nonce zero) under
HKDF-SHA256 of the X25519 secret of the head's ephemeral key and the recipient's, salt both public keys, info ``INFO``.
The signature is Ed25519 over ``PURPOSE``, the SHA-256 of the head and the SHA-256 of the body.

What is sealed: 4 bytes length of a zstd frame, the frame (JSON), and any bytes that belong to it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

import orjson
import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync_protocol import codes, limits
from sync_protocol.bundles import keys
from sync_protocol.bundles.faults import BundleFault
from sync_protocol.bundles.messages import Certificate, PieceHead
from sync_protocol.shapes import wrong

PURPOSE: Final = b"kotexing piece 1\n"
INFO: Final = b"kotexing piece key 1"
SIGNATURE: Final = 64
LENGTH: Final = 4
_NONCE: Final = bytes(12)
_LEVEL: Final = 3


@dataclass(frozen=True, slots=True)
class Content:
    """What a piece holds: a JSON object, and bytes (a stretch of a file; else none)."""

    said: dict[str, Any]
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece as it travels. ``id`` names its content: the same piece twice is one piece."""

    head: PieceHead
    body: bytes
    whole: bytes
    head_size: int

    @property
    def id(self) -> str:
        """SHA-256 of all its bytes, 64 hex digits."""
        return hashlib.sha256(self.whole).hexdigest()

    @property
    def sender(self) -> Certificate | None:
        """The certificate of the device that made it, None where the server did."""
        return self.head["sender"]

    def recipients(self) -> frozenset[str]:
        """The ids of the keys it is sealed for."""
        return frozenset(one["key"] for one in self.head["to"])


def seal(
    head: Mapping[str, Any], content: Content, recipients: Iterable[str], signing: str, *, secret: bytes = b""
) -> bytes:
    """A piece. ``head`` is a ``PieceHead`` without ``ephemeral`` and ``to``; ``recipients`` are public X25519 keys,
    ``signing`` is the maker's private Ed25519 key. ``secret`` (64 bytes) fixes what is else random, for examples."""
    secret = secret or os.urandom(64)
    content_key, ephemeral = secret[:32], X25519PrivateKey.from_private_bytes(secret[32:])
    own = ephemeral.public_key().public_bytes_raw()
    to = []
    for one in sorted(set(recipients)):
        wrapped = _wrapping(ephemeral, own, keys.raw(one)).encrypt(_NONCE, content_key, None)
        to.append({"key": keys.key_id(one), "wrapped": keys.text(wrapped)})
    text = keys.canonical({**head, "ephemeral": keys.text(own), "to": to})
    said = zstandard.ZstdCompressor(level=_LEVEL).compress(orjson.dumps(content.said))
    body = AESGCM(content_key).encrypt(_NONCE, len(said).to_bytes(LENGTH, "big") + said + content.data, text)
    signature = keys.sign(signing, _signed(text, body))
    return b"".join((len(text).to_bytes(LENGTH, "big"), text, len(body).to_bytes(LENGTH, "big"), body, signature))


def read(data: bytes) -> Piece:
    """The piece of these bytes; nothing is believed yet. Raises ``BundleFault`` ``bundle_damaged`` with its place."""
    size = int.from_bytes(data[:LENGTH], "big")
    text = data[LENGTH : LENGTH + size]
    length = data[LENGTH + size : 2 * LENGTH + size]
    body = data[2 * LENGTH + size : -SIGNATURE]
    if len(text) != size or len(length) != LENGTH or len(body) != int.from_bytes(length, "big"):
        raise BundleFault(codes.BUNDLE_DAMAGED, "length")
    try:
        head = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise BundleFault(codes.BUNDLE_DAMAGED, "head") from error
    place = wrong(PieceHead, head)
    if place is not None or not 0 < head["n"] <= head["of"]:
        raise BundleFault(codes.BUNDLE_DAMAGED, f"head.{place}" if place else "head")
    return Piece(cast(PieceHead, head), body, data, size)


def check(piece: Piece, server: str) -> None:
    """Believe a piece: its device's certificate is of the server with this public signing key, or the server itself made
    it, and what it says is signed. Raises ``BundleFault`` ``bundle_foreign`` or ``bundle_forged``."""
    if piece.head["server"] != keys.key_id(server):
        raise BundleFault(codes.BUNDLE_FOREIGN, "head.server")
    sender = piece.sender
    public = server if sender is None else keys.check_certificate(sender, server)["sign"]
    text = piece.whole[LENGTH : LENGTH + piece.head_size]
    if not keys.is_signed(public, piece.whole[-SIGNATURE:], _signed(text, piece.body)):
        raise BundleFault(codes.BUNDLE_FORGED, "signature")


def unseal(piece: Piece, private: Mapping[str, str]) -> Content | None:
    """What a piece holds, opened with one of these private keys (by key id); None where it is sealed for others.

    Raises ``BundleFault`` ``bundle_damaged``."""
    text = piece.whole[LENGTH : LENGTH + piece.head_size]
    for one in piece.head["to"]:
        if one["key"] not in private:
            continue
        try:
            key = X25519PrivateKey.from_private_bytes(keys.raw(private[one["key"]]))
            wrapping = _wrapping(key, keys.raw(piece.head["ephemeral"]), b"")
            content_key = wrapping.decrypt(_NONCE, keys.raw(one["wrapped"], 48), None)
            return _content(AESGCM(content_key).decrypt(_NONCE, piece.body, text))
        except (InvalidTag, ValueError, zstandard.ZstdError) as error:
            raise BundleFault(codes.BUNDLE_DAMAGED, "body") from error
    return None


def _content(plain: bytes) -> Content:
    """Raises ``ValueError`` (which an error of JSON is too) and ``ZstdError``."""
    size = int.from_bytes(plain[:LENGTH], "big")
    packed = plain[LENGTH : LENGTH + size]
    if len(packed) != size:
        raise ValueError("length")
    said = orjson.loads(_unpacked(packed))
    if not isinstance(said, dict):
        raise ValueError("content")
    return Content(said, plain[LENGTH + size :])


def _unpacked(packed: bytes) -> bytes:
    # Read in a stream: few bytes may claim to unpack to terabytes.
    with zstandard.ZstdDecompressor().stream_reader(packed) as reader:
        unpacked: bytes = reader.read(limits.PIECE_JSON_BYTES + 1)
    if len(unpacked) > limits.PIECE_JSON_BYTES:
        raise ValueError("size")
    return unpacked


def _wrapping(own: X25519PrivateKey, ephemeral: bytes, recipient: bytes) -> AESGCM:
    """The key that wraps the content key: of the sender's side where ``recipient`` is given, else of the recipient's."""
    secret = own.exchange(X25519PublicKey.from_public_bytes(recipient or ephemeral))
    recipient = recipient or own.public_key().public_bytes_raw()
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=ephemeral + recipient, info=INFO).derive(secret))


def _signed(head: bytes, body: bytes) -> bytes:
    return PURPOSE + hashlib.sha256(head).digest() + hashlib.sha256(body).digest()
