"""Pushes that share a transaction stay apart in everything else: rights, refusals, failures, order."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

from provincial_server.db import people, records
from provincial_server.db.engine import Connection, Database
from provincial_server.errors import ServerError
from provincial_server.logic import writing
from provincial_server.logic.drafts import Draft
from provincial_server.logic.ledger import Ledger
from provincial_server.logic.push import Decisions
from provincial_server.logic.roles import Caller
from provincial_server.logic.sessions import caller_of
from provincial_server.logic.writing import Writer
from sync_protocol.messages import Change, ChangeResult
from tests.server.laptop import change
from tests.support.homes import Home

Push = tuple[Caller, Sequence[Any]]
PATIENCE = 20.0


@pytest.fixture
def callers(home: Home, database: Database) -> list[Caller]:
    """Two commissioners, each of whom may write what is the own."""
    names = [user["name"] for user in home.users if user["role"] == "STC"][:2]
    with database.read() as connection:
        accounts = [people.by_login(connection, name) for name in names]
        return [caller_of(connection, account["id"], "") for account in accounts if account is not None]


@pytest.fixture
def transactions(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many changes each transaction was about."""
    seen: list[int] = []

    class Counted(Ledger):
        def __init__(self, connection: Connection, changes: Sequence[Change], buckets: Collection[str] = ()) -> None:
            seen.append(len(changes))
            super().__init__(connection, changes, buckets)

    monkeypatch.setattr(writing, "Ledger", Counted)
    return seen


def visit(caller: Caller, record_id: str = "", rev: int = 0, **answers: Any) -> Any:
    own = {"writer": caller.person_id, "county": "341524", "content": "查看茶园"}
    return change("visit", record_id, rev, set=own | answers, form_id="visit", form_version="1")


def until(what: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end
        time.sleep(0.002)


def together(database: Database, writer: Writer, *pushes: Push) -> list[Future[list[ChangeResult]]]:
    """The pushes, in this order, while another writer holds the database: the first one waits for it, the others behind."""
    with ThreadPoolExecutor(len(pushes)) as pool, database.write():
        begun = []
        for before, (caller, changes) in enumerate(pushes):
            begun.append(pool.submit(writer.push, caller, changes))
            until(lambda: writer._is_writing and len(writer._waiting) == before)  # noqa: B023 (asked at once)
    return begun


def statuses(done: Future[list[ChangeResult]]) -> list[str]:
    return [result["status"] for result in done.result(PATIENCE)]


def test_pushes_that_wait_together_are_written_together(
    database: Database, callers: list[Caller], transactions: list[int]
) -> None:
    one, other = callers
    pushes: list[Push] = [(one, [visit(one), visit(one)]), (other, [visit(other)]), (one, [visit(one)]), (one, [])]
    done = together(database, Writer(database), *pushes[:3])
    assert [statuses(push) for push in done] == [["accepted"] * 2, ["accepted"], ["accepted"]]
    assert transactions == [2, 2]
    assert Writer(database).push(*pushes[3]) == [] and transactions == [2, 2]


def test_each_is_decided_with_its_own_rights_after_those_before_it(
    database: Database, callers: list[Caller], transactions: list[int]
) -> None:
    one, other = callers
    first = visit(one)
    foreign = visit(other, first["record_id"], 1)
    late = visit(one, first["record_id"], 0)
    done = together(
        database,
        Writer(database),
        (one, [visit(one)]),
        (one, [first]),
        (other, [foreign, visit(other)]),
        (one, [first]),
        (one, [late, visit(one, first["record_id"], 1, content="再看")]),
    )
    assert transactions == [1, 6]
    assert [statuses(push) for push in done[1:]] == [
        ["accepted"], ["refused", "accepted"], ["accepted"], ["stale", "accepted"],
    ]  # fmt: skip
    assert done[3].result() == done[1].result(), "sent twice within one transaction: the effect of once"
    assert done[4].result()[1]["rev"] == 2


def test_a_push_that_cannot_be_written_fails_alone(
    database: Database, callers: list[Caller], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = callers
    bad, good = visit(one), visit(other)
    save = records.save

    def broken(connection: Connection, written: Sequence[records.Written]) -> None:
        save(connection, written)
        if any(record.id == bad["record_id"] for record in written):
            raise LookupError

    monkeypatch.setattr(records, "save", broken)
    writer = Writer(database)
    done = together(database, writer, (other, [visit(other)]), (one, [bad]), (other, [good]))
    assert [type(push.exception(PATIENCE)) for push in done] == [type(None), LookupError, type(None)]
    with database.read() as connection:
        assert records.find(connection, good["record_id"]) is not None
        assert records.find(connection, bad["record_id"]) is None
    assert writer.push(other, [good]) == done[2].result()


def test_what_the_database_is_short_of_is_told_to_all_at_once(
    database: Database, callers: list[Caller], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = callers
    write, tried = database.write, list[int]()

    @contextmanager
    def busy() -> Iterator[Connection]:
        tried.append(1)
        with write():
            raise ServerError("too_busy")
        yield  # type: ignore[unreachable]

    writer = Writer(database)
    with ThreadPoolExecutor(3) as pool, write():
        monkeypatch.setattr(database, "write", busy)
        done = [pool.submit(writer.push, one, [visit(one)])]
        until(lambda: bool(tried))
        done += [pool.submit(writer.push, caller, [visit(caller)]) for caller in (one, other)]
        until(lambda: len(writer._waiting) == 2)
    assert [getattr(push.exception(PATIENCE), "code", "") for push in done] == ["too_busy"] * 3
    assert len(tried) == 2, "those that waited together are told together"


def test_one_push_is_decided_at_a_time(
    database: Database, callers: list[Caller], monkeypatch: pytest.MonkeyPatch
) -> None:
    inside, most = list[Caller](), list[int]()

    class Watched(Decisions):
        def take(self, changes: Sequence[Change]) -> list[ChangeResult]:
            if not isinstance(self._ledger, Draft):
                return super().take(changes)
            inside.append(self._caller)
            most.append(len(inside))
            time.sleep(0.005)
            inside.pop()
            return super().take(changes)

    monkeypatch.setattr(writing, "Decisions", Watched)
    writer = Writer(database)
    with ThreadPoolExecutor(6) as pool:
        done = [pool.submit(writer.push, caller, [visit(caller)]) for caller in callers * 6]
    assert [statuses(push) for push in done] == [["accepted"]] * 12
    assert most == [1] * 12
