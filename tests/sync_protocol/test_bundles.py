"""Bundles as the document says: the worked piece is rebuilt from its description, and damage never goes unseen."""

from __future__ import annotations

import hashlib
import io
import random
import re
from pathlib import Path
from typing import Any, Final

import orjson
import pytest
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from sync_protocol import codes
from sync_protocol.bundles import container, keys
from sync_protocol.bundles import messages as by_hand
from sync_protocol.bundles import piece as pieces
from sync_protocol.bundles.faults import BundleFault
from sync_protocol.bundles.keys import KeyPair
from sync_protocol.bundles.piece import Content
from sync_protocol.shapes import wrong
from tests.sync_protocol import document

# Keys of the example: 32 bytes of one digit each.
SERVER: Final = bytes([1]) * 32
DEVICE: Final = bytes([2]) * 32
SERVER_BOX: Final = bytes([3]) * 32
TEAM_BOX: Final = bytes([4]) * 32
DEVICE_BOX: Final = bytes([5]) * 32
SECRET: Final = bytes([6]) * 32 + bytes([7]) * 32
SAID: Final = {"name": f"{hashlib.sha256(b'tea').hexdigest()}.txt", "size": 3, "offset": 0}


def signing(private: bytes) -> KeyPair:
    public = Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
    return KeyPair(keys.text(private), keys.text(public))


def sealing(private: bytes) -> KeyPair:
    public = X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
    return KeyPair(keys.text(private), keys.text(public))


def certificate() -> by_hand.Certificate:
    said = {
        "device": "01a2043d-8001-7c11-8d5e-3f1a60b7c201", "person": "01a2043d-716f-75bb-b860-6af8ee1b03bd",
        "sign": signing(DEVICE).public, "box": sealing(DEVICE_BOX).public, "issued": "2026-11-22T09:30:00.000+08:00",
    }  # fmt: skip
    return keys.certify(signing(SERVER).private, said)


def example_piece(n: int = 1, of: int = 1, data: bytes = b"tea") -> bytes:
    """The piece of the document: a file of three bytes, for the server and one team."""
    head = {
        "kind": "file", "server": keys.key_id(signing(SERVER).public), "bundle": "01a2043f-0001-7000-8000-000000000001",
        "n": n, "of": of, "made": "2026-11-22T10:00:00.000+08:00", "sender": certificate(), "device": "",
    }  # fmt: skip
    recipients = [sealing(SERVER_BOX).public, sealing(TEAM_BOX).public]
    return pieces.seal(head, Content(SAID, data), recipients, signing(DEVICE).private, secret=SECRET)


def file_of(*given: bytes) -> bytes:
    stream = io.BytesIO()
    writer = container.Writer(stream, keys.key_id(signing(SERVER).public), "01a2043f-0001-7000-8000-000000000001", 1)
    for one in given:
        writer.add(one)
    writer.finish(1)
    return stream.getvalue()


def test_the_document_has_the_worked_piece_byte_for_byte() -> None:
    worked = dict(re.findall(r"^(\w+) -> ([0-9a-f]+)$", document.text(), re.MULTILINE))
    piece = pieces.read(example_piece())
    head = piece.whole[4 : 4 + piece.head_size]
    assert worked["certificate"] == keys.raw(certificate()["signature"], 64).hex()
    assert worked["head"] == hashlib.sha256(head).hexdigest()
    assert worked["wrapped"] == keys.raw(piece.head["to"][0]["wrapped"], 48).hex()
    assert worked["ephemeral"] == keys.raw(piece.head["ephemeral"]).hex()
    # The zstd frame inside may differ from one library to the next; everything else is fixed.
    if worked["body"] == hashlib.sha256(piece.body).hexdigest():
        assert worked["signature"] == piece.whole[-64:].hex()


