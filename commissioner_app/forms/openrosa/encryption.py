"""Submissions of a form with a public key (the ODK encryption specification): only the key's owner can read them.

A random AES key is wrapped with the form's RSA key (OAEP, SHA-256 for hash and mask); every file and at last the
instance itself is encrypted with it (AES-256, CFB, PKCS#7), each under an initial vector that follows from instance id,
key and place in the list. What is sent instead of the instance is a manifest that names them and signs their checksums.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lxml import etree

from commissioner_app.forms.errors import FormError
from commissioner_app.forms.openrosa.listing import md5_of
from commissioner_app.forms.openrosa.submission import OPENROSA, written

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

NAMESPACE: Final = "http://opendatakit.org/submissions"
KEY_BYTES: Final = 32
IV_BYTES: Final = 16
ENDING: Final = ".enc"
INSTANCE: Final = "submission.xml"
_BLOCK: Final = 16


@dataclass(frozen=True, slots=True)
class Clear:
    """A submission before it is encrypted. ``files``: (name, MD5 of the content in hex), in the order they are sent."""

    form_id: str
    version: str
    instance_id: str
    xml: bytes
    files: tuple[tuple[str, str], ...] = ()
    deprecated_id: str = ""


def new_key() -> bytes:
    """A fresh AES-256 key."""
    return os.urandom(KEY_BYTES)


def sealed_length(size: int) -> int:
    """How long a content of ``size`` bytes becomes."""
    return size + _BLOCK - size % _BLOCK


def seal(content: bytes, instance_id: str, key: bytes, place: int) -> bytes:
    """One file encrypted; ``place`` counts from 0 through the media files, the instance comes last."""
    from cryptography.hazmat.decrepit.ciphers.modes import CFB
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms
    from cryptography.hazmat.primitives.padding import PKCS7

    padder = PKCS7(_BLOCK * 8).padder()
    encryptor = Cipher(algorithms.AES(key), CFB(initial_vector(instance_id, key, place))).encryptor()
    return encryptor.update(padder.update(content) + padder.finalize()) + encryptor.finalize()


def initial_vector(instance_id: str, key: bytes, place: int) -> bytes:
    """MD5 of instance id and key, with its bytes counted up one after the other, once per file before and for this one."""
    vector = bytearray(hashlib.md5(instance_id.encode() + key, usedforsecurity=False).digest())
    for step in range(place + 1):
        vector[step % IV_BYTES] = (vector[step % IV_BYTES] + 1) % 256
    return bytes(vector)


def manifest(clear: Clear, key: bytes, public_key: str) -> bytes:
    """The document that is sent in place of the instance. Raises ``FormError("key_bad")``."""
    rsa = read_public_key(public_key)
    wrapped = _wrap(rsa, key)
    signed = [clear.form_id, *([clear.version] if clear.version else []), wrapped, clear.instance_id]
    signed += [f"{name}::{digest}" for name, digest in (*clear.files, (INSTANCE, md5_of(clear.xml)))]
    signature = hashlib.md5("".join(f"{line}\n" for line in signed).encode(), usedforsecurity=False).digest()
    root = etree.Element(f"{{{NAMESPACE}}}data", nsmap={None: NAMESPACE}, id=clear.form_id, encrypted="yes")
    if clear.version:
        root.set("version", clear.version)
    _add(root, "base64EncryptedKey", wrapped)
    meta = etree.SubElement(root, f"{{{OPENROSA}}}meta", nsmap={None: OPENROSA})
    etree.SubElement(meta, f"{{{OPENROSA}}}instanceID").text = clear.instance_id
    if clear.deprecated_id:
        etree.SubElement(meta, f"{{{OPENROSA}}}deprecatedID").text = clear.deprecated_id
    for name, _ in clear.files:
        media = etree.SubElement(root, f"{{{NAMESPACE}}}media")
        etree.SubElement(media, f"{{{NAMESPACE}}}file").text = name + ENDING
    _add(root, "encryptedXmlFile", INSTANCE + ENDING)
    _add(root, "base64EncryptedElementSignature", _wrap(rsa, signature))
    return written(root)


def read_public_key(text: str) -> RSAPublicKey:
    """The RSA key of a form (base64 of X.509 DER). Raises ``FormError("key_bad")``."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        key = load_der_public_key(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError, UnsupportedAlgorithm) as error:
        raise FormError("key_bad") from error
    if not isinstance(key, RSAPublicKey):
        raise FormError("key_bad")
    return key


def sealed_names(names: Sequence[str]) -> list[str]:
    """What the parts of an encrypted submission are called, in the order of their vectors."""
    return [name + ENDING for name in (*names, INSTANCE)]


def _wrap(key: RSAPublicKey, content: bytes) -> str:
    from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
    from cryptography.hazmat.primitives.hashes import SHA256

    try:
        return base64.b64encode(key.encrypt(content, OAEP(MGF1(SHA256()), SHA256(), None))).decode()
    except ValueError as error:
        raise FormError("key_bad") from error


def _add(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{NAMESPACE}}}{name}").text = text
