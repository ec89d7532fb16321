"""Lanes: so many at once, so many waiting in order, the others are told when to come again; no lane starves another."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Coroutine
from functools import partial
from typing import Any

import pytest

from provincial_server.api.lanes import Lane, Lanes
from provincial_server.errors import TooMuch
from provincial_server.settings import Limits
from sync_protocol.messages import SyncRequest


def played(story: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(story, 20))


def test_no_more_run_than_may_and_they_run_in_order() -> None:
    most, running, order, lock = 0, 0, list[int](), threading.Lock()

    def work(number: int) -> int:
        nonlocal most, running
        with lock:
            running += 1
            most = max(most, running)
            order.append(number)
        time.sleep(0.01)
        with lock:
            running -= 1
        return number

    async def story() -> None:
        lane = Lane("l", 2, 20, 10)
        tasks = [asyncio.create_task(lane.run(lambda number=number: work(number))) for number in range(20)]  # type: ignore[misc]
        assert await asyncio.gather(*tasks) == list(range(20))
        assert (lane.running, lane.waiting) == (0, 0)

    played(story())
    assert most == 2
    # Two threads may overtake each other by one place, never the line.
    assert all(abs(place - number) <= 1 for place, number in enumerate(order))


def test_who_comes_when_too_many_wait_is_told_when_to_come_again_and_does_not_wait() -> None:
    async def story() -> None:
        lane, go_on = Lane("l", 1, 2, 10), threading.Event()
        tasks = [asyncio.create_task(lane.run(go_on.wait)) for _ in range(3)]
        await asyncio.sleep(0.05)
        assert (lane.running, lane.waiting) == (1, 2)
        with pytest.raises(TooMuch) as refused:
            await asyncio.wait_for(lane.run(lambda: None), 0.1)
        assert refused.value.status == 429
        assert refused.value.wait >= 1
        go_on.set()
        await asyncio.gather(*tasks)
        await lane.run(lambda: None)

    played(story())


def test_nobody_waits_for_ever() -> None:
    async def story() -> None:
        lane, go_on = Lane("l", 1, 2, 0.1), threading.Event()
        task = asyncio.create_task(lane.run(go_on.wait))
        await asyncio.sleep(0.02)
        with pytest.raises(TooMuch):
            await lane.run(lambda: None)
        assert lane.waiting == 0
        go_on.set()
        await task

    played(story())


def test_work_that_fails_or_is_given_up_leaves_its_place() -> None:
    async def story() -> None:
        lane, go_on = Lane("l", 1, 5, 10), threading.Event()
        for _ in range(3):
            with pytest.raises(ZeroDivisionError):
                await lane.run(lambda: 1 // 0)
        task = asyncio.create_task(lane.run(go_on.wait))
        given_up = asyncio.create_task(lane.run(lambda: None))
        await asyncio.sleep(0.02)
        given_up.cancel()
        go_on.set()
        await task
        assert await lane.run(lambda: 5) == 5
        assert (lane.running, lane.waiting) == (0, 0)

    played(story())


def test_files_stand_back_while_records_wait_but_not_for_ever() -> None:
    async def story() -> None:
        records, go_on, done = Lane("records", 1, 5, 10), threading.Event(), list[str]()
        files = Lane("files", 1, 5, 10, after=(records,))
        tasks: list[asyncio.Task[Any]] = [asyncio.create_task(records.run(go_on.wait)) for _ in range(2)]
        await asyncio.sleep(0.02)
        tasks.append(asyncio.create_task(files.run(partial(done.append, "file"))))
        await asyncio.sleep(0.2)
        assert done == []
        go_on.set()
        await asyncio.gather(*tasks)
        assert done == ["file"]
        go_on.clear()
        tasks = [asyncio.create_task(records.run(go_on.wait)) for _ in range(2)]
        await asyncio.sleep(0.02)
        await files.run(lambda: None)
        go_on.set()
        await asyncio.gather(*tasks)

    played(story())


def test_a_full_lane_holds_up_no_other() -> None:
    async def story() -> None:
        lanes, go_on = Lanes(Limits(pushes_running=2, pushes_waiting=60)), threading.Event()
        stuck = [asyncio.create_task(lanes.pushes.run(go_on.wait)) for _ in range(50)]
        await asyncio.sleep(0.05)
        assert await asyncio.gather(*(lanes.polls.run(lambda: 1) for _ in range(20))) == [1] * 20
        go_on.set()
        await asyncio.gather(*stuck)

    played(story())


def test_a_sync_goes_to_the_lane_of_its_kind() -> None:
    lanes = Lanes(Limits())
    change: Any = {"id": "c"}
    push = SyncRequest(protocol=1, changes=[change], cursors={}, known={})
    first = SyncRequest(protocol=1, changes=[], cursors={}, known={})
    poll = SyncRequest(protocol=1, changes=[], cursors={"province": 5}, known={})
    assert [lanes.of_sync("d", one) for one in (push, first, poll)] == [lanes.pushes, lanes.loads, lanes.polls]
    lanes.answered("d", 1_000_000)
    assert (lanes.of_sync("d", poll), lanes.of_sync("e", poll)) == (lanes.loads, lanes.polls)
    lanes.answered("d", 500)
    assert lanes.of_sync("d", poll) is lanes.polls
    for number in range(20_000):
        lanes.answered(str(number), 1_000_000)
    assert len(lanes._loading) == 10_000
