"""Watches the line: nothing may go out to anybody who may not see it, and every answer to a change is noted."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from typing import Any, Final

import orjson
import zstandard

from sync_protocol.bundles.messages import PieceResult
from tests.sync.fleet.asgi import Answer, Request
from tests.sync.fleet.checks import as_kept
from tests.sync.fleet.laptop import Laptop
from tests.sync.fleet.ledger import Ledger
from tests.sync.fleet.server import Server, stage_of

VALUE: Final = re.compile(r"v\d+v")
"""What ``Ledger.new`` makes."""


class Witness:
    """Shown every request that the server answered. ``found`` are the promises broken."""

    def __init__(self, server: Server, ledger: Ledger) -> None:
        self._server = server
        self._ledger = ledger
        self.found: list[str] = []
        self.devices: dict[str, str] = {}
        """Laptop -> the id of its device."""
        self.visible: dict[str, dict[str, dict[str, Any]]] = {}
        """Laptop -> the records its person may see, as they stood when it was last told."""
        self._about = ""

    def see(self, who: str, request: Request, answer: Answer) -> None:
        """One request and its answer."""
        if answer.status < 300 and self._server.shuts_out(self.devices.get(who, "")):
            self.found.append(f"{who} is shut out and was answered: {request.method} {request.path} {answer.status}")
        if answer.status not in (200, 206):
            return
        if request.path == "/v1/sync":
            self._sync(who, request, orjson.loads(unpacked(answer)))
        elif request.path == "/v1/bundles":
            self.by_hand(orjson.loads(answer.body)["results"])
        elif request.method == "GET" and request.path.startswith("/v1/attachments/"):
            self._file(who, request.path.rpartition("/")[2])

    def unanswered(self, request: Request) -> None:
        """A request that the server died of: it may have taken it all the same, and the laptop may never ask again."""
        if request.path == "/v1/sync":
            changes = orjson.loads(unpacked(request))["changes"]
            self._ledger.sent.update({change["id"]: change["record_id"] for change in changes})

    def tell(self, who: str, request: Request) -> str:
        """An answer came home; what it was about."""
        if request.path != "/v1/sync":
            return stage_of(request)
        person, _, number = who.partition("/")
        mine, records = self._server.rights(person), self._server.records()
        self.visible[who] = {one["id"]: as_kept(one) for one in records if mine.may_see(one)}
        hidden = (one["id"] for one in records if one["id"] not in self.visible[who])
        self._ledger.hidden.update(dict.fromkeys(((int(number), one) for one in hidden), self._ledger.deeds))
        return self._about

    def told_by_hand(self, laptop: Laptop, records: Iterable[dict[str, Any]]) -> None:
        """A laptop has read receipts about its ``records``, as they stood when the server wrote them. A sync that is under
        way had its answers before; who signed a revision and when is only in the next."""
        visible = self.visible.get(laptop.name, {})
        mine = self._server.rights(laptop.person)
        for told in records:
            held = laptop.store.records.get(told["id"])
            before = visible[told["id"]]["rev"] if told["id"] in visible else 0
            if held is not None and mine.may_see(told) and held.rev == told["rev"] > before:
                own = held.to_json()
                visible[told["id"]] = {**told, **{mark: own[mark] for mark in ("updated_at", "author", "created_at")}}

    def compare(self, laptop: Laptop) -> list[str]:
        """A sync came to its end: the laptop holds what its person was told, its own unsent work, and nothing else."""
        visible = self.visible[laptop.name]
        dirty = {row[0] for row in laptop.store.database.rows("SELECT id FROM records WHERE dirty = 1")}
        # A record whose bucket was taken away waits for its photos too, and goes with the next sync.
        dirty |= set(laptop.store.sync_state.get("sync.left", []))
        # What was brought by hand and the server could not take yet is shown until it can.
        dirty |= {one.record_id for one in laptop.store.carried.all_shown()}
        ids = [row[0] for row in laptop.store.database.rows("SELECT id FROM records")]
        held = {one.id: one.to_json() for one in laptop.store.records.many(ids).values()}
        wrong = []
        for one in sorted((visible.keys() | held.keys()) - dirty):
            if one not in visible and self._server.has(one):
                wrong.append(f"after a sync {laptop.name} still holds {one}, which is not theirs to see")
            elif one in visible and held.get(one) != visible[one]:
                wrong.append(f"after a sync {laptop.name} has another {one}: {held.get(one)} for {visible[one]}")
        return wrong

    def _sync(self, who: str, request: Request, reply: dict[str, Any]) -> None:
        changes = orjson.loads(unpacked(request))["changes"]
        self._ledger.sent.update({change["id"]: change["record_id"] for change in changes})
        for change, result in zip(changes, reply["results"], strict=True):
            if result["status"] == "accepted":
                self._accepted(change["id"], (change["record_id"], result["rev"]))
                said = orjson.dumps(change["patch"]).decode()
                self._ledger.acknowledged.update(dict.fromkeys(VALUE.findall(said), self._server.restores))
        given = [record for page in reply["pages"].values() for record in page["records"]]
        self._may_see(who, given + [result["current"] for result in reply["results"] if "current" in result])
        first = any(page["more"] for page in reply["pages"].values())
        self._about = "push" if changes else "first load" if first else "pull"

    def by_hand(self, results: Iterable[PieceResult]) -> None:
        """What the server said of the changes of a piece."""
        self._ledger.by_hand |= {one["id"] for one in results if one["status"] == "accepted"}

    def _accepted(self, change: str, taken: tuple[str, int]) -> None:
        before = self._ledger.accepted.setdefault(change, taken)
        if before != taken and not self._server.restores:
            self.found.append(f"change {change} was accepted as {before} and again as {taken}")
        self._ledger.accepted[change] = taken

    def _may_see(self, who: str, records: Iterable[dict[str, Any]]) -> None:
        mine = self._server.rights(who.partition("/")[0])
        for record in records:
            if not mine.may_see(record):
                self.found.append(f"{who} was given {record['kind']} {record['id']}, which is not theirs to see")

    def _file(self, who: str, name: str) -> None:
        person = who.partition("/")[0]
        mine = self._server.rights(person)
        named = (one for one in self._server.records() if name in orjson.dumps(one["answers"]).decode())
        sent = self._server.rows(f"SELECT person_id FROM attachments WHERE name = '{name}'")
        if not any(mine.may_see(one) for one in named) and (person,) not in sent:
            self.found.append(f"{who} was given the file {name}, which is not theirs to see")


def unpacked(message: Request | Answer) -> bytes:
    """The body of a request or an answer, decompressed."""
    packed = any(name.lower() == "content-encoding" for name in message.headers)
    return zstandard.ZstdDecompressor().stream_reader(io.BytesIO(message.body)).read() if packed else message.body
