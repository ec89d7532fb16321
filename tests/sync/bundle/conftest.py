"""Laptops of one team that can pack and open bundles, without a server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from commissioner_app.domain.registry import KINDS
from commissioner_app.store.store import Store
from commissioner_app.sync.bundle.export import Export
from commissioner_app.sync.bundle.importing import Import
from sync_protocol.bundles import keys
from tests.store.samples import KEY, StillClock

Make = Callable[[str], Store]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Laptops of one team that the same server has given their keys; ``leader`` opens what the team may read."""
    server, box, team = keys.signing_pair(), keys.sealing_pair(), keys.sealing_pair()
    opened: list[Store] = []

    def made(name: str) -> Store:
        store = Store.open(tmp_path / name, KEY, clock=StillClock(), kinds=KINDS)
        opened.append(store)
        sign, seal = keys.signing_pair(), keys.sealing_pair()
        who = {"device": name, "person": name, "issued": "2026-11-22T10:00:00.000+08:00"}
        rights = {"name": name, "roles": ["STC"], "teams": ["T1"], "counties": ["341524"]}
        store.sync_state.set("keys.own", {"sign": [sign.private, sign.public], "box": [seal.private, seal.public]})
        store.sync_state.set(
            "keys.given",
            {
                "sign": server.public,
                "box": box.public,
                "certificate": keys.certify(server.private, {**who, "sign": sign.public, "box": seal.public}),
                "card": keys.introduce(server.private, {**who, **rights}),
                "seal": {"team:T1": team.public},
                "open": {"team:T1": team.private} if name.startswith("leader") else {},
            },
        )
        return store

    yield made
    for store in opened:
        store.close()


def export(store: Store, target: Path, most: int = 0) -> list[Path]:
    """The files of what waits here."""
    work = Export(store, target, most=most)
    for _ in work.run():
        pass
    return work.result.parts


def take(store: Store, file: Path) -> Import:
    """An import, carried to its end."""
    work = Import(store, file)
    for _ in work.run():
        pass
    return work
