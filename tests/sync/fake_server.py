"""A provincial server in memory: the rules of the protocol in one page, without rights, for tests that count calls.

It speaks to the engine through ``FakeTransport``, which can lose a request before it arrives or a reply after it was
acted upon, and hand a request over twice.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

import orjson
import zstandard

from commissioner_app.sync.failures import SyncFailure, of_reply
from commissioner_app.sync.transport import Meter, Reply
from sync_protocol import parcels
from sync_protocol.digest import digest
from sync_protocol.patches import apply_patch

TIME = "2026-04-07T12:00:00.000+00:00"
BUCKET = "county:341524"


class FakeServer:
    """Records with revisions, one log of commits, attachments by name."""

    def __init__(self, buckets_of: Callable[[dict[str, Any]], set[str]] | None = None) -> None:
        self.records: dict[str, dict[str, Any]] = {}
        self.taken: dict[str, int] = {}
        self.seq = 0
        self.places: dict[str, dict[str, tuple[int, bool]]] = {}
        self.files: dict[str, bytes] = {}
        self.storage_full = False
        self.uploads: dict[str, tuple[str, int, bytearray]] = {}
        self.forms: dict[str, tuple[dict[str, Any], bytes]] = {}
        self.form_files: dict[str, bytes] = {}
        self.lists: dict[str, tuple[str, str]] = {}
        self.known: dict[str, str] = {}
        self.refuse: dict[str, str] = {}
        self.history: list[dict[str, Any]] = []
        self.floor = 0
        self.snapshots: dict[str, tuple[dict[str, Any], bytes]] = {}
        self.makers: dict[str, str] = {}
        self.whole = 0
        self._buckets_of = buckets_of or (lambda record: {BUCKET})

    def put(self, record: Mapping[str, Any], by: str = "server") -> None:
        """Make a new revision on the server itself."""
        old = self.records.get(record["id"])
        rev = max(old["rev"] + 1 if old else 1, self.floor)
        self._keep({**copy.deepcopy(dict(record)), "rev": rev, "author": by, "updated_at": TIME})
        self.makers[record["id"]] = by

    def backup(self) -> Any:
        """A copy of all records."""
        return copy.deepcopy((self.records, self.taken, self.places))

    def restore(self, backup: Any) -> None:
        """Go back to a copy; revisions and cursors go on above all that were ever given out."""
        self.records, self.taken, self.places = backup
        self.floor = self.seq = self.seq + 1000

    def make_snapshot(self, bucket: str = BUCKET, *, per_part: int = 3) -> dict[str, Any]:
        """A ready-made copy of a bucket as it is now, offered from here on."""
        log = sorted((at, one) for one, (at, inside) in self.places[bucket].items() if inside)
        bodies = [self.records[one] for _, one in log]
        parts = [
            zstandard.ZstdCompressor().compress(orjson.dumps(bodies[at : at + per_part]))
            for at in range(0, len(bodies), per_part)
        ]
        data = b"".join(parts)
        name = hashlib.sha256(data).hexdigest()
        offer = {"name": name, "cursor": self.seq, "count": len(bodies), "parts": [len(part) for part in parts]}
        self.snapshots[bucket] = (offer, data)
        return offer

    def sync(self, request: dict[str, Any], person: str, allowed: list[str]) -> dict[str, Any]:
        results = [self._change(change, person) for change in request["changes"]]
        limit = request["limit"]
        pages: dict[str, Any] = {}
        prints: dict[str, Any] = {}
        for bucket in allowed:
            cursor = request["cursors"].get(bucket, 0)
            cursor = 0 if cursor > self.seq else cursor
            if not cursor and request.get("snapshots") and bucket in self.snapshots:
                offer = self.snapshots[bucket][0]
                pages[bucket] = {"records": [], "gone": [], "cursor": 0, "more": True, "snapshot": offer}
                continue
            log = sorted((at, one, live) for one, (at, live) in self.places.get(bucket, {}).items() if at > cursor)
            page, rest = log[:limit], log[limit:]
            limit -= len(page)
            own = {one for _, one, _ in page if request.get("brief") and self.makers.get(one) == person}
            bodies = [self.records[one] for _, one, inside in page if inside and one not in own]
            self.whole += len(bodies)
            pages[bucket] = {
                "records": bodies,
                "own": [
                    {name: self.records[one][name] for name in OWN} for _, one, inside in page if inside and one in own
                ],
                "gone": [one for _, one, inside in page if not inside],
                "cursor": page[-1][0] if rest and page else cursor if rest else self.seq,
                "more": bool(rest),
            }
            if not rest:
                held = [self.records[one] for one, (_, inside) in self.places.get(bucket, {}).items() if inside]
                live = [(record["id"], record["rev"]) for record in held if not record["deleted"]]
                prints[bucket] = {"count": len(live), "digest": digest(live)}
        return copy.deepcopy(
            {
                "protocol": 1, "server_time": TIME, "results": results, "buckets": allowed, "pages": pages,
                "fingerprints": prints, "known": self.known,
            }
        )  # fmt: skip

    def _change(self, change: dict[str, Any], person: str) -> dict[str, Any]:
        if change["id"] in self.taken:
            return {"id": change["id"], "status": "accepted", "rev": self.taken[change["id"]]}
        if change["record_id"] in self.refuse:
            return {"id": change["id"], "status": "refused", "rev": 0, "code": self.refuse[change["record_id"]]}
        old = self.records.get(change["record_id"])
        if old is None and change["base_rev"]:
            return {"id": change["id"], "status": "stale", "rev": 0}
        if old is not None and old["rev"] != change["base_rev"]:
            return {"id": change["id"], "status": "stale", "rev": old["rev"], "current": old}
        base = old or {
            "id": change["record_id"], "kind": change["kind"], "form_id": "", "form_version": "", "answers": {},
            "state": "", "rev": 0, "created_at": change["at"], "deleted": False, "conflicts": [],
        }  # fmt: skip
        new = apply_patch(base, change["patch"])
        new |= {"rev": max(base["rev"] + 1, self.floor), "updated_at": change["at"], "author": person}
        self._keep(new)
        self.makers[new["id"]] = person
        self.taken[change["id"]] = new["rev"]
        self.history.append(change)
        return {"id": change["id"], "status": "accepted", "rev": new["rev"]}

    def _keep(self, record: dict[str, Any]) -> None:
        self.seq += 1
        self.records[record["id"]] = record
        now = self._buckets_of(record)
        for bucket in now | {name for name, held in self.places.items() if record["id"] in held}:
            self.places.setdefault(bucket, {})[record["id"]] = (self.seq, bucket in now)


OWN = ("id", "rev", "created_at", "updated_at", "author", "deleted")
_PIECE = 100


@dataclass
class FakeTransport:
    """One laptop's line to a ``FakeServer``. ``faults`` says what happens to the next calls: ``before`` (never
    arrives), ``after`` (acted upon, the reply is lost), ``twice``, ``cut`` (half of an upload arrives), or empty. ``sent``
    counts the bytes of files, ``on_call`` is told of each call before it is made."""

    server: FakeServer
    person: str = "p1"
    buckets: list[str] = field(default_factory=lambda: [BUCKET])
    faults: list[str] = field(default_factory=list)
    calls: list[tuple[str, str]] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    ranges: list[str] = field(default_factory=list)
    meter: Meter = field(default_factory=Meter)
    sent: int = 0
    on_call: Callable[[str, str], None] = lambda method, path: None

    def call(
        self, method: str, path: str, *, json: Any = None, body: bytes | None = None,
        headers: Mapping[str, str] | None = None, signed: bool = True,
    ) -> Reply:  # fmt: skip
        self.meter.requests += 1
        self.calls.append((method, path))
        self.sent += len(body or b"")
        self.on_call(method, path)
        fault = self.faults.pop(0) if self.faults else ""
        if fault == "before":
            raise SyncFailure("server_unreachable")
        if fault == "cut" and body:
            self._answer(method, path, json, body[: len(body) // 2], headers or {})
            raise SyncFailure("server_stalled")
        reply = self._answer(method, path, json, body, headers or {})
        if fault == "twice":
            reply = self._answer(method, path, json, body, headers or {})
        if fault == "after":
            raise SyncFailure("server_unreachable")
        return reply

    def stream(self, path: str, *, headers: Mapping[str, str] | None = None) -> Iterator[bytes]:
        """As bytes of a few each; ``cut`` breaks in the middle."""
        fault = self.faults[0] if self.faults else ""
        if fault == "cut":
            self.faults.pop(0)
        self.ranges.append((headers or {}).get("Range", ""))
        data = self.call("GET", path, headers=headers).body
        for at in range(0, len(data), _PIECE):
            if fault == "cut" and at > len(data) // 2:
                raise SyncFailure("server_stalled")
            yield data[at : at + _PIECE]

    def _answer(self, method: str, path: str, json: Any, body: bytes | None, headers: Mapping[str, str]) -> Reply:
        server = self.server
        if path == "/v1/sync":
            sent = orjson.loads(orjson.dumps(json))
            self.requests.append(sent)
            return Reply(200, {}, orjson.dumps(server.sync(sent, self.person, self.buckets)))
        if path == "/v1/sync/missing":
            return Reply(200, {}, orjson.dumps({"missing": [one for one in json["names"] if one not in server.taken]}))
        if path.startswith("/v1/forms"):
            return Reply(200, {}, self._forms(path.removeprefix("/v1/forms").lstrip("/")))
        if path.startswith("/v1/lists"):
            return Reply(200, {}, self._lists(path.removeprefix("/v1/lists").lstrip("/")))
        if path == "/v1/attachments/fetch":
            return self._fetch(json)
        return self._bytes(method, path, body, headers)

    def _bytes(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Reply:
        if path.startswith("/v1/snapshots/"):
            return self._snapshot(path, headers["Range"])
        return self._file(method, path, body or b"", headers)

    def _snapshot(self, path: str, wanted: str) -> Reply:
        bucket, name = path.removeprefix("/v1/snapshots/").split("/")
        offer, data = self.server.snapshots.get(unquote(bucket), ({}, b""))
        if offer.get("name") != name:
            raise of_reply(404, {"code": "not_found"})
        first, last = map(int, wanted.removeprefix("bytes=").split("-"))
        return Reply(206, {}, data[first : last + 1])

    def _forms(self, name: str) -> bytes:
        forms = self.server.forms
        if not name:
            return orjson.dumps([notice for notice, _ in forms.values()])
        if name == "all":
            return orjson.dumps({notice["id"]: {notice["version"]: xml.decode()} for notice, xml in forms.values()})
        if name.startswith("files/"):
            return self.server.form_files[name.removeprefix("files/")]
        return forms[name][1]

    def _lists(self, name: str) -> bytes:
        lists = self.server.lists
        if not name:
            return orjson.dumps({one: version for one, (version, _) in lists.items()})
        if name == "all":
            return orjson.dumps({one: {"version": version, "csv": csv} for one, (version, csv) in lists.items()})
        return lists[name][1].encode()

    def _file(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        server, name = self.server, path.rpartition("/")[2]
        if name == "several":
            return self._several(body)
        if method == "POST":
            import base64

            wanted = base64.b64decode(headers["Upload-Metadata"].split(" ")[1]).decode()
            upload = f"u{len(server.uploads)}"
            if server.storage_full:
                raise of_reply(507, {"code": "storage_full", "detail": {"reason": "disk"}})
            server.uploads[upload] = (wanted, int(headers["Upload-Length"]), bytearray())
            return Reply(201, {"location": f"/v1/attachments/uploads/{upload}"})
        if "/uploads/" in path:
            if name not in server.uploads:
                raise of_reply(404, {"code": "not_found"})
            arrived = server.uploads[name][2]
            if method == "PATCH" and int(headers["Upload-Offset"]) != len(arrived):
                raise of_reply(409, {"code": "offset_mismatch"})
            return Reply(204, self._piece(name, body))
        if name not in server.files:
            raise of_reply(404, {"code": "not_found"})
        self.ranges.append(headers["Range"])
        first, last = map(int, headers["Range"].removeprefix("bytes=").split("-"))
        return _ranged(server.files[name], first, last)

    def _several(self, body: bytes) -> Reply:
        if self.server.storage_full:
            raise of_reply(507, {"code": "storage_full", "detail": {"reason": "disk"}})
        try:
            files = parcels.unpacked(body)
        except ValueError as error:
            raise of_reply(400, {"code": "bad_request"}) from error
        fates = {
            name: "" if hashlib.sha256(data).hexdigest() == name[:64] else "checksum_mismatch" for name, data in files
        }
        for name, data in files:
            if not fates[name]:
                self.server.files.setdefault(name, data)
        return Reply(200, {}, orjson.dumps({"files": fates, "received_at": TIME}))

    def _fetch(self, asked: Any) -> Reply:
        found: list[parcels.Served] = []
        left = asked["bytes"]
        for name in asked["names"]:
            data = self.server.files.get(name, b"")
            if len(data) > left and found:
                break
            found.append(parcels.Served(name, len(data), data[:left]))
            left -= len(found[-1].data)
        return Reply(200, {}, parcels.serving(found))

    def _piece(self, upload: str, body: bytes) -> dict[str, str]:
        wanted, length, data = self.server.uploads[upload]
        data += body
        if len(data) == length:
            if hashlib.sha256(data).hexdigest() != wanted[:64]:
                del self.server.uploads[upload]
                raise of_reply(460, {"code": "checksum_mismatch"})
            self.server.files.setdefault(wanted, bytes(data))
            return {"upload-offset": str(len(data)), "upload-received-at": TIME}
        return {"upload-offset": str(len(data))}


def _ranged(data: bytes, first: int, last: int) -> Reply:
    if first >= len(data):
        raise of_reply(416, None)
    part = data[first : last + 1]
    return Reply(206, {"content-range": f"bytes {first}-{first + len(part) - 1}/{len(data)}"}, part)
