"""Several worker processes on one PostgreSQL: commit order is cursor order, and no reader ever skips a change."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from provincial_server.db import counters, locks, records
from provincial_server.db.engine import Connection, Database
from provincial_server.errors import ServerError
from provincial_server.logic import audit
from provincial_server.logic.roles import Caller
from provincial_server.logic.sessions import Sessions
from provincial_server.logic.snapshots import Snapshots
from sync_protocol import limits
from sync_protocol.messages import Snapshot
from tests.server.laptop import Laptop, change
from tests.server.test_push import visit
from tests.support import postgres
from tests.support.commands import command
from tests.support.homes import Home
from tests.support.server import ServerProcess, place

WORKERS, WRITERS, ROUNDS, BATCH = 3, 6, 12, 4


@pytest.fixture(scope="module", params=["postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """Only a database server has several workers."""
    postgres.cluster()
    return str(request.param)


@pytest.fixture
def workers(home: Home) -> Iterator[list[ServerProcess]]:
    """Server processes that share database, attachments and snapshots."""
    with ExitStack() as stack:
        running = []
        for _ in range(WORKERS):
            running.append(home.serve())
            stack.callback(running[-1].stop)
        yield running


@pytest.fixture
def other(home: Home) -> Iterator[Database]:
    """The same database as another process would have it open."""
    database = Database(home.settings.database_url)
    yield database
    database.close()


def store(connection: Connection, name: str) -> None:
    """A record in a bucket of its own, at the next number of the sequence."""
    number, seq = records.last_number(connection) + 1, counters.take(connection, 1)
    none = frozenset[str]()
    one = records.Written(number, name, "visit", 1, False, f'"{name}"'.encode(), seq, frozenset({"b"}), none, none)
    records.save(connection, [one])


def test_a_number_is_not_given_out_before_the_one_below_it_is_visible(database: Database, other: Database) -> None:
    late, order = threading.Event(), []

    def first() -> None:
        with database.write() as connection:
            store(connection, "first")
            holding.set()
            assert late.wait(20)
            order.append("first")

    def second() -> None:
        with other.write() as connection:
            store(connection, "second")
            order.append("second")

    holding = threading.Event()
    with ThreadPoolExecutor(2) as pool:
        begun = [pool.submit(first)]
        assert holding.wait(20)
        begun.append(pool.submit(second))
        # The second may take as long as it likes: it gets no number while the first one's is not to be seen.
        time.sleep(0.5)
        with other.read() as connection:
            assert records.page(connection, "b", 0, 10).bodies == []
        assert not begun[1].done()
        late.set()
        for one in begun:
            one.result(20)
    assert order == ["first", "second"]
    with database.read() as connection:
        assert records.page(connection, "b", 0, 10).bodies == ['"first"', '"second"']


def test_the_sequence_alone_holds_back_a_writer_that_takes_no_lock(database: Database) -> None:
    with database.engine.connect() as early, database.engine.connect() as late, ThreadPoolExecutor(1) as pool:
        taken = counters.take(early, 5)
        waiting: Future[int] = pool.submit(counters.take, late, 1)
        time.sleep(0.3)
        assert not waiting.done()
        early.commit()
        assert waiting.result(20) == taken + 5
        late.rollback()


def test_a_reader_sees_one_moment_however_long_it_reads(database: Database, other: Database) -> None:
    with database.read() as connection:
        before = counters.current(connection)
        with other.write() as writing:
            store(writing, "later")
        assert counters.current(connection) == before
        assert records.page(connection, "b", 0, 10).bodies == []
        with pytest.raises(DBAPIError, match="read-only"):
            counters.take(connection, 1)


def test_a_writer_that_waits_too_long_is_told_that_the_server_is_busy(database: Database, other: Database) -> None:
    with other.engine.connect() as waiting:
        # Kept by the connection, which the pool gives out again.
        waiting.execute(text("SET lock_timeout = '50ms'"))
        waiting.commit()
    with database.write(), pytest.raises(ServerError) as busy, other.write():
        raise AssertionError("two writers at once")
    assert (busy.value.code, busy.value.status) == ("too_busy", 503)


def test_lines_of_the_audit_log_stay_one_chain_when_workers_write_and_fail(database: Database, other: Database) -> None:
    def note(at: int) -> None:
        with (database if at % 2 else other).write() as connection:
            audit.note(connection, "tried", str(at))
            if at % 5 == 0:
                raise LookupError

    with ThreadPoolExecutor(8) as pool:
        failed = sum(one.exception(30) is not None for one in [pool.submit(note, at) for at in range(60)])
    assert failed == 12
    with database.read() as connection:
        assert audit.first_break(connection) == 0


def test_text_that_postgresql_cannot_store_is_a_bad_request(database: Database, home: Home) -> None:
    sessions = Sessions(database, home.settings)
    with pytest.raises(ServerError) as refused:
        sessions.sign_in({"protocol": 1, "user": "a\0b", "password": "x", "device_id": "", "device_name": ""})
    assert refused.value.status == 400
    sessions.sign_out(Caller("p", "d", (), frozenset()))


def test_history_cannot_be_rewritten(database: Database) -> None:
    for table in ("audit", "changes"):
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET at = ''", f"TRUNCATE {table}"):
            with pytest.raises(DBAPIError, match="append-only"), database.write() as connection:
                connection.execute(text(statement))


def test_of_all_workers_one_makes_a_snapshot(
    home: Home, database: Database, other: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SNAPSHOT_RECORDS", 100)
    bucket, made = "office:341524", list[str]()

    def asked() -> Snapshot | None:
        snapshots = Snapshots(other, home.settings)
        with other.read() as connection:
            offered = snapshots.offer(connection, bucket)
        snapshots.close()
        made.extend(path.name for path in home.settings.snapshots.glob("*/*.zst"))
        return offered

    with database.read() as connection:
        assert locks.is_first(connection, f"snapshot {bucket}")
        # The first worker is at it: the second one leaves it alone.
        assert (asked(), made) == (None, [])
        Snapshots(database, home.settings).make(bucket)
    offered = asked()
    assert offered is not None and made == [f"{offered['name']}.zst"]


def test_a_line_to_the_database_that_breaks_is_a_503_once_at_most(
    own_server: ServerProcess, database: Database
) -> None:
    laptop = Laptop(own_server.url, own_server.user("STC"))
    assert laptop.sign_in().ok
    sent = visit(laptop)
    for _ in range(3):
        with database.engine.connect() as connection:
            connection.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
                     "AND pid <> pg_backend_pid()")
            )  # fmt: skip
        replies = [laptop.sync_reply(sent), laptop.sync_reply(sent)]
        assert replies[0].status_code in (200, 503)
        assert replies[1].json()["results"] == [{"id": sent["id"], "status": "accepted", "rev": 1}]


def test_a_database_out_of_reach_is_told_as_such() -> None:
    away = Database("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(ServerError) as told, away.read():
        raise AssertionError("nobody listens there")
    assert (told.value.code, told.value.status, told.value.exit_code) == ("database_away", 503, 3)


@pytest.mark.parametrize(
    ("address", "code"),
    [("server.db", "bad_database"), ("mysql://x:secret@h/y", "bad_database"),
     ("postgresql+nodriver://x:secret@h/y", "bad_database"),
     ("postgresql+pg8000://x:secret@h/y", "no_driver")],
)  # fmt: skip
def test_addresses_that_lead_nowhere_are_refused_with_their_reason(address: str, code: str) -> None:
    with pytest.raises(ServerError) as refused:
        Database(address)
    assert refused.value.code == code
    assert "secret" not in refused.value.message("en")


def test_an_owner_without_further_rights_is_enough(home: Home, tmp_path: Path) -> None:
    address = postgres.cluster().new_database(owner="plain_owner")
    for words in (["init"], ["check"]):
        done = command(*words, *place(tmp_path / "plain", address), check=False)
        assert done.returncode == 0, done.stderr
    again = command("init", *place(tmp_path / "plain", address), check=False)
    assert again.returncode == 1
    empty = command("check", *place(tmp_path / "plain", postgres.cluster().new_database()), check=False)
    assert empty.returncode == 1


class Follower(threading.Thread):
    """A laptop that pulls a bucket again and again, each time from another worker, until it is told that all is written."""

    def __init__(self, laptop: Laptop, urls: list[str], bucket: str, done: threading.Event) -> None:
        super().__init__()
        self._laptop, self._urls, self._bucket, self._done = laptop, urls, bucket, done
        self.seen: list[tuple[str, int]] = []
        self.fingerprint: dict[str, Any] = {}
        self.failure: BaseException | None = None

    def run(self) -> None:
        try:
            self._follow()
        except BaseException as failure:  # noqa: BLE001 (told by the test)
            self.failure = failure

    def _follow(self) -> None:
        cursor, turn = 0, 0
        while True:
            last = self._done.is_set()
            self._laptop.url, turn = self._urls[turn % len(self._urls)], turn + 1
            reply = self._laptop.sync(cursors={self._bucket: cursor}, limit=2000)
            page = reply["pages"][self._bucket]
            assert page["cursor"] >= cursor
            self.seen += [(record["id"], record["rev"]) for record in page["records"]]
            cursor = page["cursor"]
            if last and not page["more"]:
                self.fingerprint = reply["fingerprints"][self._bucket]
                return


def test_every_puller_sees_every_change_in_cursor_order_from_every_worker(
    workers: list[ServerProcess], home: Home
) -> None:
    urls = [worker.url for worker in workers]

    def signed_in(role: str, at: int) -> Laptop:
        laptop = Laptop(urls[at % len(urls)], workers[0].user(role))
        assert laptop.sign_in().ok
        return laptop

    done = threading.Event()
    followers = [Follower(signed_in("COUNTY", at), urls, "office:341524", done) for at in range(3)]
    written: list[str] = []

    def push(at: int, laptop: Laptop) -> None:
        chosen = random.Random(at)
        for _ in range(ROUNDS):
            sent = [visit(laptop) for _ in range(BATCH)]
            edit = change("visit", sent[0]["record_id"], 1, set={"content": "再看"})
            laptop.url = chosen.choice(urls)
            assert [result["status"] for result in laptop.push(*sent, edit)] == ["accepted"] * (BATCH + 1)
            # Sent again over another worker, as after a lost answer: it has the effect of once.
            laptop.url = chosen.choice(urls)
            assert [result["rev"] for result in laptop.push(*sent, edit)] == [1] * BATCH + [2]
            written.extend(one["record_id"] for one in sent)

    for one in followers:
        one.start()
    _all([partial(push, at, signed_in("STC", at)) for at in range(WRITERS)])
    done.set()
    for one in followers:
        one.join(60)
        assert one.failure is None, one.failure
    assert len(written) == WRITERS * ROUNDS * BATCH
    for one in followers:
        assert len(one.seen) == len(set(one.seen)), "a change came twice"
        newest = dict(one.seen)
        assert set(written) <= newest.keys(), "a change was skipped"
        assert sum(newest[record] == 2 for record in written) == WRITERS * ROUNDS
        assert one.fingerprint == followers[0].fingerprint
    orders = [[pair for pair in one.seen if pair[0] in set(written)] for one in followers]
    assert orders[0] == orders[1] == orders[2]
    assert command("check", *workers[0].place).returncode == 0


def _all(tasks: list[Callable[[], None]]) -> None:
    with ThreadPoolExecutor(len(tasks)) as pool:
        for one in [pool.submit(task) for task in tasks]:
            one.result(120)
