"""Bundles between two laptops without a server: any order, any repetition, cut short at any step, the end is the same."""

from __future__ import annotations

import itertools
import os
import random
from pathlib import Path

import pytest

from commissioner_app.store.store import Store
from commissioner_app.sync.bundle.export import Export
from commissioner_app.sync.bundle.importing import Import
from tests.store.samples import record
from tests.sync.bundle.conftest import Make, export, take

MEGABYTE = 1024 * 1024


def with_files(store: Store, *sizes: int) -> list[str]:
    names = [store.attachments.add(os.urandom(size), "bin") for size in sizes]
    for name in names:
        answers = {"writer": "member", "team": "T1", "county": "341524", "photos": [{"id": "p", "photo": name}]}
        store.write(record(answers, author="member"), who="member", device="member", action="create")
    return names


def state(store: Store, names: list[str]) -> tuple[set[tuple[str, int]], list[bytes | None]]:
    carried = {(piece.id, piece.n) for piece in store.carried.pieces()}
    held = [store.attachments.get(name) for name in names]
    return carried, [store.attachments.read(one.name) if one is not None and one.held else None for one in held]


def test_any_order_and_repetition_of_parts_ends_alike(make: Make, tmp_path: Path) -> None:
    member = make("member")
    names = with_files(member, 1_500_000, 40_000, 2_300_000)
    parts = export(member, tmp_path / "out", most=int(1.3 * MEGABYTE))
    assert len(parts) >= 3
    ends = []
    for number in range(3):
        leader, dice = make(f"leader{number}"), random.Random(number)
        order = [*parts, *dice.choices(parts, k=2)]
        dice.shuffle(order)
        missing = [take(leader, part).result.missing for part in order]
        assert missing[-1] == {}
        ends.append(state(leader, names))
    assert ends[0] == ends[1] == ends[2]
    assert all(data is not None for data in ends[0][1])


def test_an_export_that_is_stopped_leaves_no_file_and_the_next_says_the_same(make: Make, tmp_path: Path) -> None:
    member = make("member")
    with_files(member, 10_000, 1_200_000)
    for steps in range(5):
        cut = Export(member, tmp_path / "out").run()
        for _ in itertools.islice(cut, steps):
            pass
        cut.close()  # type: ignore[attr-defined]
        assert [path.name for path in tmp_path.glob("*out*")] == []
    leader = make("leader")
    first, second = export(member, tmp_path / "out"), export(member, tmp_path / "again")
    take(leader, first[0])
    changes = [one.id for one in member.outbox.waiting()]
    assert take(leader, second[0]).result.records == 0
    assert [one.id for one in member.outbox.waiting()] == changes and all(one.tries for one in member.outbox.waiting())


def test_an_import_that_is_stopped_anywhere_is_simply_done_again(make: Make, tmp_path: Path) -> None:
    member = make("member")
    names = with_files(member, 1_300_000, 20_000)
    (out,) = export(member, tmp_path / "out")
    whole = make("leader")
    take(whole, out)
    other = make("leader-cut")
    for steps in range(6):
        cut = Import(other, out).run()
        for _ in itertools.islice(cut, steps):
            pass
        cut.close()  # type: ignore[attr-defined]
    take(other, out)
    assert state(other, names) == state(whole, names)


def test_a_damaged_file_brings_nothing(make: Make, tmp_path: Path) -> None:
    member, leader = make("member"), make("leader")
    with_files(member, 30_000)
    (out,) = export(member, tmp_path / "out")
    data = bytearray(out.read_bytes())
    data[-5] ^= 1
    out.write_bytes(data)
    with pytest.raises(Exception, match="bundle_damaged"):
        take(leader, out)
    assert leader.carried.pieces() == []
