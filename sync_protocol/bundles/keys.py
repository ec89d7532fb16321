"""Keys of devices, teams, offices and the server, and what the server says of a device in writing.

Signing keys are Ed25519, keys to seal for are X25519; both halves are 32 bytes, written as base64. A statement is a JSON
object with a ``signature`` over its canonical text without it, so that whoever holds the server's public key can check
it years later and without a network.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from sync_protocol import codes
from sync_protocol.bundles.faults import BundleFault
from sync_protocol.bundles.messages import Card, Certificate
from sync_protocol.shapes import wrong

KEY_BYTES: Final = 32
CERTIFICATE: Final = b"kotexing certificate 1\n"
CARD: Final = b"kotexing card 1\n"


@dataclass(frozen=True, slots=True)
class KeyPair:
    """Both halves of a key, base64."""

    private: str
    public: str


def signing_pair() -> KeyPair:
    """A new Ed25519 key."""
    key = Ed25519PrivateKey.generate()
    return KeyPair(text(key.private_bytes_raw()), text(key.public_key().public_bytes_raw()))


def sealing_pair() -> KeyPair:
    """A new X25519 key."""
    key = X25519PrivateKey.generate()
    return KeyPair(text(key.private_bytes_raw()), text(key.public_key().public_bytes_raw()))


def sealing_public(private: str) -> str:
    """The public half of an X25519 key."""
    return text(X25519PrivateKey.from_private_bytes(raw(private)).public_key().public_bytes_raw())


def text(data: bytes) -> str:
    """Bytes as base64."""
    return base64.b64encode(data).decode()


def raw(encoded: str, size: int = KEY_BYTES) -> bytes:
    """The bytes of base64 of just this length. Raises ``ValueError``."""
    try:
        data = base64.b64decode(encoded, validate=True)
    except binascii.Error as error:
        raise ValueError("base64") from error
    if len(data) != size:
        raise ValueError("length")
    return data


def is_key(encoded: str) -> bool:
    """Whether a text can be a key."""
    try:
        raw(encoded)
    except ValueError:
        return False
    return True


def key_id(public: str) -> str:
    """The short name of a public key: 16 hex digits of its SHA-256."""
    return hashlib.sha256(raw(public)).hexdigest()[:16]


def canonical(value: Mapping[str, Any]) -> bytes:
    """The one JSON text of an object: keys sorted, no white space, UTF-8."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def sign(private: str, message: bytes) -> bytes:
    """The 64 bytes of an Ed25519 signature."""
    return Ed25519PrivateKey.from_private_bytes(raw(private)).sign(message)


def is_signed(public: str, signature: bytes, message: bytes) -> bool:
    """Whether the key has signed the message."""
    try:
        Ed25519PublicKey.from_public_bytes(raw(public)).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def certify(private: str, certificate: Mapping[str, Any]) -> Certificate:
    """A certificate with the server's signature: these keys belong to this person's device."""
    return cast(Certificate, _stated(private, CERTIFICATE, certificate))


def introduce(private: str, card: Mapping[str, Any]) -> Card:
    """A card with the server's signature: who this device's person is, and may do, on the day it was made."""
    return cast(Card, _stated(private, CARD, card))


def check_certificate(certificate: Any, server: str) -> Certificate:
    """A certificate that the server whose public key is ``server`` has signed.

    Raises ``BundleFault`` ``bundle_forged``."""
    if wrong(Certificate, certificate) is not None:
        raise BundleFault(codes.BUNDLE_FORGED, "certificate")
    _check(certificate, server, CERTIFICATE, "certificate")
    return cast(Certificate, certificate)


def check_card(card: Any, server: str, device: str) -> Card:
    """The card of a device, signed by the server. Raises ``BundleFault``."""
    if wrong(Card, card) is not None or card["device"] != device:
        raise BundleFault(codes.BUNDLE_FORGED, "card")
    _check(card, server, CARD, "card")
    return cast(Card, card)


def _stated(private: str, purpose: bytes, statement: Mapping[str, Any]) -> dict[str, Any]:
    return {**statement, "signature": text(sign(private, purpose + canonical(statement)))}


def _check(statement: Mapping[str, Any], server: str, purpose: bytes, place: str) -> None:
    said = {name: value for name, value in statement.items() if name != "signature"}
    try:
        signature = raw(statement["signature"], 64)
    except ValueError as error:
        raise BundleFault(codes.BUNDLE_FORGED, place) from error
    if not is_signed(server, signature, purpose + canonical(said)):
        raise BundleFault(codes.BUNDLE_FORGED, place)
