"""Attachments in an S3-compatible store. Its credentials, endpoint and region come from the environment (AWS_…)."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from provincial_server.errors import ServerError
from provincial_server.files.keeping import PIECE, place_of

# A laptop waits at most half a minute for a sign of life; better told in time to come again.
_RETRIES: Final[Any] = {"max_retries": 3, "retry_timeout": timedelta(seconds=15)}
_CLIENT: Final[Any] = {"connect_timeout": timedelta(seconds=5), "timeout": timedelta(seconds=25)}


class S3Files:
    """Objects below a bucket's prefix; see ``Files``. The store itself makes a content appear whole or not at all."""

    def __init__(self, address: str) -> None:
        """``address``: ``s3://bucket/prefix``. Raises ``no_object_store`` without the library, ``bad_files``."""
        try:
            import obstore
            from obstore.store import S3Store
        except ModuleNotFoundError as error:
            raise ServerError("no_object_store", exit_code=3) from error
        self._obstore: Any = obstore
        try:
            self._store: Any = S3Store.from_url(address, client_options=_client(), retry_config=_RETRIES)
        except obstore.exceptions.BaseError as error:
            raise ServerError("bad_files", exit_code=2, address=address) from error

    def put(self, name: str, data: bytes) -> None:
        with self._told():
            self._obstore.put(self._store, place_of(name), data)

    def take(self, name: str, source: Path) -> None:
        with self._told():
            self._obstore.put(self._store, place_of(name), source)
        source.unlink(missing_ok=True)

    def size(self, name: str) -> int | None:
        try:
            with self._told():
                return int(self._obstore.head(self._store, place_of(name))["size"])
        except KeyError:
            return None

    def read(self, name: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        wanted = {"offset": start} if end is None else (start, end)
        with self._told():
            found = self._obstore.get(self._store, place_of(name), options={"range": wanted} if start or end else None)
        return self._pieces(found)

    def free(self) -> int | None:
        return None

    def tidy(self) -> int:
        return 0

    def _pieces(self, found: Any) -> Iterator[bytes]:
        with self._told():
            for piece in found.stream(min_chunk_size=PIECE):
                yield bytes(piece)

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (FileNotFoundError, self._obstore.exceptions.NotFoundError) as error:
            raise KeyError from error
        except self._obstore.exceptions.BaseError as error:
            # Not the error's own text: it may quote the address with its credentials.
            raise ServerError("files_away", exit_code=3) from error


def _client() -> Any:
    plain = os.environ.get("AWS_ENDPOINT_URL", "").startswith("http://")
    return {**_CLIENT, "allow_http": True} if plain else _CLIENT
