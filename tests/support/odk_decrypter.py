"""What the owner of a form's private key does with an encrypted submission, written from the specification alone."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms
from lxml import etree

ENCRYPTED = "{http://opendatakit.org/submissions}"
META = "{http://openrosa.org/xforms}"
OAEP = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)


@dataclass(frozen=True)
class KeyPair:
    """An RSA key; ``public`` is what a form's settings hold."""

    private: rsa.RSAPrivateKey

    @property
    def public(self) -> str:
        kind, form = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        return base64.b64encode(self.private.public_key().public_bytes(kind, form)).decode()


@dataclass(frozen=True)
class Opened:
    """A submission in clear. ``signed``: the manifest's signature fits what was decrypted."""

    xml: bytes
    files: dict[str, bytes]
    signed: bool
    deprecated_id: str


@cache
def key_pair() -> KeyPair:
    """One key for a whole test run: making one takes a while."""
    return KeyPair(rsa.generate_private_key(65537, 2048))


def decrypt(manifest: bytes, parts: Mapping[str, bytes], keys: KeyPair) -> Opened:
    """The clear submission. Raises where a part is missing or a key does not fit."""
    root = etree.fromstring(manifest)
    assert root.tag == f"{ENCRYPTED}data" and root.get("encrypted") == "yes"
    wrapped = root.findtext(f"{ENCRYPTED}base64EncryptedKey") or ""
    key = keys.private.decrypt(base64.b64decode(wrapped), OAEP)
    instance_id = root.findtext(f"{META}meta/{META}instanceID") or ""
    names = [element.text or "" for element in root.iterfind(f"{ENCRYPTED}media/{ENCRYPTED}file")]
    names.append(root.findtext(f"{ENCRYPTED}encryptedXmlFile") or "")
    vector = bytearray(hashlib.md5(instance_id.encode() + key).digest())
    clear: dict[str, bytes] = {}
    for number, name in enumerate(names):
        vector[number % 16] = (vector[number % 16] + 1) & 0xFF
        decryptor = Cipher(algorithms.AES(key), CFB(bytes(vector))).decryptor()
        padded = decryptor.update(parts[name]) + decryptor.finalize()
        assert padded[-padded[-1] :] == bytes([padded[-1]]) * padded[-1]
        clear[name.removesuffix(".enc")] = padded[: -padded[-1]]
    lines = [root.get("id") or "", *([root.get("version") or ""] if root.get("version") else []), wrapped, instance_id]
    lines += [f"{name}::{hashlib.md5(data).hexdigest()}" for name, data in clear.items()]
    signature = base64.b64decode(root.findtext(f"{ENCRYPTED}base64EncryptedElementSignature") or "")
    digest = hashlib.md5("".join(line + "\n" for line in lines).encode()).digest()
    xml = clear.pop("submission.xml")
    deprecated = root.findtext(f"{META}meta/{META}deprecatedID") or ""
    return Opened(xml, clear, keys.private.decrypt(signature, OAEP) == digest, deprecated)
