"""The encrypted file itself: the length of its pages."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from commissioner_app.errors import EnvironmentFault
from commissioner_app.store import check, database
from commissioner_app.store.database import FILE_NAME, PAGE_SIZES, connect
from commissioner_app.store.store import Store
from commissioner_app.system.running import Running
from tests.store.samples import KEY, KINDS, record


@pytest.mark.parametrize("size", PAGE_SIZES)
def test_a_file_keeps_the_pages_it_was_made_with(tmp_path: Path, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr(database, "PAGE_SIZES", (size,))  # the version that made it knew no other
        store = Store.open(tmp_path, KEY, kinds=KINDS)
        store.write(record({"name": "甲"}), who="p", device="d", action="create")
        store.close()
    again = Store.open(tmp_path, KEY, kinds=KINDS)
    assert again.database.page_size == size
    assert sum(again.records.waiting_counts().values()) == 1
    copy = again.backups.create()
    assert check.full(again).ok
    again.close()
    backed_up = connect(tmp_path / "backups" / copy.name / FILE_NAME, KEY, read_only=True)
    assert int(backed_up.execute("PRAGMA page_size").fetchone()[0]) == size
    backed_up.close()


def test_another_key_opens_nothing(tmp_path: Path) -> None:
    Store.open(tmp_path, KEY, kinds=KINDS).close()
    with pytest.raises(EnvironmentFault) as caught:
        connect(tmp_path / FILE_NAME, bytes(32))
    assert caught.value.code == "database_damaged"


def test_opening_on_a_full_disk_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Running, "__init__", full)
    with pytest.raises(EnvironmentFault) as caught:
        Store.open(tmp_path, KEY, kinds=KINDS)
    assert caught.value.code == "disk_full"
