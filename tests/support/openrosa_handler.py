"""Answers of the stand-in for other platforms, request by request."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import re
import socket
import time
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

from tests.support.openrosa_holdings import Fault, HostedForm, Seen
from tests.support.openrosa_submission import take

if TYPE_CHECKING:
    from tests.support.openrosa_server import OpenRosaServer


def handler(server: OpenRosaServer) -> type[BaseHTTPRequestHandler]:
    class Bound(Handler):
        stand_in = server

    return Bound


class Handler(BaseHTTPRequestHandler):
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
                status, words = take(server, self.headers.get("Content-Type") or "", body)
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


def _md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()
