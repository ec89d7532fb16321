"""A server without room, or a person with too much: no more files, but records."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from provincial_server.db.engine import Database
from provincial_server.errors import ServerError
from provincial_server.files.folder import FolderFiles
from provincial_server.logic.roles import Caller
from provincial_server.logic.uploads import Uploads
from provincial_server.settings import Settings
from tests.server.laptop import Laptop
from tests.server.test_attachments import begin, named, send_at_once
from tests.server.test_push import visit
from tests.support.homes import Home
from tests.support.server import start_server

ME = Caller("p", "d", (), frozenset())
PLENTY = 1 << 40


def with_free(database: Database, settings: Settings, free: Callable[[], int]) -> Uploads:
    """Uploads beside a disk that has as much room as the test says."""
    return Uploads(database, settings, free=lambda _folder: free())


def refused(call: Callable[[], object]) -> dict[str, object]:
    with pytest.raises(ServerError) as error:
        call()
    assert (error.value.code, error.value.status) == ("storage_full", 507)
    return error.value.detail


def test_what_would_touch_the_reserve_of_the_disk_is_refused(database: Database, settings: Settings) -> None:
    settings, free = replace(settings, reserve_bytes=1000), 1100
    uploads, data = with_free(database, settings, lambda: free), os.urandom(100)
    uploads.take(ME, named(data), data)
    more = os.urandom(101)
    assert refused(lambda: uploads.take(ME, named(more), more)) == {"reason": "disk"}
    assert refused(lambda: uploads.begin(ME, named(more), len(more))) == {"reason": "disk"}
    free = 2000
    upload = uploads.begin(ME, named(more), len(more))
    assert uploads.write(upload, 0, more[:50], len(more)) == 50
    free = 1000
    assert refused(lambda: uploads.write(upload, 50, more[50:], len(more))) == {"reason": "disk"}
    # What had arrived is kept, and goes on once there is room.
    free = 2000
    assert uploads.settle(ME, upload).offset == 50
    uploads.write(upload, 50, more[50:], len(more))
    assert uploads.settle(ME, upload).received_at


def test_a_disk_that_is_full_all_the_same_says_so_and_keeps_nothing_half(
    database: Database, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = FolderFiles(tmp_path / "files")
    uploads, data = Uploads(database, settings, files, free=lambda _: PLENTY), os.urandom(100)

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    with monkeypatch.context() as spoiled:
        spoiled.setattr("provincial_server.files.folder.os.fsync", full)
        assert refused(lambda: uploads.take(ME, named(data), data)) == {"reason": "disk"}
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []
    assert files.size(named(data)) is None
    uploads.take(ME, named(data), data)
    assert b"".join(files.read(named(data))) == data


def test_a_person_has_a_quota_and_the_others_are_not_touched_by_it(database: Database, settings: Settings) -> None:
    uploads = with_free(database, replace(settings, quota_bytes=250), lambda: PLENTY)
    first, second = os.urandom(200), os.urandom(51)
    uploads.take(ME, named(first), first)
    detail = {"reason": "quota", "used": 200, "limit": 250}
    assert refused(lambda: uploads.take(ME, named(second), second)) == detail
    assert refused(lambda: uploads.begin(ME, named(second), 51)) == detail
    uploads.take(Caller("other", "d", (), frozenset()), named(second), second)
    uploads.take(ME, named(second[:50]), second[:50])


def test_the_sum_of_a_person_is_read_off_an_index(database: Database) -> None:
    with database.read() as connection:
        plan = connection.exec_driver_sql(
            f"EXPLAIN {'QUERY PLAN ' if database.is_sqlite else ''}SELECT SUM(size) FROM attachments WHERE person_id = 'p'"
        ).fetchall()
    # PostgreSQL reads a table of one page whole, whatever indexes there are.
    assert "COVERING INDEX attachments_of_person" in str(plan) or not database.is_sqlite


def test_records_still_go_where_files_do_not(home: Home) -> None:
    server = start_server(home.data, users=home.users, database=home.database, options=["--reserve", str(1 << 30)])
    try:
        stc = Laptop(server.url, server.user("STC"))
        assert stc.sign_in().ok
        for reply in (begin(stc, named(b"x"), 1), send_at_once(stc, named(b"x"), b"x")):
            assert (reply.status_code, reply.json()["code"]) == (507, "storage_full")
            assert reply.json()["detail"] == {"reason": "disk"}
        assert stc.push(visit(stc))[0]["status"] == "accepted"
    finally:
        server.stop()
