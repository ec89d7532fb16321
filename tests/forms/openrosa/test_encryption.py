"""Encrypted submissions are opened again by a reader that was written apart from the writer."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commissioner_app.forms.errors import FormError
from commissioner_app.forms.openrosa import encryption
from commissioner_app.forms.openrosa.listing import md5_of
from tests.support.odk_decrypter import decrypt, key_pair

XML = '<data id="f"><name>汪师傅</name></data>'.encode()


def sealed(files: dict[str, bytes], *, version: str = "1", xml: bytes = XML) -> tuple[bytes, dict[str, bytes]]:
    """A manifest and its parts."""
    key, identity = encryption.new_key(), "uuid:1"
    sums = tuple((name, md5_of(data)) for name, data in files.items())
    clear = encryption.Clear("f", version, identity, xml, sums, "uuid:0")
    names = encryption.sealed_names(list(files))
    contents = [*files.values(), xml]
    parts = {
        name: encryption.seal(data, identity, key, place)
        for place, (name, data) in enumerate(zip(names, contents, strict=True))
    }
    return encryption.manifest(clear, key, key_pair().public), parts


@settings(max_examples=25, deadline=None)
@given(st.lists(st.binary(max_size=100), max_size=20), st.sampled_from(["", "2026112201"]))
def test_what_was_sealed_is_opened(contents: list[bytes], version: str) -> None:
    files = {f"{number}.jpg": data for number, data in enumerate(contents)}
    opened = decrypt(*sealed(files, version=version), key_pair())
    assert (opened.xml, opened.files, opened.signed, opened.deprecated_id) == (XML, files, True, "uuid:0")


def test_nothing_in_clear_is_in_what_travels() -> None:
    manifest, parts = sealed({"a.jpg": b"picture of a person" * 10})
    travelled = manifest + b"".join(parts.values())
    assert "汪师傅".encode() not in travelled and b"picture" not in travelled
    assert [len(part) for part in parts.values()] == [encryption.sealed_length(190), encryption.sealed_length(len(XML))]


def test_a_changed_file_shows_in_the_signature() -> None:
    manifest, parts = sealed({"a.jpg": b"0123456789"})
    other = bytearray(parts["a.jpg.enc"])
    other[0] ^= 1
    assert not decrypt(manifest, {**parts, "a.jpg.enc": bytes(other)}, key_pair()).signed


def test_each_file_has_a_vector_of_its_own() -> None:
    key = encryption.new_key()
    vectors = [encryption.initial_vector("uuid:1", key, place) for place in range(600)]
    assert len(set(vectors)) == 600


def test_a_published_wrapping_of_a_peer_is_of_the_same_kind() -> None:
    """Hash and mask are both SHA-256: what a peer (ODK Central) unpads by hand."""
    from cryptography.hazmat.primitives.asymmetric import padding
    from cryptography.hazmat.primitives.hashes import SHA1, SHA256

    manifest, _ = sealed({})
    wrapped = base64.b64decode(manifest.partition(b"EncryptedKey>")[2].partition(b"<")[0])
    assert len(key_pair().private.decrypt(wrapped, padding.OAEP(padding.MGF1(SHA256()), SHA256(), None))) == 32
    with pytest.raises(ValueError):
        key_pair().private.decrypt(wrapped, padding.OAEP(padding.MGF1(SHA1()), SHA256(), None))


@pytest.mark.parametrize("key", ["", "no key", "AAAA", base64.b64encode(b"x" * 200).decode(), "密"])
def test_a_bad_key_is_said(key: str) -> None:
    with pytest.raises(FormError) as caught:
        encryption.read_public_key(key)
    assert caught.value.code == "key_bad"
