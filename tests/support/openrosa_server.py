"""A stand-in for ODK Central and KoboToolbox on a free port: it answers as real ones were seen to, over real HTTP.

``central``: Basic over https only (or what a proxy says was https), a key in the path, no Digest; formList needs the
version header; 201, 400, 404, 409. ``kobo``: Digest first, Basic after it. ``faults`` are taken one per matching request.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import re
import socket
import ssl
import threading
import time
from dataclasses import dataclass, field
from email import message_from_bytes
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

from lxml import etree

Mode = Literal["central", "kobo"]
FaultKind = Literal[
    "cut_request", "cut_reply", "lost_receipt", "busy", "slow", "hang", "redirect", "elsewhere", "garbage", "silence"
]
VERSION = "{http://openrosa.org/xforms}version"


@dataclass
class Fault:
    """What goes wrong with the next request of a method to a path that holds ``path``; ``skip`` lets some through."""

    kind: FaultKind
    method: str = "POST"
    path: str = ""
    skip: int = 0
    target: str = ""


@dataclass
class HostedForm:
    """A published form version with its files; ``entities`` names those that are entity lists."""

    form_id: str
    version: str
    xml: bytes
    files: dict[str, bytes] = field(default_factory=dict)
    entities: frozenset[str] = frozenset()

    @property
    def hash(self) -> str:
        return "md5:" + hashlib.md5(self.xml).hexdigest()


@dataclass
class Received:
    """An instance as it was handed in. ``posts`` counts the bodies that named it."""

    xml: bytes
    form_id: str
    files: dict[str, bytes] = field(default_factory=dict)
    deprecated_id: str = ""
    posts: int = 0
    incomplete: bool = False


@dataclass
class Seen:
    """One request, as it came."""

    method: str
    path: str
    headers: dict[str, str]
    length: int


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
        self._http = _Quiet(("127.0.0.1", 0), _handler(self))
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


def _handler(server: OpenRosaServer) -> type[BaseHTTPRequestHandler]:
    class Handler(_Handler):
        stand_in = server

    return Handler


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 20
    stand_in: OpenRosaServer

    def do_GET(self) -> None:
        self._serve("GET")

    def do_HEAD(self) -> None:
        self._serve("HEAD")

    def do_POST(self) -> None:
        self._serve("POST")

    def log_message(self, *_: Any) -> None:
        """Quiet."""

    # -- one request

    def _serve(self, method: str) -> None:
        server = self.stand_in
        length = int(self.headers.get("Content-Length") or 0)
        with server.lock:
            server.seen.append(Seen(method, self.path, dict(self.headers.items()), length))
        fault = self._fault(method)
        self._broken = fault
        if fault and fault.kind == "cut_request":
            self.rfile.read(length // 2)
            self._drop()
            return
        body = self.rfile.read(length) if length else b""
        if fault and fault.kind == "hang":
            time.sleep(3)
            self._drop()
        elif fault and fault.kind == "busy":
            self._reply(503, b"", {"Retry-After": "1"})
        elif fault and fault.kind == "garbage":
            self._reply(200, b"<html>welcome to the hotel</html>")
        elif fault and fault.kind in ("redirect", "elsewhere"):
            self._reply(307, b"", {"Location": fault.target or self.path})
        else:
            self._route(method, body)

    def _fault(self, method: str) -> Fault | None:
        with self.stand_in.lock:
            for fault in self.stand_in.faults:
                if fault.method == method and fault.path in self.path:
                    if fault.skip:
                        fault.skip -= 1
                        return None
                    self.stand_in.faults.remove(fault)
                    return fault
        return None

    def _route(self, method: str, body: bytes) -> None:
        server = self.stand_in
        path = unquote(urlsplit(self.path).path)
        if server.mode == "central":
            match = re.fullmatch(r"/v1(?:/key/([^/]+))?/projects/7/(.+)", path)
        else:
            match = re.fullmatch(r"(?:/collector/([^/]+))?/(.+)", path)
        if match is None:
            self._say(404, "There is nothing here.")
            return
        key, rest = match[1], match[2]
        if not (key == server.key if key else self._signed(method)):
            self._challenge()
            return
        if self.headers.get("X-OpenRosa-Version") != "1.0" and rest in ("formList", "submission"):
            self._say(400, "The X-OpenRosa-Version header is missing.")
            return
        parsedate_to_datetime(self.headers.get("Date") or "")
        if rest == "formList":
            self._form_list(path.removesuffix("/formList"))
        elif rest == "submission":
            self._submission(method, body)
        else:
            self._file(rest, path)

    # -- who asks

    def _signed(self, method: str) -> bool:
        kind, _, value = (self.headers.get("Authorization") or "").partition(" ")
        server = self.stand_in
        private = server.behind_https or self.headers.get("X-Forwarded-Proto") == "https"
        if kind == "Basic" and private:
            return base64.b64decode(value).decode() == f"{server.user}:{server.password}"
        if kind == "Digest" and server.mode == "kobo":
            said = dict(re.findall(r'(\w+)="?([^",]+)"?', value))
            first = _md5(f"{server.user}:{said.get('realm')}:{server.password}")
            second = _md5(f"{method}:{said.get('uri')}")
            wanted = _md5(
                f"{first}:{said.get('nonce')}:{said.get('nc')}:{said.get('cnonce')}:{said.get('qop')}:{second}"
            )
            return (
                said.get("response") == wanted and said.get("username") == server.user and said.get("uri") == self.path
            )
        return False

    def _challenge(self) -> None:
        basic = 'Basic realm="stand-in"'
        both = f'Digest realm="stand-in", nonce="n1", algorithm=MD5, qop="auth", {basic}'
        self._reply(401, b"", {"WWW-Authenticate": basic if self.stand_in.mode == "central" else both})

    # -- what is asked

    def _form_list(self, base: str) -> None:
        rows = []
        for form in self.stand_in.forms.values():
            # As real servers do, the addresses carry the key that was used.
            address = self.stand_in.root + base.replace(self.stand_in.key, "k!3$x") + "/forms/" + form.form_id
            manifest = f"<manifestUrl>{escape(address)}/manifest</manifestUrl>" if form.files else ""
            rows.append(
                f"<xform><formID>{escape(form.form_id)}</formID><name>{escape(form.form_id.title())}</name>"
                f"<version>{form.version}</version>{f'<hash>{form.hash}</hash>' if self.stand_in.sums else ''}"
                f"<downloadUrl>{escape(address)}.xml</downloadUrl>{manifest}</xform>"
            )
        self._xml(f'<xforms xmlns="http://openrosa.org/xforms/xformsList">{"".join(rows)}</xforms>')

    def _file(self, rest: str, path: str) -> None:
        name = rest.removeprefix("forms/")
        form_id, _, inside = name.partition("/")
        form = self.stand_in.forms.get(form_id.removesuffix(".xml"))
        if form is None:
            self._say(404, "No such form.")
        elif form_id.endswith(".xml"):
            if self.headers.get("If-None-Match") == f'"{form.hash}"':
                self._reply(304, b"")
            else:
                self._reply(200, form.xml, {"ETag": f'"{form.hash}"'})
        elif inside == "manifest":
            self._manifest(form, self.stand_in.root + path.removesuffix("/manifest"))
        elif inside.endswith("/integrity"):
            self._integrity(form, inside.split("/")[-2])
        elif inside.removeprefix("attachments/") in form.files:
            self._reply(200, form.files[inside.removeprefix("attachments/")])
        else:
            self._say(404, "No such file.")

    def _manifest(self, form: HostedForm, address: str) -> None:
        rows = []
        for name, data in form.files.items():
            url = escape(f"{address}/attachments/{name}")
            listed = name in form.entities
            kind = ' type="entityList"' if listed else ""
            integrity = f"<integrityUrl>{url}/integrity</integrityUrl>" if listed else ""
            rows.append(
                f"<mediaFile{kind}><filename>{escape(name)}</filename><hash>md5:{hashlib.md5(data).hexdigest()}</hash>"
                f"<downloadUrl>{url}</downloadUrl>{integrity}</mediaFile>"
            )
        self._xml(f'<manifest xmlns="http://openrosa.org/xforms/xformsManifest">{"".join(rows)}</manifest>')

    def _integrity(self, form: HostedForm, name: str) -> None:
        known = {row["name"] for row in csv.DictReader(io.StringIO(form.files[name].decode()))} | self.stand_in.deleted
        asked = parse_qs(urlsplit(self.path).query).get("id", [""])[0].split(",")
        rows = [
            f'<entity id="{escape(one)}"><deleted>{str(one in self.stand_in.deleted).lower()}</deleted></entity>'
            for one in asked
            if one in known
        ]
        self._xml(f"<data><entities>{''.join(rows)}</entities></data>")

    def _submission(self, method: str, body: bytes) -> None:
        server = self.stand_in
        if method == "HEAD":
            self._reply(204, b"", {"X-OpenRosa-Accept-Content-Length": str(server.limit)})
        elif len(body) > server.limit:
            self._say(413, "Too much at once.")
        else:
            with server.lock:
                status, words = _take(server, self.headers.get("Content-Type") or "", body)
            if self._broken and self._broken.kind == "silence":
                server.silent.set()
                time.sleep(5)
            self._say(status, words)

    # -- answering

    def _xml(self, text: str) -> None:
        self._reply(200, text.encode())

    def _say(self, status: int, words: str) -> None:
        self._reply(
            status, f'<OpenRosaResponse xmlns="http://openrosa.org/http/response"><message>{escape(words)}</message></OpenRosaResponse>'.encode()
        )  # fmt: skip

    def _reply(self, status: int, data: bytes, headers: dict[str, str] | None = None) -> None:
        kind = self._broken.kind if self._broken else ""
        if kind == "lost_receipt":
            self._drop()
            return
        self.send_response(status)
        for name, value in {"X-OpenRosa-Version": "1.0", "Content-Type": "text/xml", **(headers or {})}.items():
            self.send_header(name, value)
        bare = status in (204, 304) or self.command == "HEAD"
        if not bare:
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if bare:
            return
        if kind == "cut_reply":
            self.wfile.write(data[: len(data) // 2])
            self._drop()
        elif kind == "slow":
            for start in range(0, len(data), 40):
                self.wfile.write(data[start : start + 40])
                time.sleep(0.01)
        else:
            self.wfile.write(data)

    def _drop(self) -> None:
        self.close_connection = True
        self.wfile.flush()
        with_reset = self.connection
        try:
            with_reset.shutdown(socket.SHUT_RDWR)
        except OSError:
            return


def _take(  # noqa: PLR0911 - one for each rule
    server: OpenRosaServer, content_type: str, body: bytes
) -> tuple[int, str]:
    """A submission in, status and words out: the rules of section 7's table."""
    message = message_from_bytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body)
    parts: list[Any] = [part for part in message.walk() if not part.is_multipart()]
    named = {str(part.get_param("name", header="content-disposition")): part.get_payload(decode=True) for part in parts}
    xml = named.pop("xml_submission_file", None)
    incomplete = named.pop("*isIncomplete*", None) == b"yes"
    if xml is None:
        return 400, "Required part xml_submission_file is missing."
    try:
        root = etree.fromstring(xml)
    except etree.XMLSyntaxError:
        return 400, "The XML cannot be parsed."
    form_id, version = root.get("id") or "", root.get("version") or root.get(VERSION) or ""
    current = server.forms.get(form_id)
    if (current is None or current.version != version) and (form_id, version) not in server.retired:
        return 404, "The form, or this version of it, does not exist."
    ids = {
        etree.QName(element).localname: element.text or "" for element in root.iter() if isinstance(element.tag, str)
    }
    instance_id, deprecated = ids.get("instanceID", ""), ids.get("deprecatedID", "")
    if not instance_id:
        return 400, "There is no instanceID."
    held = server.received.get(instance_id)
    if held is not None and held.xml != xml:
        return 409, "A submission already exists with this ID, but with different content."
    if deprecated and deprecated not in server.received:
        return 404, "The submission to be edited does not exist."
    if held is None:
        held = server.received[instance_id] = Received(xml, form_id, deprecated_id=deprecated)
    held.files |= named
    held.posts += 1
    held.incomplete = incomplete
    return 201, "full submission upload was successful!"


def _md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()
