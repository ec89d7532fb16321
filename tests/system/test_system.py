"""The outside world: ids in order, files whole or absent, secrets for one run, a log without people in it."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from commissioner_app.system import logs
from commissioner_app.system.files import write_atomic
from commissioner_app.system.ids import drawn_from, uuid7
from commissioner_app.system.secrets import MemoryStore


def test_ids_are_version_7_and_rise() -> None:
    ids = [uuid7() for _ in range(5000)]
    assert ids == sorted(ids)
    assert len(set(ids)) == 5000
    assert {one[14] for one in ids} == {"7"}


def test_a_file_is_whole_or_as_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "deep" / "a.json"
    write_atomic(path, b"one")

    def fails(_handle: int) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr("os.fsync", fails)
    with pytest.raises(OSError, match="full"):
        write_atomic(path, b"two")
    assert path.read_bytes() == b"one"
    assert [found.name for found in path.parent.iterdir()] == ["a.json"]


def test_secrets_of_one_run() -> None:
    secrets = MemoryStore()
    secrets.set("a", "b")
    assert secrets.get("a") == "b"
    secrets.forget("a")
    secrets.forget("a")
    assert secrets.get("a") is None


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("visit of 张三 at 云雾茶厂", "visit of … at …"),
        ("phone 13900001111", "phone …"),
        ("phone 139 0000 1111 and id 34152419800101123X", "phone … and id …"),
        ("mail a.b@example.cn", "mail …"),
        ("code 91341524MA2N12345X", "code …"),
        ("pushed 12 records in 3.5 s, stage exchange", "pushed 12 records in 3.5 s, stage exchange"),
        ("record 019a5c7e-1b2c-7def-8123-456789abcdef", "record 019a5c7e-1b2c-7def-8123-456789abcdef"),
    ],
)
def test_people_are_struck_out(said: str, written: str) -> None:
    assert logs.redacted(said) == written


def test_the_log_holds_places_and_types_but_no_texts(tmp_path: Path) -> None:
    handler = logs.start(tmp_path)
    log = logging.getLogger("commissioner_app.test")
    try:
        try:
            raise ValueError("cannot parse 王小明 13900001111 secretword")
        except ValueError as error:
            raise RuntimeError("while reading secretword") from error
    except RuntimeError:
        log.exception("sync failed for %s", "王小明")
    logs.stop(handler)
    text = (tmp_path / logs.FILE_NAME).read_text(encoding="utf-8")
    assert "ValueError" in text
    assert "RuntimeError" in text
    assert "test_system.py" in text
    assert not any(word in text for word in ("王小明", "13900001111", "secretword"))


def test_a_message_that_does_not_fit_its_arguments_is_still_written() -> None:
    record = logging.LogRecord("n", logging.INFO, "p", 1, "bad arguments %d", ("x",), None)
    assert "bad arguments" in logs.SafeFormatter().format(record)


def test_the_log_stays_small(tmp_path: Path) -> None:
    handler = logs.start(tmp_path)
    for _ in range(800):
        logging.getLogger("commissioner_app.test").info("x " * 2000)
    logs.stop(handler)
    files = list(tmp_path.iterdir())
    assert len(files) <= logs.FILES
    assert sum(path.stat().st_size for path in files) <= logs.FILES * logs.BYTES * 1.5


class _Counted:
    """A source whose time stands still and whose chance counts."""

    def __init__(self) -> None:
        self.number = 0

    def nanoseconds(self) -> int:
        return 1_800_000_000_000_000_000

    def chance(self, size: int) -> bytes:
        self.number += 1
        return self.number.to_bytes(size, "big")


def test_the_same_source_gives_the_same_ids_again_and_still_in_order() -> None:
    with drawn_from(_Counted()):
        first = [uuid7() for _ in range(3)]
    with drawn_from(_Counted()):
        assert [uuid7() for _ in range(3)] == first
    assert sorted(first) == first
    assert len(set(first)) == 3
    assert uuid7() > "019"
