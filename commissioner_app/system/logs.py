"""The program's log: a few rotating files that say what happened and never to whom.

Whatever a caller passes, Chinese text, long numbers, addresses and e-mails are struck out before a line is written, and
of an error only its type and the places in the code are kept: its text may quote a record.
"""

from __future__ import annotations

import logging
import logging.handlers
import re
import traceback
from pathlib import Path
from types import TracebackType
from typing import Final

FILE_NAME: Final = "kotexing.log"
BYTES: Final = 512 * 1024
FILES: Final = 4
STRUCK: Final = "…"
LONGEST: Final = 4000
_PERSONAL: Final = re.compile(
    "[\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]+"  # names, firms, notes
    r"|[\w.+-]{1,64}@[\w.-]{1,255}"
    r"|\b[0-9A-HJ-NP-RTUW-Y]{18}\b"  # credit codes
    r"|(?<![0-9a-f-])\d[\d -]{5,40}\d[Xx]?"  # telephone, identity and account numbers
    r"|(?<=//)[^/\s@]+@"
)

_Exc = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def redacted(text: str) -> str:
    """The text without anything that could be of a person."""
    return _PERSONAL.sub(STRUCK, text)


class SafeFormatter(logging.Formatter):
    """Strikes out personal values; of an exception it writes types and places, never the text."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; a message that does not fit its arguments is written as it stands."""
        try:
            message = record.getMessage()
        except (TypeError, ValueError):
            message = str(record.msg)
        line = f"{self.formatTime(record)} {record.levelname} {record.name}: {redacted(message[:LONGEST])}"
        if record.exc_info:
            line += "\n" + self.formatException(record.exc_info)
        return line

    def formatException(self, ei: _Exc) -> str:  # noqa: N802 - logging's own name
        """Types and places of an exception and its causes, the first cause first."""
        chain: list[str] = []
        error = ei[1]
        while error is not None:
            places = [
                f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(error.__traceback__)
            ]
            code = getattr(error, "code", "")
            chain.append("\n".join([*places, f"  {type(error).__name__} {redacted(str(code))}".rstrip()]))
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n  led to\n".join(reversed(chain))


def start(folder: Path, level: int = logging.INFO) -> logging.Handler:
    """Write this program's log to rotating files in ``folder``; gives the handler, for ``stop``."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = logging.handlers.RotatingFileHandler(
        folder / FILE_NAME, maxBytes=BYTES, backupCount=FILES - 1, encoding="utf-8", delay=True
    )
    handler.setFormatter(SafeFormatter())
    root = logging.getLogger("commissioner_app")
    root.addHandler(handler)
    root.setLevel(level)
    return handler


def stop(handler: logging.Handler) -> None:
    """End writing and close the file."""
    logging.getLogger("commissioner_app").removeHandler(handler)
    handler.close()
