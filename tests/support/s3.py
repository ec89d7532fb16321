"""A stand-in for an S3-compatible store: a process of its own on loopback that keeps objects in a folder.

It knows what the server asks for (PUT, ranged GET, HEAD, multipart uploads) and checks that requests are signed, not by whom.
``python -m tests.support.s3 DIR`` prints its port and serves until killed.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[2]
_XML = '<?xml version="1.0" encoding="UTF-8"?>'


class Handler(BaseHTTPRequestHandler):
    """``folder`` is set before serving. A file named ``fail`` in it makes every call fail with 503."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    folder = Path()

    def log_message(self, *_: Any) -> None:
        pass

    def _wrong(self) -> bool:
        if (self.folder / "fail").exists():
            self._say(503, b"<Error><Code>SlowDown</Code></Error>")
            return True
        if "AWS4-HMAC-SHA256" not in self.headers.get("Authorization", ""):
            self._say(403, b"<Error><Code>AccessDenied</Code></Error>")
            return True
        return False

    @property
    def _query(self) -> dict[str, str]:
        asked = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
        return {name: values[0] for name, values in asked.items()}

    @property
    def _place(self) -> Path:
        return self.folder / "objects" / unquote(urlsplit(self.path).path).strip("/")

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def _say(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _keep(self, data: bytes) -> str:
        place = self._place
        place.parent.mkdir(parents=True, exist_ok=True)
        unfinished = place.with_name(f".{place.name}-{id(self)}")
        unfinished.write_bytes(data)
        unfinished.replace(place)
        return f'"{hashlib.md5(data, usedforsecurity=False).hexdigest()}"'

    def do_PUT(self) -> None:
        data = self._body()
        if self._wrong():
            return
        query = self._query
        if "uploadId" in query:
            part = self.folder / f"part-{query['uploadId']}-{int(query['partNumber']):05d}"
            part.write_bytes(data)
            self._say(200, ETag=f'"{part.name}"')
            return
        self._say(200, ETag=self._keep(data))

    def do_POST(self) -> None:
        body = self._body()
        if self._wrong():
            return
        query = self._query
        if "uploads" in query:
            upload = hashlib.sha256(f"{self.path}{id(self)}".encode()).hexdigest()[:16]
            self._xml(f"<InitiateMultipartUploadResult><UploadId>{upload}</UploadId></InitiateMultipartUploadResult>")
            return
        names = [
            one.text.strip('"') for one in ElementTree.fromstring(body).iter() if one.tag.endswith("ETag") and one.text
        ]
        etag = self._keep(b"".join((self.folder / name).read_bytes() for name in names))
        self._xml(f"<CompleteMultipartUploadResult><ETag>{etag}</ETag></CompleteMultipartUploadResult>")

    def _xml(self, text: str) -> None:
        self._say(200, f"{_XML}{text}".encode(), Content_Type="application/xml")

    def do_GET(self) -> None:
        if self._wrong():
            return
        try:
            data = self._place.read_bytes()
        except (FileNotFoundError, IsADirectoryError):
            self._say(404, b"<Error><Code>NoSuchKey</Code></Error>")
            return
        etag = f'"{hashlib.md5(data, usedforsecurity=False).hexdigest()}"'
        common = {"ETag": etag, "Last_Modified": "Sun, 22 Nov 2026 10:00:00 GMT"}
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if wanted is None:
            self._say(200, data, Content_Length=str(len(data)), **common)
            return
        first, last = int(wanted[1]), min(int(wanted[2] or len(data)), len(data) - 1)
        part = data[first : last + 1]
        said = {"Content_Length": str(len(part)), "Content_Range": f"bytes {first}-{last}/{len(data)}"}
        self._say(206, part, **said, **common)

    do_HEAD = do_GET  # noqa: N815

    def do_DELETE(self) -> None:
        """Nothing that is whole is ever deleted: a test that sees this fails."""
        (self.folder / "deleted").touch()
        self._say(204)


@dataclass
class Store:
    """A running stand-in. ``environment`` is what a server needs to reach it."""

    folder: Path
    port: int

    @property
    def address(self) -> str:
        return "s3://tea/photos"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.port}",
            "AWS_ACCESS_KEY_ID": "sample", "AWS_SECRET_ACCESS_KEY": "sample", "AWS_REGION": "cn-test-1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }  # fmt: skip

    def path(self, name: str) -> Path:
        """The file in which an attachment lies."""
        return self.folder / "objects" / "tea" / "photos" / name[:2] / name

    @property
    def names(self) -> list[str]:
        """The attachments that lie below the address."""
        return sorted(path.name for path in (self.folder / "objects" / "tea" / "photos").glob("??/*.*"))

    @contextlib.contextmanager
    def failing(self) -> Iterator[None]:
        """Meanwhile every call fails."""
        (self.folder / "fail").touch()
        try:
            yield
        finally:
            (self.folder / "fail").unlink()


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Store]:
    """A new, empty store."""
    folder.mkdir(parents=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.s3", str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        yield Store(folder, int(process.stdout.readline()))
    finally:
        process.kill()
        process.communicate()


def main(folder: str) -> None:
    """Serve."""
    Handler.folder = Path(folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        sys.stdout.write(f"{server.server_address[1]}\n")
        sys.stdout.flush()
        server.serve_forever()


if __name__ == "__main__":
    main(sys.argv[1])
