"""Certificates of authorities that a person brings: read, judged, and said in words before anything believes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from commissioner_app.errors import InputError

LARGEST: Final = 1024 * 1024
_NAMES: Final = (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME, NameOID.ORGANIZATIONAL_UNIT_NAME)


@dataclass(frozen=True, slots=True)
class Authority:
    """Whom a certificate names, until when it holds (ISO 8601 with offset), and its SHA-256 as it is read out."""

    subject: str
    until: str
    fingerprint: str


def read_authorities(data: bytes, now: datetime) -> tuple[bytes, list[Authority]]:
    """The certificates of a file (PEM with any number of them, or one as DER) as PEM, and what they say.

    Raises ``InputError``: ca_unreadable (no certificate), ca_not_authority (``subject``: one that may not vouch for
    others), ca_expired and ca_not_yet (``subject``, ``until``/``since``, ``today``)."""
    found = _parsed(data)
    if not found:
        raise InputError("ca_unreadable", file="")
    for one in found:
        _judge(one, now)
    pem = b"".join(one.public_bytes(Encoding.PEM) for one in found)
    return pem, [_said(one) for one in found]


def shown_authorities(data: bytes) -> list[Authority]:
    """What the certificates of a file say, without judging them; none where it cannot be read."""
    return [_said(one) for one in _parsed(data)]


def _parsed(data: bytes) -> list[x509.Certificate]:
    if len(data) > LARGEST:
        return []
    try:
        if b"-----BEGIN" in data:
            return x509.load_pem_x509_certificates(data)
        return [x509.load_der_x509_certificate(data)]
    except ValueError:
        return []


def _judge(one: x509.Certificate, now: datetime) -> None:
    subject, today = _subject(one), now.date().isoformat()
    try:
        vouches = one.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (x509.ExtensionNotFound, ValueError):
        # Roots made before extensions existed have none; they sign themselves.
        vouches = one.version is x509.Version.v1 and one.subject == one.issuer
    if not vouches:
        raise InputError("ca_not_authority", subject=subject)
    if one.not_valid_after_utc < now.astimezone(UTC):
        raise InputError("ca_expired", subject=subject, until=one.not_valid_after_utc.date().isoformat(), today=today)
    if one.not_valid_before_utc > now.astimezone(UTC):
        raise InputError("ca_not_yet", subject=subject, since=one.not_valid_before_utc.date().isoformat(), today=today)


def _said(one: x509.Certificate) -> Authority:
    from cryptography.hazmat.primitives.hashes import SHA256

    digest = one.fingerprint(SHA256()).hex(":").upper()
    return Authority(_subject(one), one.not_valid_after_utc.isoformat(), digest)


def _subject(one: x509.Certificate) -> str:
    parts: list[str] = []
    for oid in _NAMES:
        parts += [str(value.value) for value in one.subject.get_attributes_for_oid(oid) if value.value not in parts]
    return ", ".join(parts) or one.subject.rfc4514_string()
