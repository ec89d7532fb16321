"""Which place an address names: one line per kind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from provincial_server.errors import ServerError
from provincial_server.files.folder import FolderFiles
from provincial_server.files.keeping import Files
from provincial_server.files.s3 import S3Files
from provincial_server.settings import Settings

_KINDS: Final[dict[str, Callable[[str], Files]]] = {"s3": S3Files}


def files_of(settings: Settings) -> Files:
    """The place of the attachments: a folder unless the settings name an object store.

    Raises ``bad_files`` for an address of no known kind, ``no_object_store``.
    """
    scheme, mark, _ = settings.files.partition("://")
    if not mark:
        return FolderFiles(Path(settings.files) if settings.files else settings.attachments)
    if scheme not in _KINDS:
        raise ServerError("bad_files", exit_code=2, address=settings.files)
    return _KINDS[scheme](settings.files)
