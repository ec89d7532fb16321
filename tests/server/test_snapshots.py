"""Ready-made copies: whole, of one moment, offered when they pay, made again when they are old, and nobody else's."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from datetime import datetime, timedelta
from typing import Any

import orjson
import pytest
import zstandard

from provincial_server import outside
from provincial_server.db import counters, records
from provincial_server.db.engine import Database
from provincial_server.errors import ServerError
from provincial_server.logic import accounts
from provincial_server.logic.push import Push
from provincial_server.logic.roles import Caller
from provincial_server.logic.snapshots import KEPT, RESTLESS_SECONDS, Snapshots
from provincial_server.settings import Settings
from sync_protocol import limits
from sync_protocol.messages import Snapshot
from tests.server.laptop import Laptop, change
from tests.support.server import ServerProcess

BUCKET = "office:341524"


@pytest.fixture
def snapshots(database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Snapshots]:
    monkeypatch.setattr(limits, "SNAPSHOT_RECORDS", 100)
    monkeypatch.setattr(limits, "FIRST_LOAD_RECORDS", 100)
    made = Snapshots(database, settings)
    yield made
    made.close()


def offered(snapshots: Snapshots, database: Database, bucket: str = BUCKET) -> Snapshot | None:
    with database.read() as connection:
        return snapshots.offer(connection, bucket)


def wait_for_offer(snapshots: Snapshots, database: Database, after: str = "") -> Snapshot:
    for _ in range(500):
        found = offered(snapshots, database)
        if found is not None and found["name"] != after:
            return found
        time.sleep(0.01)
    raise AssertionError("no snapshot was made")


def content(settings: Settings, snapshot: Snapshot) -> list[dict[str, Any]]:
    (path,) = settings.snapshots.glob(f"*/{snapshot['name']}.zst")
    data, at, found = path.read_bytes(), 0, []
    for size in snapshot["parts"]:
        found += orjson.loads(zstandard.ZstdDecompressor().decompress(data[at : at + size]))
        at += size
    assert at == len(data)
    return found


def touch(database: Database, count: int) -> None:
    """Give the newest places to some records of the bucket, as edits do."""
    with database.write() as connection:
        page = records.page(connection, BUCKET, 0, count)
        ids = [orjson.loads(body)["id"] for body in page.bodies]
        found = records.find_all(connection, [], ids, [], len(ids))
        written = [
            records.Written(
                held.n, one, orjson.loads(held.body)["kind"], held.rev, False, held.body.encode(), found.seq + at,
                frozenset({BUCKET}), frozenset(), frozenset(), is_new=False,
            )
            for at, (one, held) in enumerate((one, found.held[one]) for one in ids)
        ]  # fmt: skip
        records.save(connection, written)


def test_a_copy_holds_what_the_pages_hold_and_stands_where_they_end(
    snapshots: Snapshots, database: Database, settings: Settings
) -> None:
    assert offered(snapshots, database) is None
    snapshot = wait_for_offer(snapshots, database)
    with database.read() as connection:
        page = records.page(connection, BUCKET, 0, 100_000)
        assert snapshot["cursor"] == counters.current(connection)
        assert records.page(connection, BUCKET, snapshot["cursor"], 10).bodies == []
    assert content(settings, snapshot) == [orjson.loads(body) for body in page.bodies]
    assert snapshot["count"] == len(page.bodies) > 500
    assert len(snapshot["parts"]) == -(-snapshot["count"] // 100)


def test_small_buckets_are_not_copied(snapshots: Snapshots, database: Database, settings: Settings) -> None:
    with database.read() as connection:
        counts = records.stats(connection, records.bucket_names(connection))
    small = [bucket for bucket, (count, _) in counts.items() if 0 < count < 100]
    assert small and all(offered(snapshots, database, bucket) is None for bucket in small)
    snapshots.close()
    assert list(settings.snapshots.glob("*/*")) == []


class Still:
    """A clock that stands; chance as ever."""

    def __init__(self) -> None:
        self.moment = outside.now()

    def now(self) -> datetime:
        return self.moment

    def chance(self, size: int) -> bytes:
        return outside.System().chance(size)


class AtOnce(Executor):
    """Work is done when it has been handed in."""

    def submit(self, work: Callable[..., Any], /, *args: Any, **named: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(work(*args, **named))
        return done


def newest(settings: Settings) -> str:
    notes = sorted(settings.snapshots.glob("*/*.json"), key=lambda path: path.stat().st_mtime_ns)
    return notes[-1].stem if notes else ""


def test_a_bucket_is_copied_before_anybody_asks_and_while_it_is_filled_only_at_a_pause_or_after_a_while(
    snapshots: Snapshots, database: Database, settings: Settings
) -> None:
    made, clock = Snapshots(database, settings, AtOnce()), Still()
    with outside.replaced_by(clock):
        made.refresh()
        first = newest(settings)
        assert first
        for _ in range(3):
            touch(database, 200)
            made.refresh()
        assert newest(settings) == first, "changes were still coming in"
        made.refresh()
        second = newest(settings)
        assert second != first, "a pause"
        clock.moment += timedelta(seconds=RESTLESS_SECONDS - 1)
        touch(database, 200)
        made.refresh()
        assert newest(settings) == second
        clock.moment += timedelta(seconds=1)
        touch(database, 200)
        made.refresh()
        assert newest(settings) != second, "it took too long"


def test_few_changes_keep_a_copy_and_many_have_it_made_again(
    snapshots: Snapshots, database: Database, settings: Settings
) -> None:
    first = wait_for_offer(snapshots, database)
    touch(database, first["count"] // 20)
    assert offered(snapshots, database) == first
    touch(database, first["count"] // 5)
    assert offered(snapshots, database) == first, "nobody waits for the new one"
    second = wait_for_offer(snapshots, database, after=first["name"])
    assert second["cursor"] > first["cursor"]
    for _ in range(KEPT):
        touch(database, second["count"] // 5)
        snapshots.make(BUCKET)
    assert len(list(settings.snapshots.glob("*/*.zst"))) == KEPT


def test_a_copy_of_a_future_that_a_restore_has_undone_is_not_offered(snapshots: Snapshots, database: Database) -> None:
    first = wait_for_offer(snapshots, database)
    with database.write() as connection:
        counters.add_lost_range(connection, first["cursor"] - 10, first["cursor"] + 1000)
        counters.take(connection, 2000)
    again = wait_for_offer(snapshots, database)
    assert again["cursor"] >= first["cursor"] + 2000


def test_a_copy_with_a_record_that_has_left_the_bucket_is_nobodys_to_read(
    snapshots: Snapshots, database: Database, settings: Settings
) -> None:
    first = wait_for_offer(snapshots, database)
    reader = Caller("p", "d", (), frozenset({BUCKET}))
    assert snapshots.readable_path(reader, BUCKET, first["name"]).is_file()
    gone = next(one for one in content(settings, first) if one["kind"] == "visit")
    with database.write() as connection:
        moved = change("visit", gone["id"], gone["rev"], set={"county": "341525"})
        push = Push(connection, accounts.ADMINISTRATOR, trusted=True)
        assert push.take([moved])[0]["status"] == "accepted"  # type: ignore[list-item]
    assert offered(snapshots, database) is None
    with pytest.raises(ServerError):
        snapshots.readable_path(reader, BUCKET, first["name"])
    second = wait_for_offer(snapshots, database, after=first["name"])
    assert gone["id"] not in {one["id"] for one in content(settings, second)}
    assert snapshots.readable_path(reader, BUCKET, second["name"]).is_file()


def test_what_is_cut_short_or_half_made_is_never_offered(
    snapshots: Snapshots, database: Database, settings: Settings
) -> None:
    snapshot = wait_for_offer(snapshots, database)
    (path,) = settings.snapshots.glob("*/*.zst")
    path.write_bytes(path.read_bytes()[:-1])
    abandoned, fresh = path.parent / "a.part", path.parent / "b.note"
    for half in (abandoned, fresh):
        half.write_bytes(b"half")
    os.utime(abandoned, (0, 0))
    snapshots.clear()
    assert not abandoned.exists()
    # Beside other workers one of them may be at it just now.
    assert fresh.exists() is not settings.is_embedded
    assert offered(snapshots, database) is None
    assert wait_for_offer(snapshots, database)["count"] == snapshot["count"]


def test_only_who_holds_the_bucket_reads_its_copy(server: ServerProcess) -> None:
    settings = server.settings
    database = Database(settings.database_url)
    snapshot = Snapshots(database, settings).make(BUCKET)
    database.close()
    path = f"/v1/snapshots/{BUCKET}/{snapshot['name']}"
    county, stc = Laptop(server.url, server.user("COUNTY")), Laptop(server.url, server.user("STC"))
    for one in (county, stc):
        assert one.sign_in().ok
    part = county.call("GET", path, headers={"Range": f"bytes=0-{snapshot['parts'][0] - 1}"})
    assert (part.status_code, len(part.content)) == (206, snapshot["parts"][0])
    refused = stc.call("GET", path)
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    assert county.http.get(server.url + path, timeout=30).status_code == 401
    for wrong in ("0" * 64, "..%2F..%2Fserver", snapshot["name"] + ".json"):
        assert county.call("GET", f"/v1/snapshots/{BUCKET}/{wrong}").status_code == 404


def test_a_laptop_that_does_not_ask_gets_pages(server: ServerProcess) -> None:
    county = Laptop(server.url, server.user("COUNTY"))
    assert county.sign_in().ok
    reply = county.sync(change("visit", set={"county": "341524"}, state="1"))
    assert all("snapshot" not in page for page in reply["pages"].values())
