"""Files lie encrypted under names that say nothing; photos are reduced, their place and time read out and taken off."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from commissioner_app.errors import EnvironmentFault, InputError
from commissioner_app.store import images
from commissioner_app.store.attachments import Attachments
from commissioner_app.store.cipher_files import CHUNK, SealedFile, plain_size, seal
from commissioner_app.store.store import Store
from commissioner_app.system.disk import SystemDisk
from tests.store.samples import KEY, picture, record

EDGES = st.sampled_from([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK - 5])


@settings(max_examples=40, deadline=None)
@given(EDGES, st.integers(0, 3 * CHUNK), st.integers(-1, 2 * CHUNK))
def test_any_part_of_a_sealed_file_reads_back(
    tmp_path_factory: pytest.TempPathFactory, size: int, at: int, n: int
) -> None:
    data = (hashlib.sha256(str(size).encode()).digest() * (size // 32 + 1))[:size]
    path = tmp_path_factory.mktemp("sealed") / "f"
    sealed = seal(KEY, data)
    path.write_bytes(sealed)
    assert plain_size(len(sealed)) == size
    with SealedFile(path, KEY, "f") as opened:
        assert opened.read() == data
        assert opened.read(at, n) == (data[at:] if n < 0 else data[at : at + n])


@pytest.mark.parametrize("harm", ["cut", "flip", "swap", "short", "drop"])
def test_a_harmed_file_is_noticed(tmp_path: Path, harm: str) -> None:
    sealed = bytearray(seal(KEY, b"x" * (3 * CHUNK)))
    piece = CHUNK + 16
    if harm == "cut":
        del sealed[-piece:]
    elif harm == "flip":
        sealed[CHUNK] ^= 1
    elif harm == "swap":
        one, two = sealed[20 : 20 + piece], sealed[20 + piece : 20 + 2 * piece]
        sealed[20 : 20 + 2 * piece] = two + one
    elif harm == "short":
        del sealed[10:]
    else:
        del sealed[20 : 20 + piece]
    path = tmp_path / "f"
    path.write_bytes(sealed)
    with pytest.raises(EnvironmentFault) as caught, SealedFile(path, KEY, "f") as opened:
        opened.read()
    assert caught.value.code == "file_damaged"


def test_a_file_is_kept_once_and_known_by_its_content(store: Store) -> None:
    name = store.attachments.add(b"hello", ".TXT", meta={"file_name": "a.txt"})
    assert name == hashlib.sha256(b"hello").hexdigest() + ".txt"
    assert store.attachments.add(b"hello", "txt") == name
    assert store.attachments.read(name) == b"hello"
    kept = store.attachments.get(name)
    assert kept is not None
    assert (kept.size, kept.media_type, kept.held, kept.sent_at, kept.meta) == (
        5,
        "text/plain",
        True,
        "",
        {"file_name": "a.txt"},
    )
    assert list(store.attachments.verify()) == [(name, "")]
    assert store.attachments.get("none") is None


def test_only_files_of_records_wait_to_be_sent(store: Store) -> None:
    name = store.attachments.add(b"draft only", "txt")
    assert store.attachments.waiting() == []
    store.records.put(record({"log_scan": name}), dirty=True)
    assert [one.name for one in store.attachments.waiting()] == [name]
    store.attachments.mark_sent([(name, "2026")])
    assert store.attachments.waiting() == []


@pytest.mark.parametrize(
    ("data", "ext"), [(b"x", "../x"), (b"x", ""), (b"x", "toolongext"), (b"x" * 20_971_521, "bin")]
)
def test_what_the_server_would_refuse_is_refused_here(store: Store, data: bytes, ext: str) -> None:
    with pytest.raises(InputError):
        store.attachments.add(data, ext)


def test_a_full_disk_leaves_neither_file_nor_row(store: Store) -> None:
    class Full(SystemDisk):
        def write(self, path: Path, data: bytes | bytearray) -> None:
            raise OSError(28, "No space left on device")

    table = Attachments(store.database, store.folder / "attachments", store.clock, Full())
    with pytest.raises(EnvironmentFault) as caught:
        table.add(b"hello", "txt")
    assert caught.value.code == "disk_full"
    assert table.get(hashlib.sha256(b"hello").hexdigest() + ".txt") is None


def test_a_file_gone_from_the_disk_is_missed_and_kept_again(store: Store) -> None:
    name = store.attachments.add(b"hello", "txt")
    store.attachments.path(name).unlink()
    assert list(store.attachments.verify()) == [(name, "file_missing")]
    store.attachments.add(b"hello", "txt")
    assert store.attachments.read(name) == b"hello"


def test_what_no_row_names_is_swept(store: Store) -> None:
    name = store.attachments.add(b"hello", "txt")
    stray = store.folder / "attachments" / "ab" / ".part-xyz"
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"half")
    assert store.attachments.sweep() == 1
    assert store.attachments.read(name) == b"hello"


def test_what_comes_from_the_server_must_be_what_its_name_says(store: Store) -> None:
    name = hashlib.sha256(b"right").hexdigest() + ".txt"
    with pytest.raises(EnvironmentFault):
        store.attachments.incoming(name).add(b"wrong", 5)
    incoming = store.attachments.incoming(name)
    assert incoming.add(b"right", 5)
    store.attachments.settle([incoming])
    store.attachments.arrived([(name, 5, None)])
    assert store.attachments.read(name) == b"right"
    kept = store.attachments.get(name)
    assert kept is not None
    assert kept.sent_at


def test_a_photo_is_reduced_and_its_facts_read_out(store: Store) -> None:
    data = picture(3000, 2000)
    name, photo = store.attachments.add_photo(data, file_name="IMG_1.JPG")
    assert (photo.width, photo.height, photo.reduced, photo.ext) == (2048, 1365, True, "jpg")
    assert photo.taken_at == "2026-04-07T08:15:30"
    assert photo.position == {"lng": 115.88, "lat": 31.72, "datum": "WGS84"}
    with Image.open(io.BytesIO(store.attachments.read(name))) as kept:
        assert kept.size == (2048, 1365)
        assert not kept.getexif()
    small = store.attachments.thumbnail(name)
    assert small is not None
    with Image.open(io.BytesIO(small)) as preview:
        assert (preview.format, max(preview.size)) == ("JPEG", 256)
    known = store.attachments.get(name)
    assert known is not None
    assert known.meta["position"] == photo.position
    assert known.meta["file_name"] == "IMG_1.JPG"


def test_the_original_is_kept_on_wish(store: Store) -> None:
    data = picture(2600, 1000)
    name, _ = store.attachments.add_photo(data, keep_original=True, file_name="a.jpg")
    known = store.attachments.get(name)
    assert known is not None
    assert store.attachments.read(known.meta["original"]) == data


def test_a_small_clean_picture_stays_byte_for_byte() -> None:
    stream = io.BytesIO()
    Image.new("RGB", (300, 200), "green").save(stream, "PNG")
    photo = images.prepare(stream.getvalue())
    assert (photo.data, photo.ext, photo.reduced) == (stream.getvalue(), "png", False)


def test_a_turned_photo_is_set_upright() -> None:
    stream = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (300, 200), "green").save(stream, "JPEG", exif=exif)
    photo = images.prepare(stream.getvalue())
    assert (photo.width, photo.height) == (200, 300)


@pytest.mark.parametrize("data", [b"", b"not a picture", picture(64, 64)[:300], b"\xff\xd8\xff\xe0broken", b"GIF89a"])
def test_what_is_no_picture_says_so(data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        images.prepare(data)
    assert caught.value.code == "bad_image"


def test_transparent_pictures_get_a_white_ground() -> None:
    stream = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(stream, "WEBP")
    with Image.open(io.BytesIO(images.prepare(stream.getvalue(), 20).data)) as kept:
        pixel = kept.convert("RGB").getpixel((5, 5))
        assert isinstance(pixel, tuple)
        assert min(pixel) > 250
