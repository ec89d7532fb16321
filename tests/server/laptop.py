"""The least that can talk to the server: what a test sends is exactly what it writes down."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

import requests

from provincial_server.logic.ids import new_id
from sync_protocol.messages import PROTOCOL

TIMEOUT = 30
AT = "2026-11-20T09:00:00.000+08:00"


@dataclass
class Laptop:
    """One signed-in laptop. ``auth`` is the last sign-in reply."""

    url: str
    user: dict[str, Any]
    auth: dict[str, Any] = field(default_factory=dict)
    http: requests.Session = field(default_factory=requests.Session)

    def sign_in(self, password: str = "", device_id: str = "", protocol: int = PROTOCOL) -> requests.Response:
        """Sign in; the tokens are kept when it worked."""
        body = {
            "protocol": protocol,
            "user": self.user["name"],
            "password": password or self.user["password"],
            "device_id": device_id,
            "device_name": "测试笔记本",
        }
        reply = self.http.post(f"{self.url}/v1/session", json=body, timeout=TIMEOUT)
        if reply.ok:
            self.auth = reply.json()
        return reply

    def refresh(self, token: str = "") -> requests.Response:
        body = {"refresh_token": token or self.auth["refresh_token"]}
        return self.http.post(f"{self.url}/v1/session/refresh", json=body, timeout=TIMEOUT)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.auth['access_token']}"}

    def call(self, method: str, path: str, **options: Any) -> requests.Response:
        headers = {**self.headers, **options.pop("headers", {})}
        address = path if path.startswith("http") else self.url + path
        return self.http.request(method, address, headers=headers, timeout=TIMEOUT, **options)

    def sync_reply(
        self, *changes: dict[str, Any], cursors: dict[str, int] | None = None, **more: Any
    ) -> requests.Response:
        body = {"protocol": PROTOCOL, "changes": changes, "cursors": cursors or {}, "known": {}, **more}
        return self.call("POST", "/v1/sync", json=body)

    def sync(self, *changes: dict[str, Any], **options: Any) -> dict[str, Any]:
        """One round trip that must work."""
        reply = self.sync_reply(*changes, **options)
        assert reply.status_code == 200, reply.text
        answer: dict[str, Any] = reply.json()
        return answer

    def push(self, *changes: dict[str, Any]) -> list[dict[str, Any]]:
        """The answers to some changes."""
        results: list[dict[str, Any]] = self.sync(*changes, limit=1)["results"]
        return results

    def pull_all(self, limit: int = 500) -> dict[str, dict[str, dict[str, Any]]]:
        """bucket -> id -> record, everything this laptop may hold, page by page."""
        held: dict[str, dict[str, dict[str, Any]]] = {}
        cursors: dict[str, int] = {}
        for _ in itertools.count():
            reply = self.sync(cursors=cursors, limit=limit)
            for bucket, page in reply["pages"].items():
                place = held.setdefault(bucket, {})
                place.update({record["id"]: record for record in page["records"]})
                for record_id in page["gone"]:
                    place.pop(record_id, None)
                cursors[bucket] = page["cursor"]
            if not any(page["more"] for page in reply["pages"].values()):
                self.last = reply
                return held
        raise AssertionError


def change(kind: str, record_id: str = "", base_rev: int = 0, **patch: Any) -> dict[str, Any]:
    """A change with a fresh id. Keyword arguments are the parts of the patch."""
    return {
        "id": new_id(),
        "record_id": record_id or new_id(),
        "kind": kind,
        "base_rev": base_rev,
        "at": AT,
        "patch": patch,
    }
