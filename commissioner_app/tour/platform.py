"""Another platform for the tour: one form to fetch, over real HTTP, and nothing else (ODK Central's answers to an app user)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final
from xml.sax.saxutils import escape

PLACE: Final = "/v1/key/tour/projects/1"
LIST: Final = '<xforms xmlns="http://openrosa.org/xforms/xformsList">{}</xforms>'


@contextmanager
def platform(form_id: str, title: str, xml: str) -> Iterator[str]:
    """Serve one form on a free port of this laptop; gives the address, with its key, that a person would paste."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == f"{PLACE}/formList":
                self._answer(LIST.format(_entry(form_id, title, f"{address}/forms/{form_id}.xml")))
            elif self.path == f"{PLACE}/forms/{form_id}.xml":
                self._answer(xml)
            else:
                self.send_error(404)

        def _answer(self, body: str) -> None:
            data = body.encode("utf-8")
            self.send_response(200)
            self.send_header("X-OpenRosa-Version", "1.0")
            self.send_header("Content-Type", "text/xml; charset=utf-8")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
            """Standard error belongs to the act."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    address = f"http://127.0.0.1:{server.server_port}{PLACE}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield address
    finally:
        server.shutdown()
        server.server_close()


def _entry(form_id: str, title: str, url: str) -> str:
    return (
        f"<xform><formID>{escape(form_id)}</formID><name>{escape(title)}</name><version>1</version>"
        f"<downloadUrl>{escape(url)}</downloadUrl></xform>"
    )
