"""A file that comes piece by piece: killed anywhere, spoiled anywhere, it is exactly the file in the end or not there."""

from __future__ import annotations

import hashlib
import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commissioner_app.errors import EnvironmentFault
from commissioner_app.store.cipher_files import CHUNK, SealedFile
from commissioner_app.store.incoming import Incoming
from commissioner_app.system.disk import SYSTEM_DISK
from commissioner_app.system.workers import at_once
from tests.store.samples import KEY

SIZES = st.sampled_from([1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 7])


def named(data: bytes) -> str:
    return f"{hashlib.sha256(data).hexdigest()}.bin"


def opened(folder: Path, data: bytes) -> Incoming:
    return Incoming(folder / "file.bin", folder / "file.part", KEY, named(data), SYSTEM_DISK)


def settled(incoming: Incoming) -> None:
    SYSTEM_DISK.settle([incoming.move], at_once)


@settings(deadline=None, max_examples=60)
@given(size=SIZES, data=st.data())
def test_any_pieces_and_any_kills_give_exactly_the_file(size: int, data: st.DataObject) -> None:
    content = random.Random(size).randbytes(size)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        incoming, done, asked = opened(folder, content), False, 0
        while not done:
            if data.draw(st.integers(0, 3)) == 0:
                before = incoming.offset
                incoming = opened(folder, content)  # killed: what was no whole chunk is asked for again
                assert before - CHUNK < incoming.offset <= before and incoming.offset % CHUNK == 0
            length = data.draw(st.integers(1, 2 * CHUNK)) if asked < 8 else size
            asked += 1
            assert not (folder / "file.bin").exists()
            done = incoming.add(content[incoming.offset : incoming.offset + length], size)
        assert incoming.read() == content
        settled(incoming)
        with SealedFile(folder / "file.bin", KEY, "file") as sealed:
            assert sealed.read() == content
        assert not (folder / "file.part").exists()
        assert content not in (folder / "file.bin").read_bytes() or size < 16


@settings(deadline=None, max_examples=40)
@given(at=st.integers(0, 2 * CHUNK + 80), flip=st.integers(1, 255))
def test_a_part_that_was_spoiled_anywhere_is_never_taken_for_the_file(at: int, flip: int) -> None:
    content = random.Random(1).randbytes(3 * CHUNK)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        opened(folder, content).add(content[: 2 * CHUNK], len(content))
        part = bytearray((folder / "file.part").read_bytes())
        part[at % len(part)] ^= flip
        (folder / "file.part").write_bytes(part)
        incoming = opened(folder, content)
        assert incoming.offset == 0
        assert incoming.add(content, len(content))
        settled(incoming)
        with SealedFile(folder / "file.bin", KEY, "file") as sealed:
            assert sealed.read() == content


def test_what_is_whole_and_something_else_begins_anew(tmp_path: Path) -> None:
    incoming = opened(tmp_path, b"right")
    with pytest.raises(EnvironmentFault) as wrong:
        incoming.add(b"wrong", 5)
    assert (wrong.value.code, incoming.offset, list(tmp_path.iterdir())) == ("file_damaged", 0, [])
    assert incoming.add(b"right", 5)