def test_a_piece_can_be_read_from_its_description_alone() -> None:
    whole = example_piece()
    size = int.from_bytes(whole[:4], "big")
    text, length = whole[4 : 4 + size], int.from_bytes(whole[4 + size : 8 + size], "big")
    head, body, signature = orjson.loads(text), whole[8 + size : 8 + size + length], whole[8 + size + length :]
    said = {name: value for name, value in head["sender"].items() if name != "signature"}
    plain = orjson.dumps(said, option=orjson.OPT_SORT_KEYS)
    server = Ed25519PublicKey.from_public_bytes(keys.raw(signing(SERVER).public))
    server.verify(keys.raw(head["sender"]["signature"], 64), b"kotexing certificate 1\n" + plain)
    device = Ed25519PublicKey.from_public_bytes(keys.raw(head["sender"]["sign"]))
    device.verify(signature, b"kotexing piece 1\n" + hashlib.sha256(text).digest() + hashlib.sha256(body).digest())
    team = X25519PrivateKey.from_private_bytes(TEAM_BOX)
    own, ephemeral = team.public_key().public_bytes_raw(), keys.raw(head["ephemeral"])
    secret = team.exchange(X25519PublicKey.from_public_bytes(ephemeral))
    kek = HKDF(SHA256(), 32, ephemeral + own, b"kotexing piece key 1").derive(secret)
    (wrapped,) = (one["wrapped"] for one in head["to"] if one["key"] == hashlib.sha256(own).hexdigest()[:16])
    key = AESGCM(kek).decrypt(bytes(12), keys.raw(wrapped, 48), None)
    content = AESGCM(key).decrypt(bytes(12), body, text)
    frame = int.from_bytes(content[:4], "big")
    assert orjson.loads(zstandard.decompress(content[4 : 4 + frame])) == SAID and content[4 + frame :] == b"tea"


@pytest.mark.parametrize("shape", [one for one in vars(by_hand).values() if hasattr(one, "__required_keys__")])
def test_every_field_of_a_bundle_is_in_the_document(shape: Any) -> None:
    text = document.text()
    assert [name for name in shape.__annotations__ if f"`{name}`" not in text and f'"{name}":' not in text] == []


WHOLE: Final = file_of(example_piece(1, 2), example_piece(2, 2))


@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_no_changed_byte_goes_unseen(at: int, change: int) -> None:
    damaged = bytearray(WHOLE)
    damaged[at] ^= change
    _refused(bytes(damaged))


@given(st.integers(0, len(WHOLE) - 1), st.binary(max_size=40))
def test_no_cut_and_nothing_added_goes_unseen(at: int, added: bytes) -> None:
    _refused(WHOLE[:at] + added if WHOLE[at:] != added else WHOLE[:at])
    if added:
        _refused(WHOLE + added)


@given(st.integers(0, 400), st.integers(1, 255))
def test_a_piece_that_was_changed_is_not_believed(at: int, change: int) -> None:
    """Also where the sum of the file was made anew: what is signed cannot be changed by who carries it."""
    damaged = bytearray(example_piece())
    damaged[at % len(damaged)] ^= change
    with pytest.raises(BundleFault) as caught:
        pieces.check(pieces.read(bytes(damaged)), signing(SERVER).public)
    assert caught.value.code in {codes.BUNDLE_DAMAGED, codes.BUNDLE_FORGED, codes.BUNDLE_FOREIGN}


def test_a_piece_is_closed_to_everybody_else() -> None:
    stranger = sealing(bytes([9]) * 32)
    piece = pieces.read(example_piece())
    assert pieces.unseal(piece, {keys.key_id(stranger.public): stranger.private}) is None
    mistaken = {one["key"]: stranger.private for one in piece.head["to"]}
    with pytest.raises(BundleFault):
        pieces.unseal(piece, mistaken)
    assert b"tea" not in piece.whole and wrong(by_hand.PieceHead, piece.head) is None


def _refused(data: bytes) -> None:
    path = Path(_folder()) / f"{random.getrandbits(32)}.bundle"
    path.write_bytes(data)
    try:
        with pytest.raises(BundleFault) as caught:
            container.header(path)
            for framed in container.read(path):
                pieces.check(framed.piece, signing(SERVER).public)
        assert caught.value.code.startswith("bundle_")
    finally:
        path.unlink()


_PLACE: list[Path] = []


def _folder() -> Path:
    return _PLACE[0]


@pytest.fixture(scope="module", autouse=True)
def place(tmp_path_factory: pytest.TempPathFactory) -> None:
    _PLACE[:] = [tmp_path_factory.mktemp("bundles")]
