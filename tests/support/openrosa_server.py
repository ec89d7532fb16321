"""A stand-in for ODK Central and KoboToolbox on a free port: it answers as real ones were seen to, over real HTTP.

``central``: Basic over https only (or what a proxy says was https), a key in the path, no Digest; formList needs the
version header; 201, 400, 404, 409. ``kobo``: Digest first, Basic after it. ``faults`` are taken one per matching request.
"""

from __future__ import annotations

import csv
import io
import ssl
import threading
from http.server import ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from tests.support.openrosa_handler import handler
from tests.support.openrosa_holdings import Fault, FaultKind, HostedForm, Mode, Received, Seen


class OpenRosaServer:
    """Start it with ``with``; ``url`` is what a person would enter."""

    def __init__(self, mode: Mode = "central", *, https: bool = True, tls: ssl.SSLContext | None = None) -> None:
        self.mode = mode
        self.behind_https = https
        self.user, self.password, self.key = "hua", "茶 & tea", "k!3$x"
        self.limit = 100_000_000
        self.sums = True
        self.forms: dict[str, HostedForm] = {}
        self.retired: dict[tuple[str, str], HostedForm] = {}
        self.received: dict[str, Received] = {}
        self.deleted: set[str] = set()
        self.faults: list[Fault] = []
        self.seen: list[Seen] = []
        self.lock = threading.Lock()
        self.silent = threading.Event()
        """Set once a submission was taken whose answer does not come."""
        self._tls = tls
        self._http = _Quiet(("127.0.0.1", 0), handler(self))
        self._http.daemon_threads = True
        if tls is not None:
            self._http.socket = tls.wrap_socket(self._http.socket, server_side=True)

    def __enter__(self) -> OpenRosaServer:
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    @property
    def root(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self._http.server_address[1]}"

    @property
    def url(self) -> str:
        """For an account."""
        return f"{self.root}/v1/projects/7" if self.mode == "central" else self.root

    @property
    def key_url(self) -> str:
        """For an app user or a data collector: the secret is in it."""
        return (
            f"{self.root}/v1/key/{self.key}/projects/7"
            if self.mode == "central"
            else f"{self.root}/collector/{self.key}"
        )

    def publish(
        self, xml: str | bytes, files: dict[str, bytes] | None = None, entities: frozenset[str] = frozenset()
    ) -> None:
        """Offer a form; a version before it can still be submitted to."""
        data = xml.encode() if isinstance(xml, str) else xml
        root = etree.fromstring(data)
        instance = next(element for element in root.iter() if etree.QName(element).localname == "instance")[0]
        form_id, version = instance.get("id") or "", instance.get("version") or ""
        before = self.forms.get(form_id)
        if before is not None:
            self.retired[form_id, before.version] = before
        self.forms[form_id] = HostedForm(form_id, version, data, dict(files or {}), entities)

    def fail(self, kind: FaultKind, method: str = "POST", path: str = "", skip: int = 0, target: str = "") -> None:
        """Let the next matching request go wrong."""
        self.faults.append(Fault(kind, method, path, skip, target))

    def count(self, method: str, ending: str) -> int:
        """How many requests of a method there were to paths that end so."""
        return sum(one.method == method and urlsplit(one.path).path.endswith(ending) for one in self.seen)

    def make_entities(self, form_id: str, list_name: str) -> None:
        """What Central's worker does some seconds after a submission: new entities enter the list."""
        hosted = self.forms[form_id]
        rows = list(csv.DictReader(io.StringIO(hosted.files[list_name].decode())))
        for received in self.received.values():
            root = etree.fromstring(received.xml)
            for entity in (element for element in root.iter() if etree.QName(element).localname == "entity"):
                known = next((row for row in rows if row["name"] == entity.get("id")), None)
                label = next((child.text or "" for child in entity if etree.QName(child).localname == "label"), "")
                if known is None and entity.get("create") in ("1", "true"):
                    rows.append({"name": entity.get("id") or "", "label": label, "__version": "1"})
                elif known is not None and entity.get("update") in ("1", "true"):
                    known["__version"] = str(int(entity.get("baseVersion") or 0) + 1)
        out = io.StringIO()
        writer = csv.DictWriter(out, list(dict.fromkeys(name for row in rows for name in row)), restval="")
        writer.writeheader()
        writer.writerows(rows)
        hosted.files[list_name] = out.getvalue().encode()


class _Quiet(ThreadingHTTPServer):
    def handle_error(self, *_: Any) -> None:
        """A client that hangs up, or was killed, is what these tests are about."""
