"""Where attachments lie: the same tests for a folder and for an S3-compatible store, and a server on each."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from provincial_server.errors import ServerError
from provincial_server.files.folder import FolderFiles
from provincial_server.files.keeping import Files, checksum, is_whole
from provincial_server.files.opening import files_of
from provincial_server.files.s3 import S3Files
from provincial_server.settings import Settings
from tests.server.laptop import Laptop
from tests.server.test_attachments import begin, named, send, several, upload
from tests.server.test_push import visit
from tests.support import s3
from tests.support.commands import command
from tests.support.server import ServerProcess, start_server


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[s3.Store]:
    """A stand-in for an object store, its address in the environment of all that the tests start."""
    pytest.importorskip("obstore", reason="the extra server-s3 is not installed")
    with s3.running(tmp_path_factory.mktemp("s3") / "store") as running, pytest.MonkeyPatch.context() as environment:
        for name, value in running.environment.items():
            environment.setenv(name, value)
        yield running


@pytest.fixture(params=["folder", "s3"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Files:
    if request.param == "folder":
        return FolderFiles(tmp_path / "files")
    running: s3.Store = request.getfixturevalue("store")
    return S3Files(f"{running.address}/{tmp_path.name}")


def whole(files: Files, name: str) -> bytes:
    return b"".join(files.read(name))


def test_what_is_put_is_there_whole_and_twice_is_once(files: Files, tmp_path: Path) -> None:
    data = os.urandom(100_000)
    assert files.size(named(data)) is None
    for _ in range(2):
        files.put(named(data), data)
    assert (files.size(named(data)), whole(files, named(data))) == (len(data), data)
    assert is_whole(files, named(data), len(data)) and not is_whole(files, named(data), 1)
    large = os.urandom(7_000_000)
    source = tmp_path / "arrived.part"
    source.write_bytes(large)
    files.take(named(large), source)
    assert not source.exists()
    assert checksum(files.read(named(large))) == named(large)[:64]


def test_any_part_can_be_read(files: Files) -> None:
    data = os.urandom(2_500_000)
    files.put(named(data), data)
    for start, end in (
        (0, 1),
        (0, len(data)),
        (1_000_000, 1_000_001),
        (1_999_999, 2_400_000),
        (len(data) - 1, len(data)),
    ):
        assert b"".join(files.read(named(data), start, end)) == data[start:end]
    assert b"".join(files.read(named(data), 2_000_000)) == data[2_000_000:]


def test_what_is_not_there_is_missed_at_once(files: Files) -> None:
    with pytest.raises(KeyError):
        files.read(named(b"nothing"))
    assert not is_whole(files, named(b"nothing"), 7)


def test_many_writers_of_one_content_leave_one_copy(files: Files) -> None:
    data = os.urandom(500_000)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: files.put(named(data), data), range(12)))
    assert whole(files, named(data)) == data
    assert files.tidy() == 0


def test_what_a_killed_writer_left_is_taken_away_a_day_later(tmp_path: Path) -> None:
    files = FolderFiles(tmp_path / "files")
    files.put(named(b"whole"), b"whole")
    left = tmp_path / "files" / named(b"whole")[:2] / ".part-0123"
    left.write_bytes(b"half")
    assert files.tidy() == 0
    os.utime(left, (0, 0))
    assert (files.tidy(), left.exists(), whole(files, named(b"whole"))) == (1, False, b"whole")


def test_a_store_out_of_reach_is_told_without_its_address(store: s3.Store, tmp_path: Path) -> None:
    files = S3Files(f"{store.address}/{tmp_path.name}")
    with store.failing(), pytest.raises(ServerError) as away:
        files.put(named(b"x"), b"x")
    assert (away.value.code, away.value.status, away.value.exit_code) == ("files_away", 503, 3)
    assert "sample" not in away.value.message("en") and "127.0.0.1" not in away.value.message("en")


@pytest.mark.parametrize("address", ["ftp://x/y", "s3://"])
def test_an_address_of_no_known_kind_is_refused(address: str, tmp_path: Path) -> None:
    pytest.importorskip("obstore", reason="the extra server-s3 is not installed")
    with pytest.raises(ServerError) as bad:
        files_of(Settings(tmp_path, files=address))
    assert (bad.value.code, bad.value.exit_code) == ("bad_files", 2)


@pytest.fixture(scope="module")
def data(store: s3.Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample county, its photos in the object store."""
    folder = tmp_path_factory.mktemp("server") / "data"
    made = command("init", "--data", folder, "--attachments", store.address, "--sample")
    (folder.parent / "data.users.json").write_text(json.dumps(json.loads(made.stdout)["users"]), encoding="utf-8")
    return folder


@pytest.fixture
def server(data: Path, store: s3.Store) -> Iterator[ServerProcess]:
    running = start_server(data, options=["--attachments", store.address])
    yield running
    running.stop()


def test_the_sample_countys_photos_lie_in_the_store_and_are_found_sound(data: Path, store: s3.Store) -> None:
    looked = json.loads(command("check", "--data", data, "--attachments", store.address).stdout)
    assert looked["ok"] and looked["attachments"]["held"] == len(store.names) > 10
    assert not (data / "attachments").exists()


def test_laptops_send_and_read_as_ever(server: ServerProcess, store: s3.Store) -> None:
    stc = Laptop(server.url, server.user("STC"))
    assert stc.sign_in().ok
    small, other, large = os.urandom(3000), os.urandom(200_000), os.urandom(3_000_000)
    upload(stc, small)
    assert several(stc, (named(other), other)).json()["files"] == {named(other): ""}
    location = begin(stc, named(large), len(large)).headers["Location"]
    assert send(stc, location, 0, large[:1_000_000]).headers["Upload-Offset"] == "1000000"
    server.kill()
    again = server.again_with("--attachments", store.address)
    try:
        stc.url = again.url
        assert send(stc, location, 1_000_000, large[1_000_000:]).headers["Upload-Received-At"]
        for sent in (small, other, large):
            assert store.path(named(sent)).read_bytes() == sent
            address = f"/v1/attachments/{named(sent)}"
            assert stc.call("GET", address).content == sent
            part = stc.call("GET", address, headers={"Range": "bytes=1000-1999"})
            assert (part.status_code, part.content) == (206, sent[1000:2000])
        assert list((server.data / "uploads").glob("*.part")) == []
    finally:
        again.stop()


def test_records_still_go_while_the_store_is_away(server: ServerProcess, store: s3.Store) -> None:
    stc, data = Laptop(server.url, server.user("STC")), os.urandom(4000)
    assert stc.sign_in().ok
    with store.failing():
        refused = several(stc, (named(data), data))
        assert refused.status_code == 503 and int(refused.headers["Retry-After"]) > 0
        assert stc.push(visit(stc))[0]["status"] == "accepted"
    assert several(stc, (named(data), data)).ok


def test_a_backup_has_the_photos_and_puts_damaged_ones_back(data: Path, store: s3.Store, tmp_path: Path) -> None:
    place = ("--data", data, "--attachments", store.address)
    command("backup", *place, "--out", tmp_path / "backup")
    name, gone = store.names[:2]
    sound = store.path(name).read_bytes()
    store.path(name).write_bytes(sound[:-1] + b"?")
    store.path(gone).unlink()
    looked = command("check", *place, check=False)
    assert looked.returncode == 1
    assert set(json.loads(looked.stdout)["damaged"]) == {name, gone}
    command("restore", *place, tmp_path / "backup")
    assert json.loads(command("check", *place).stdout)["ok"]
    assert store.path(name).read_bytes() == sound
    assert not (store.folder / "deleted").exists()
